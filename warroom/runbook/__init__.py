"""Steps of a playbook that run: planned, filled in, started, watched to their end, and kept as evidence."""
