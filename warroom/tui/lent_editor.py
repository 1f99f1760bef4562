"""The terminal lent to the user's own editor, for a text that is read back when it ends."""

import signal
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from warroom.errors import WarroomError
from warroom.own_editor import editor, file_of, kept, read_back
from warroom.tui.lending import signals_are_its_own

if TYPE_CHECKING:
    from textual.app import App


def edited(app: "App[int]", text: str, name: str, end: Callable[[signal.Signals], object]) -> tuple[str | None, str]:
    """The text as it comes back from the editor, and what went wrong; None where it did not come back.

    It lies in a file only its user can read, which is gone afterwards; where it went wrong, what was written stays in
    it, and it is named. `end` is what a signal does here otherwise.
    """
    before = f"{text}\n"
    try:
        command, file = editor(), file_of(before, name)
    except WarroomError as error:
        return None, str(error)
    try:
        with app.suspend(), signals_are_its_own(end):
            code = subprocess.run([*command, str(file)], check=False).returncode
        found = read_back(file)
    except SuspendNotSupported:
        return None, f"this terminal cannot be lent to an editor: e writes here{kept(file, before)}"
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        return None, f"the editor ({command[0]}): {said}{kept(file, before)}"
    except WarroomError as error:
        return None, f"{error}: nothing was taken from it"
    if code:
        return None, f"{command[0]} ended with {code}: nothing was taken from it{kept(file, before)}"
    file.unlink(missing_ok=True)
    return found.rstrip("\n"), ""
