"""The terminal lent to the user's own editor, for a text that is read back when it ends."""

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from warroom.tui.lending import signals_are_its_own

if TYPE_CHECKING:
    from textual.app import App

USUAL = "vi"


def editor() -> list[str]:
    """The user's editor: $VISUAL, else $EDITOR, else vi. Raises ValueError for one that is no command."""
    said = os.environ.get("VISUAL") or os.environ.get("EDITOR") or USUAL
    return shlex.split(said) or [USUAL]


def edited(app: "App[int]", text: str, name: str, end: Callable[[signal.Signals], object]) -> tuple[str | None, str]:
    """The text as it comes back from the editor, and what went wrong; None where it did not come back.

    It lies in a file only its user can read, which is gone afterwards. `end` is what a signal does here otherwise.
    """
    try:
        command = editor()
        with tempfile.TemporaryDirectory(prefix="warroom-") as folder:
            path = Path(folder) / f"{''.join(c for c in name if c.isalnum() or c in '_-')[:40] or 'section'}.md"
            path.write_text(f"{text}\n", encoding="utf-8", errors="replace")
            path.chmod(0o600)
            with app.suspend(), signals_are_its_own(end):
                done = subprocess.run([*command, str(path)], check=False)
            if done.returncode:
                return None, f"{command[0]} ended with {done.returncode}: nothing was taken from it"
            return path.read_text(encoding="utf-8", errors="replace").rstrip("\n"), ""
    except SuspendNotSupported:
        return None, "this terminal cannot be lent to an editor: e writes here"
    except (OSError, ValueError) as error:
        said = (getattr(error, "strerror", "") or str(error)) if isinstance(error, OSError) else str(error)
        return None, f"the editor ({os.environ.get('VISUAL') or os.environ.get('EDITOR') or USUAL}): {said}"
