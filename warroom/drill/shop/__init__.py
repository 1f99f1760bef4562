"""The small shop a drill breaks: real services on loopback in one process, ended with whoever started it."""
