"""How every command ends: one sentence and the right exit code, whatever happened."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress

from warroom.commands.speak import let_go, put, tell
from warroom.errors import EXIT_DONE, EXIT_INTERNAL, Refused, WarroomError
from warroom.text import plain

EXIT_INTERRUPTED = 130


def ended(act: Callable[[], object]) -> int:
    """Do it and return its exit code; errors of ours are told in a sentence, others with where they happened."""
    _have_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code: object = EXIT_DONE
    try:
        code = act()
        put("", now=True)
    except (SystemExit, BrokenPipeError):
        # Whoever read stdout has gone; Click ends so as well, also after completing a word.
        let_go(sys.stdout)
    except WarroomError as error:
        said = "refused: " if isinstance(error, Refused) else ""
        tell(f"{said}{error}")
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001  the last gate: a code of its own, and no local variables shown
        import traceback

        from warroom.secrets import mask

        with suppress(OSError):
            sys.stderr.write(plain(mask("".join(traceback.format_exception(error)))))
        tell("that is a fault of warroom, not yours: exit code 70")
        return EXIT_INTERNAL
    return code if isinstance(code, int) else EXIT_DONE


def _have_streams() -> None:
    """Nothing for each of the three that was closed before we began, as cron and daemons do."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123  open until the end
