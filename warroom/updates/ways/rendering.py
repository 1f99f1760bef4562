"""`{text}` in a sender's own keys: filled in from the message in one pass, so that no text is a template itself."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from warroom.located import did_you_mean, quoted
from warroom.updates.sending import Message

_PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*)\}")
NAMES = (
    *("text", "subject", "status", "channel", "title", "severity", "severity_name", "impact"),
    *("incident", "url", "key", "ref", "n", "next_at", "next_time"),
)


def values_of(message: Message) -> dict[str, str]:
    """What each name stands for; `next_at` is ISO 8601, `next_time` as people read it, both "" where none is set."""
    found = {name: str(getattr(message, name)) for name in NAMES if name not in ("next_at", "next_time")}
    at = message.next_at
    found["next_at"] = at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""
    found["next_time"] = at.strftime("%H:%M UTC") if at else ""
    return found


def render(value: Any, values: Mapping[str, str], escape: Callable[[str], str] = str) -> Any:
    """The value with its placeholders filled, wherever they stand in it; `{{` and `}}` are braces."""
    match value:
        case str():
            return _PLACE.sub(lambda found: escape(values[found[1]]) if found[1] else found[0][0], value)
        case dict():
            return {key: render(item, values, escape) for key, item in value.items()}
        case list() | tuple():
            return [render(item, values, escape) for item in value]
        case _:
            return value


def check_names(value: Any, key: str) -> None:
    """Raises ValueError for a placeholder that nothing fills. A variable's name in ${…} is none."""
    match value:
        case str():
            for found in _PLACE.finditer(re.sub(r"\$\{[^}]*\}", "", value)):
                if found[1] and found[1] not in NAMES:
                    raise ValueError(f"`{key}`: nothing fills {quoted(found[0])}{did_you_mean(found[1], NAMES)}")
        case dict():
            for item in value.values():
                check_names(item, key)
        case list() | tuple():
            for item in value:
                check_names(item, key)


def speaks_of(value: Any, name: str) -> bool:
    """Whether a placeholder of this name stands somewhere in the value."""
    match value:
        case str():
            return any(found[1] == name for found in _PLACE.finditer(value))
        case dict():
            return any(speaks_of(item, name) for item in value.values())
        case list() | tuple():
            return any(speaks_of(item, name) for item in value)
        case _:
            return False
