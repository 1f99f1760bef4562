"""Whether an incident goes by another playbook than the one that was asked for."""

from typing import TYPE_CHECKING

from warroom.incident.state import Incident
from warroom.text import visible

if TYPE_CHECKING:
    from warroom.playbook.yaml import Loaded


def keeps_another(incident: Incident, asked: "Loaded", change: str) -> str:
    """The sentence about it, where `change` is the line that adopts the other; "" where there is nothing to say."""
    if not incident.declared or not incident.open or incident.is_drill or incident.playbook_sha256 == asked.sha256:
        return ""
    return f"the incident keeps its playbook, {visible(incident.playbook.name)}: {change} changes it"
