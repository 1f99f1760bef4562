"""Steps of runbooks: planned, filled in, run, kept."""
