"""Programs and figures of this machine."""
