"""An incident from its declaration to its end."""

from warroom.incident.facts.base import Fact, When
from warroom.playbook.model import Playbook


class Declared(Fact, frozen=True, kw_only=True):
    kind = "declared"
    title: str
    severity: str
    channel: str = ""
    drill: bool = False
    zone: str = ""


class Acknowledged(Fact, frozen=True, kw_only=True):
    kind = "acknowledged"


class MilestoneSet(Fact, frozen=True, kw_only=True):
    kind = "milestone_set"
    name: str
    at: When
    by_what: str = ""


class SeveritySet(Fact, frozen=True, kw_only=True):
    kind = "severity_set"
    from_: str
    to: str
    why: str = ""


class StatusSet(Fact, frozen=True, kw_only=True):
    kind = "status_set"
    from_: str
    to: str
    why: str = ""


class Fixed(Fact, frozen=True, kw_only=True):
    kind = "fixed"


class Unfixed(Fact, frozen=True, kw_only=True):
    """`mistaken` where it never was fixed: /undo and /strike take back what was entered."""

    kind = "unfixed"
    why: str = ""
    mistaken: bool = False


class Resolved(Fact, frozen=True, kw_only=True):
    """`despite` is why it was resolved although `left` stood open."""

    kind = "resolved"
    despite: str = ""
    left: tuple[str, ...] = ()


class Reopened(Fact, frozen=True, kw_only=True):
    """`mistaken` where it never was over."""

    kind = "reopened"
    why: str = ""
    mistaken: bool = False


class Closed(Fact, frozen=True, kw_only=True):
    """`despite` is why it was closed although `left` stood open."""

    kind = "closed"
    despite: str = ""
    left: tuple[str, ...] = ()


class CriterionMet(Fact, frozen=True, kw_only=True):
    """Of the playbook's criteria and flows for "it is over", by number and words: somebody saw that it holds."""

    kind = "criterion_met"
    n: int
    text: str
    met: bool = True


class Cancelled(Fact, frozen=True, kw_only=True):
    kind = "cancelled"
    why: str = ""


class TitleSet(Fact, frozen=True, kw_only=True):
    kind = "title_set"
    from_: str
    to: str


class PlaybookAdopted(Fact, frozen=True, kw_only=True):
    kind = "playbook_adopted"
    name: str
    sha256: str
    playbook: Playbook
