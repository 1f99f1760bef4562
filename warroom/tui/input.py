"""What comes from the keyboard: Textual's driver reads it, and would end the room over one byte that is no UTF-8."""

from codecs import getincrementaldecoder
from functools import partial

from textual.drivers import linux_driver


def take_any_bytes() -> None:
    """Bytes in another encoding, or of a binary file that was pasted, are taken as the \\xe9 they are."""
    vars(linux_driver)["getincrementaldecoder"] = lambda encoding: partial(
        getincrementaldecoder(encoding), "backslashreplace"
    )
