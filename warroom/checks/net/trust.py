"""Whose certificates are believed."""

import ssl


def trusting() -> ssl.SSLContext:
    """A context that verifies certificate and name; reading the certificates takes 20 ms."""
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())  # beside the system's own store, which containers often lack
    return context
