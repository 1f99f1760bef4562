"""How programs say that they reached nobody."""

_WORDS = (
    "could not connect to the endpoint",
    "could not resolve host",
    "name or service not known",
    "temporary failure in name resolution",
    "network is unreachable",
    "no route to host",
    "connection timed out",
)


def reached_nobody(said: str) -> bool:
    """Whether a program says that it found no way to the other side."""
    return any(words in said.casefold() for words in _WORDS)
