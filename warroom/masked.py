"""What is asked for, with what looks like a secret taken out: an append-only record cannot forget."""

from datetime import datetime
from typing import Any, TypeVar

import msgspec

from warroom.incident.intents import Intent
from warroom.secrets import mask, mask_all

_KEPT = ("id", "target", "recent", "also")
Asked = TypeVar("Asked", bound=Intent)


def masked(intent: Asked) -> Asked:
    """The intent as it will be recorded; one that is marked `as_typed` is left as it is."""
    if intent.as_typed:
        return intent
    changes: dict[str, Any] = {}
    for name in intent.__struct_fields__:
        value = getattr(intent, name)
        kept = value if name in _KEPT else _masked(value)
        if kept is not value:
            changes[name] = kept
    return msgspec.structs.replace(intent, **changes) if changes else intent


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, msgspec.Struct):
        plain = msgspec.to_builtins(value, builtin_types=(datetime,))
        found = mask_all(plain)
        return value if found is plain else msgspec.convert(found, type(value), strict=False)
    if isinstance(value, dict | list | tuple):
        return mask_all(value)
    return value
