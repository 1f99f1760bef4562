"""What the commands of one fence share: the folder they are in, and the variables they have exported."""

from collections.abc import Mapping

import msgspec

NOT_CARRIED = frozenset(("_", "PWD", "OLDPWD", "SHLVL", "WARROOM_COMMAND", "BASHOPTS", "SHELLOPTS"))


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
