"""A session is a drill that runs: its first intent, and how another terminal finds its services."""

from collections.abc import Iterator

import msgspec
import pytest

from tests.drill.conftest import CALM, get, until
from tests.fakes import T0, Table, book
from warroom.clock import SystemClock
from warroom.drill.session import Session, ports_of
from warroom.errors import NotHere
from warroom.incident import intents as i
from warroom.incident.state import Incident


@pytest.fixture(scope="module")
def session() -> Iterator[Session]:
    session = Session(CALM, SystemClock().now(), 2.0, seed=7)
    yield session
    session.stop()


def opened(intent: i.StartDrill) -> Incident:
    """The incident that begins with this."""
    table = Table()
    table.do(intent)
    return table.incident


def test_it_opens_a_drill_of_its_scenario(session: Session) -> None:
    first = session.first
    assert (first.scenario, first.speed, first.seed) == ("pool", 2.0, 7)
    assert [check.name for check in first.playbook.checks] == [*(c.name for c in CALM.checks), "programs"]
    assert not [word for word in ("slow-queries", "for good") if word in str(first)]


def test_another_terminal_finds_all_services_by_the_record(session: Session) -> None:
    assert ports_of(opened(session.first)) == session.ports


def test_every_check_of_it_is_answered(session: Session) -> None:
    until(lambda: get(session.ports["api"])[0] == 200)
    for check in session.first.playbook.checks:
        url = check.options["url"].removeprefix("http://127.0.0.1:")
        port, _, path = url.partition("/")
        assert get(int(port), f"/{path}")[0] == 200


def test_what_is_no_drill_or_runs_no_longer_has_no_services() -> None:
    with pytest.raises(NotHere, match="is no drill with services to fix"):
        ports_of(Table().incident)
    drill = i.StartDrill(by="drill", start=T0, playbook=book(), scenario="pool")
    with pytest.raises(NotHere, match="is no drill with services to fix"):
        ports_of(opened(drill))
    over = Session(CALM, SystemClock().now())
    over.stop()
    with pytest.raises(NotHere, match=r"does not answer on 127.0.0.1:.*: is the drill still running"):
        ports_of(opened(over.first))


def test_a_record_that_points_elsewhere_is_not_followed(session: Session) -> None:
    away = tuple(
        msgspec.structs.replace(check, options={"url": "http://192.0.2.1:80/programs"})
        for check in session.first.playbook.checks
    )
    playbook = msgspec.structs.replace(session.first.playbook, checks=away)
    with pytest.raises(NotHere, match="is no drill with services to fix"):
        ports_of(opened(msgspec.structs.replace(session.first, playbook=playbook)))
