"""`warroom` and `python -m warroom`."""

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from warroom.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
