"""What a drill is besides an incident."""

from datetime import datetime

from warroom.incident.facts import DrillScored
from warroom.incident.intents.base import Intent
from warroom.playbook.model import Playbook


class StartDrill(Intent, frozen=True, kw_only=True):
    start: datetime
    playbook: Playbook
    sha256: str = ""
    speed: float = 1.0
    scenario: str = ""
    seed: int = 0


class TakeHint(Intent, frozen=True, kw_only=True):
    """The nth hint of a drill's scenario, whose words the asker brings along."""

    n: int
    text: str


class ScoreDrill(Intent, frozen=True, kw_only=True):
    """What a drill that is over was worth; asked by the terminal that ran it."""

    score: DrillScored
