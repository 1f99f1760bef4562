"""The variables a command of a runbook gets, and which of their values are secrets."""

import re
from collections.abc import Iterable, Mapping

from warroom.secrets import known_in

PASSED = ("PATH", "HOME", "LANG", "TZ", "TERM", "SSH_AUTH_SOCK")
PREFIXES = ("AWS_", "PG", "KUBE")
_NAMED = re.compile(r"\$\{?[#!]?([A-Za-z_]\w*)")


def passed(command: str, environ: Mapping[str, str], prefixes: Iterable[str] = PREFIXES) -> tuple[str, ...]:
    """The names of our variables a command gets: a few, those it names, and those that begin so."""
    named = {*PASSED, *_NAMED.findall(command)}
    begins = ("LC_", *(prefix for prefix in prefixes if prefix))
    return tuple(name for name in environ if name in named or name.startswith(begins))


def secret_names(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The variables whose values are secrets, as far as their names or the values themselves tell."""
    return tuple(name for name, value in environ.items() if known_in({name: value}))


def secrets_in(environ: Mapping[str, str]) -> frozenset[str]:
    """The secret values among these variables, masked wherever a command says them back."""
    return known_in(dict(environ))
