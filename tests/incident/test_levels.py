"""What holds at one level only: the roles it needs, and the channels whose words reset its clock."""

import msgspec
import pytest

from tests.fakes import Table, book
from warroom.incident import intents as i
from warroom.playbook.model import Channel, Limit, Playbook, Role, Severity


@pytest.fixture
def two_levels() -> Playbook:
    """P0 needs a scribe and tells users; P3 tells the team's chat alone."""
    every = Limit(seconds=3600, words="1 h")
    return msgspec.structs.replace(
        book(),
        severities=(
            Severity(id="P0", cadence=every),
            Severity(id="P3", cadence=every, channels=("chat",)),
        ),
        roles=(Role(id="commander", needed=True), Role(id="scribe", needed=True, severities=("P0",))),
        channels=(Channel(id="chat", audience="team"), Channel(id="email")),
    )


@pytest.mark.parametrize(("level", "roles"), [("P0", ("commander", "scribe")), ("P3", ("commander",))])
def test_a_role_is_missed_at_its_own_levels_only(two_levels: Playbook, level: str, roles: tuple[str, ...]) -> None:
    table = Table()
    table.do(i.Declare(severity=level, title="x", playbook=two_levels))
    assert table.incident.needed_roles == roles


@pytest.mark.parametrize(("level", "reset"), [("P0", False), ("P3", True)])
def test_words_to_the_team_reset_the_clock_of_a_level_whose_words_go_there(
    two_levels: Playbook, level: str, reset: bool
) -> None:
    table = Table()
    table.do(i.Declare(severity=level, title="x", playbook=two_levels))
    before = table.due("cadence").due_at
    table.go(30)
    table.do(i.TellUsers(channel="chat", text="we look"))
    assert (table.due("cadence").due_at != before) is reset
    assert table.incident.last_told is None
