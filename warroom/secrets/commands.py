"""Secrets behind the short options of well-known commands: mysql -pX, curl -u user:X, redis-cli -a X."""

import re
from collections.abc import Iterator

from warroom.secrets.likeness import is_said, is_stand_in
from warroom.secrets.span import Secret
from warroom.secrets.value import value_at

# Which option of which command a secret follows: "p" attached only, "p " with or without a space, "u:" as user:secret,
# "b=" as name=secret.
_OPTIONS: dict[str, tuple[str, ...]] = {
    "mysql": ("p",), "mysqldump": ("p",), "mysqladmin": ("p",), "mysqlimport": ("p",), "mysqlshow": ("p",),
    "mariadb": ("p",), "mariadb-dump": ("p",), "mariadb-admin": ("p",),
    "sshpass": ("p ",), "redis-cli": ("a ",), "valkey-cli": ("a ",),
    "curl": ("u:", "U:", "b="), "http": ("a:",), "https": ("a:",), "httpie": ("a:",),
    "mongo": ("p ",), "mongosh": ("p ",), "mongodump": ("p ",), "mongorestore": ("p ",), "cqlsh": ("p ",),
    "docker login": ("p ",), "podman login": ("p ",), "oc login": ("p ",), "az login": ("p ",), "helm login": ("p ",),
    "ldapsearch": ("w ",), "ldapmodify": ("w ",), "ldapadd": ("w ",), "ldapwhoami": ("w ",), "ldapdelete": ("w ",),
    "sqlcmd": ("P ",), "bcp": ("P ",), "smbclient": ("U%",), "ipmitool": ("P ",),
    "ssh": (), "scp": (), "psql": (), "docker": (), "kubectl": (), "nc": (),
}  # fmt: skip
HINTS = (
    "mysql", "mariadb", "sshpass", "-cli", "curl", "http ", "https ", "httpie", "mongo", "cqlsh", "login", "ldap",
    "sqlcmd", "bcp", "smbclient", "ipmitool",
)  # fmt: skip
_COMMANDS = "|".join(sorted(_OPTIONS, key=len, reverse=True))
_PARTS = re.compile(rf"(?<![\w.-])(?P<command>{_COMMANDS})(?= )|(?<= )-(?P<option>[abpuUwP])(?P<space> +(?![ -]))?")
_FARTHEST = 400


def in_commands(words: str) -> Iterator[Secret]:
    """The secrets given to commands by their short options."""
    options: tuple[str, ...] = ()
    begin = 0
    for part in _PARTS.finditer(words):
        if part["command"]:
            options = _OPTIONS[part["command"]]
            begin = part.end()
        elif options and part.start() - begin < _FARTHEST and words.find("\n", begin, part.start()) < 0:
            yield from _behind(words, part, options)


def _behind(words: str, part: re.Match[str], options: tuple[str, ...]) -> Iterator[Secret]:
    letter = part["option"]
    taken = next((option for option in options if option[0] == letter), "")
    if not taken or (taken == letter and part["space"]):
        return
    value = value_at(words, part.end())
    if not value:
        return
    start = value.start
    if taken[1:] in (":", "%", "="):
        cut = words.find(taken[1], start, value.end)
        if cut < 0:
            return
        start = cut + 1
    said = words[start : value.end]
    if said and not is_stand_in(said) and not (part["space"] and is_said(said)):
        yield Secret(start, value.end, "password")
