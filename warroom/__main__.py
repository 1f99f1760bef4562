"""`warroom` and `python -m warroom`."""

import gc
import os
import sys


def main() -> None:
    """Run the command line and exit with its code."""
    if len(sys.argv) > 1 or "_WARROOM_COMPLETE" in os.environ:
        from warroom.cli import run

        sys.exit(run(sys.argv[1:]))
    # Without a word it is the room, which is in a hurry: no command line has to be read, and what is imported stays.
    gc.disable()
    from warroom.commands import ending, screen

    sys.exit(ending.ended(screen.alone))


if __name__ == "__main__":
    main()
