"""The clipboard, by the screen that shows the message: somebody puts the words where they belong."""

from typing import ClassVar

from warroom.updates.senders import SenderOptions, Sending
from warroom.updates.sending import Answer, Message


class Options(SenderOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """This kind has no keys of its own."""

    needs: ClassVar[tuple[str, ...]] = ()

    @property
    def target(self) -> str:
        return "the clipboard of this terminal"

    @property
    def repeats_safely(self) -> bool:
        return True


async def send(options: Options, message: Message, sending: Sending) -> Answer:  # noqa: ARG001 - every kind's shape
    """Copy it, and answer as the screen does."""
    if sending.copy is None:
        return Answer("refused", "only the room's screen has a clipboard: send it from there")
    return sending.copy(message)
