"""A file that a command makes: a new one, whole or not at all."""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from warroom.errors import BadInput, NotWritten


def refuse_taken(target: Path) -> None:
    """Raise BadInput unless `target` is a free name in a folder that is there."""
    try:
        if target.is_dir():
            raise BadInput(f"{target} is a folder: name a file in it")
        if os.path.lexists(target):
            raise BadInput(f"{target} is there already and is left as it is")
        if not target.parent.is_dir():
            raise BadInput(f"there is no folder {target.parent}")
    except (OSError, ValueError) as error:
        raise BadInput(f"{target} cannot be reached: {_said(error)}") from error


def write_new(target: Path, chunks: Iterable[str | bytes]) -> None:
    """Write a new file under a passing name beside `target`, which it gets when it is whole.

    Raises BadInput for a name that is taken, NotWritten where the disk does not take it; neither leaves anything.
    """
    # What is printed needs none of it.
    from warroom.journal.backup import publish

    refuse_taken(target)
    part = target.with_name(f".{target.name[:60]}.part-{secrets.token_hex(4)}")
    try:
        with part.open("xb") as file:
            file.writelines(chunk if isinstance(chunk, bytes) else chunk.encode() for chunk in chunks)
        publish(part, target)
    except FileExistsError as error:
        raise BadInput(f"{target} is there already and is left as it is") from error
    except OSError as error:
        raise NotWritten(f"{target} cannot be written: {_said(error)}") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _said(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
