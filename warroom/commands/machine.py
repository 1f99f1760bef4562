"""The commands about this machine's settings."""

import os
from contextlib import suppress
from pathlib import Path

from warroom.commands.speak import tell
from warroom.errors import BadInput


def init(target: Path) -> None:
    """A commented settings file."""
    from warroom.settings import TEMPLATE

    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is") from None
    except OSError as error:
        raise BadInput(f"{target}: {error.strerror}") from error
    with suppress(OSError):
        target.chmod(0o644)
    tell(f"{target} is written: its comments say what it can hold")
