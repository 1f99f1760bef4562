"""An incident as it was at any of its records: when each became known, the state then, where one can go. No screen."""
