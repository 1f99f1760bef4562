"""A way out as it stands in settings."""

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from warroom.updates.senders import SenderOptions


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """One of the settings' senders: its kind's own keys as they were written, variables and all.

    `place` is how errors about it begin; relative paths are taken from `base`.
    """

    name: str
    kind: str
    channel: str
    options: "SenderOptions"
    place: str = ""
    base: str = ""
