"""What checks did, which are held or allowed, who watches."""

from datetime import datetime

from warroom.incident.facts import CheckChanged
from warroom.incident.intents.base import Intent


class PauseCheck(Intent, frozen=True, kw_only=True):
    check: str
    seconds: float
    why: str


class AcceptChecks(Intent, frozen=True, kw_only=True):
    """Let the checks of a file from outside run, and no others: `digest` is theirs. It is asked of the duty stream."""

    name: str
    sha256: str
    digest: str = ""


class ReportTransition(Intent, frozen=True, kw_only=True):
    """A check turned; asked by the watcher, which must still hold the lease when it is written."""

    change: CheckChanged


class SetWatching(Intent, frozen=True, kw_only=True):
    """Watching began or ended; `unwatched_since` where the watcher before it ended without a word."""

    terminal: str
    checks: tuple[str, ...] = ()
    on: bool = True
    why: str = ""
    unwatched_since: datetime | None = None
