"""A journal that the people of one Unix group share: a folder where they write and nobody else reads."""

import grp
import os
from contextlib import suppress
from pathlib import Path

from warroom import wiring
from warroom.commands.speak import out, tell
from warroom.errors import BadInput
from warroom.journal.place import SHARED_FOLDER

NAME = "journal.sqlite"


def init(folder: Path, group: str | None) -> None:
    """Make the folder and an empty journal in it; prints the journal's path."""
    folder = folder.absolute()
    journal = folder / NAME
    if journal.exists():
        raise BadInput(f"{journal} is there already and is left as it is")
    number = _number(group)
    if folder.is_dir() and any(folder.iterdir()):
        raise BadInput(
            f"{folder} is not empty, and all in it would be opened to a group: name a new or an empty folder"
        )
    try:
        folder.mkdir(exist_ok=True, mode=0o700)
        if number is not None:
            os.chown(folder, -1, number)
        folder.chmod(SHARED_FOLDER)
    except FileNotFoundError:
        raise BadInput(f"{folder.parent} does not exist") from None
    except FileExistsError:
        raise BadInput(f"{folder} is no folder") from None
    except (OSError, OverflowError) as error:
        raise BadInput(f"{folder}: {getattr(error, 'strerror', error)}; its owner, or root, can share it") from error
    wiring.open_journal(journal).close()
    out(str(journal))
    shared_by = _name(folder.stat().st_gid)
    tell(f"group {shared_by} shares it: export WARROOM_JOURNAL={journal}, or journal: {journal} in each one's settings")


def _number(group: str | None) -> int | None:
    if group is None:
        return None
    with suppress(ValueError):
        return int(group)
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise BadInput(f"there is no group {group} on this machine") from None


def _name(number: int) -> str:
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
