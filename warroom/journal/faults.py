"""SQLite's errors in words that say what to do."""

_WORDS = {
    "database is locked": "another program holds the journal's lock",
    "database or disk is full": "the disk is full",
    "attempt to write a readonly database": "the journal may only be read: check its permissions and its folder's",
    "disk i/o error": "the disk reported an error",
    "file is not a database": "this is no SQLite database: name another file with --journal",
    "unable to open database file": "it cannot be opened: check the folder's permissions",
    "database disk image is malformed": "the database is damaged: keep a copy of the file, then warroom salvage it",
    "could not decode": "a stored word is damaged: keep a copy of the file, then warroom salvage it",
    "memory": "this machine has no memory left",
    "interrupted": "the write was interrupted",
}
DISK = _WORDS["disk i/o error"]
READ_ONLY = (_WORDS["attempt to write a readonly database"], _WORDS["unable to open database file"])
_DAMAGE = (_WORDS["database disk image is malformed"], _WORDS["could not decode"])


def explain(error: Exception) -> str:
    """The sentence for what SQLite says."""
    said = str(error) or type(error).__name__
    return next((words for sign, words in _WORDS.items() if sign in said.lower()), f"SQLite says: {said}")


def is_damage(said: str) -> bool:
    """Whether the sentence is about a file that is not what was written."""
    return said in _DAMAGE
