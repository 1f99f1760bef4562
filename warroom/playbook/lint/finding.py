"""What a lint says about one place of a playbook, and the rule it says it by."""

from typing import Literal

import msgspec

Level = Literal["error", "warning", "hint"]
Group = Literal["contradictions", "clocks", "people", "commands", "messages", "gaps"]
Key = tuple[str | int, ...]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to mend: an error will mislead during an incident, a warning may, a hint helps.

    `where` is "PAGE.md:42" where a page is known, else the key, such as "severities.P0.cadence". `key` is that path in
    parts: in a list an id, or a place counted from 0.
    """

    level: Level
    rule: str
    group: Group
    title: str
    where: str
    what: str
    why: str
    mend: str
    key: Key = ()


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: its name, where it is listed, how bad it is, why it matters at night, how to mend it."""

    name: str
    group: Group
    level: Level
    title: str
    why: str
    mend: str

    def found(self, what: str, key: Key, source: str = "", level: Level | None = None) -> Finding:
        """The finding of this rule at a place; `source` is the line of the page it was read from."""
        return Finding(
            level=level or self.level,
            rule=self.name,
            group=self.group,
            title=self.title,
            where=source or dotted(key),
            what=what,
            why=self.why,
            mend=self.mend,
            key=key,
        )


def dotted(key: Key) -> str:
    """A key path as people read it: a list counts from 1."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in key)
