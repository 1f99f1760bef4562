"""Everything warroom raises on purpose, and the exit code each ends with.

WarroomError                   2
├── Refused                    2   an intent the rules do not allow; says who, what and the way out
├── BadInput                   2   a line, file or flag that cannot be read; says where and what to do
├── JournalError               3   the journal could not be read or written
│   ├── NotWritten             3   this entry is not on disk; it may be tried again with the same id
│   └── Damaged                1   what is on disk is not what was written
└── NotHere                    2   no such incident, record, check or drill
"""

EXIT_DONE = 0
EXIT_BAD = 1
EXIT_USAGE = 2
EXIT_NOT_WRITTEN = 3
EXIT_UNKNOWN = 4
EXIT_INTERNAL = 70


class WarroomError(Exception):
    """Base of all errors that are told to the user in one sentence."""

    exit_code = EXIT_USAGE


class Refused(WarroomError):
    """The rules do not allow this intent now."""


class BadInput(WarroomError):
    """Something a person wrote cannot be read; the message says where and what to do."""


class NotHere(WarroomError):
    """What was named does not exist."""


class JournalError(WarroomError):
    """The journal could not be read or written."""

    exit_code = EXIT_NOT_WRITTEN


class NotWritten(JournalError):
    """The entry is not on disk; trying again with the same id is safe."""


class Damaged(JournalError):
    """What is on disk is not what was written."""

    exit_code = EXIT_BAD
