"""Secrets in text, found by what names, carries or begins them, and masked before anything is recorded.

What is doubtful in plain prose is left: "the token expired" and "auth: degraded" are no secrets, and a password that
is a word of the language is found only where its name stands as in a setting ("password=sesame").
"""

from warroom.secrets.finding import find, kinds, mask
from warroom.secrets.nested import known_in, mask_all
from warroom.secrets.span import Secret

__all__ = ["Secret", "find", "kinds", "known_in", "mask", "mask_all"]
