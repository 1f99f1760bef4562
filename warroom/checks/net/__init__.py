"""Addresses, names, connections, certificates: what lies between this machine and another."""
