"""Panels: most are pure functions from a scene to rows; the timeline and the entry line are widgets."""
