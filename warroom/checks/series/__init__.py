"""Prometheus' text and queries, and what is reckoned from counters."""
