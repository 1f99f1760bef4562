"""HTTP as probes speak it."""
