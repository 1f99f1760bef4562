"""What the commands of one fence share: the folder they are in, and the variables they have exported."""

import re
from collections.abc import Mapping

import msgspec

NOT_CARRIED = frozenset(("_", "PWD", "OLDPWD", "SHLVL", "WARROOM_COMMAND", "BASHOPTS", "SHELLOPTS"))
_ONLY_TOLD = re.compile(
    r"AWS_(?:PROFILE|REGION|DEFAULT_REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN)"
    r"|PG(?:HOST|PORT|USER|PASSWORD|DATABASE|SSLMODE)|TZ|LANG|LC_[A-Z]+"
)
"""Variables that tell a program where to ask and as whom, and cannot make it do something else."""
_SWAYS = re.compile(
    r"PATH|HOME|ENV|IFS|(?:LD|DYLD|BASH|GIT|XDG|CURL|PYTHON|NODE|DOCKER|KUBE)\w*|\w*(?:PAGER|EDITOR|RC)"
)
_ONE_WORD = re.compile(r"(?!-)[^\s*\[]*")
_MENTIONED = re.compile(r"\$\{?(\w+)")


class Fence(msgspec.Struct, frozen=True):
    """Where the next command of a fence begins, and what it gets besides; `where` "" for where its user is."""

    where: str = ""
    exports: dict[str, str] = {}

    @property
    def said(self) -> str:
        """What is carried, in a few words; "" for nothing. Names only: values may be secret."""
        words = [f"in {self.where}"] if self.where else []
        return ", ".join([*words, *sorted(self.exports)])


def carried(said: bytes, given: Mapping[str, str], before: Fence) -> Fence:
    """What a shell told at its end, NUL between: its folder, then every variable. `before` where it told nothing."""
    where, *pairs = said.decode("utf-8", "surrogateescape").split("\0")
    if not where.startswith("/"):
        return before
    told = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    new = {name: value for name, value in told.items() if given.get(name) != value and name not in NOT_CARRIED}
    kept = {name: value for name, value in before.exports.items() if name in told and name not in new}
    return Fence(where, kept | new)


def sways(exports: Mapping[str, str], command: str) -> bool:
    """Whether a variable an earlier command left may make this one do more than its words say.

    PATH, a function called like a program, a value that is several words where one stands.
    """
    mentioned = set(_MENTIONED.findall(command))
    return any(
        not _ONLY_TOLD.fullmatch(name)
        and (name not in mentioned or _SWAYS.fullmatch(name) is not None or not _ONE_WORD.fullmatch(value))
        for name, value in exports.items()
    )
