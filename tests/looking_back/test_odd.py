"""The odd incidents are as odd as their names say: what others test with them stands on that."""

from pathlib import Path

import pytest

from tests.fakes import replayed
from tests.looking_back.huge import NEEDLE
from tests.looking_back.odd import JOURNAL, ODD, Maker, big, complete, many
from warroom.incident.facts import KINDS, Noted, Record, Unknown
from warroom.incident.state import Incident
from warroom.incident.words import MILESTONES
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify
from warroom.playbook import yaml

PLAYBOOKS = ("default", "gitquest", "iup-golf", "rodistaa", "saltbitter", "sev-runbook")
END = ("resolved", "closed")


def read(folder: Path, make: Maker) -> tuple[list[Record], Incident]:
    """The records of an odd incident, and what they come to; its chain holds."""
    stream = make(folder)
    journal = Journal(folder / JOURNAL)
    try:
        assert verify(journal, stream).fault is None
        records = list(journal.read(stream))
    finally:
        journal.close()
    return records, replayed(records)


@pytest.mark.parametrize("playbook", PLAYBOOKS)
def test_the_complete_incident_goes_from_declared_to_closed_in_every_playbook(tmp_path: Path, playbook: str) -> None:
    records, incident = read(tmp_path, lambda folder: complete(folder, playbook))
    assert set(incident.milestones) == set(MILESTONES)
    assert len(records) > 110
    assert len(incident.past_fixes) == 1
    assert {"cause", "ruled out"} <= {suspect.state for suspect in incident.suspects}
    assert any(task.action and task.priority == "high" for task in incident.tasks)
    assert incident.sections
    assert incident.playbook.name == yaml.load(playbook).playbook.name


def test_each_is_as_odd_as_it_is_called(tmp_path: Path) -> None:
    def of(name: str) -> tuple[list[Record], Incident]:
        return read(tmp_path / name, ODD[name])

    assert not {"acknowledged", "fixed", *END} & set(of("no milestones")[1].milestones)
    assert len(of("one record")[0]) == 1
    days, _ = of("two weeks")
    assert (days[-1].noted_at - days[0].noted_at).days >= 14
    jumps = [
        later.noted_at - before.noted_at
        for before, later in zip(*(of("clock jumps")[0][k:] for k in (0, 1)), strict=False)
    ]
    assert min(jumps).total_seconds() < -3000
    assert max(jumps).days == 3
    assert "resolved" not in of("closed unresolved")[1].milestones
    assert of("cancelled")[1].status == "cancelled"
    assert len(of("reopened twice")[1].past_resolutions) == 2
    assert len(of("three fixes")[1].past_fixes) == 3
    assert any(isinstance(record.fact, Unknown) for record in of("newer")[0])
    assert len(of("redacted")[1].redacted) >= 3
    assert of("back-dated")[1].back_dated >= 4
    assert len(of("many checks")[1].checks) == 300
    for name, hours in (("october", 1.0), ("march", 1.0)):
        first, *_, last = of(name)[0]
        assert (last.noted_at - first.noted_at).total_seconds() > hours * 3600


def test_the_hostile_one_has_every_kind_that_an_incident_may_have(tmp_path: Path) -> None:
    records, _ = read(tmp_path, ODD["hostile"])
    assert set(KINDS) - {record.kind for record in records} <= {"drill_started", "drill_scored", "hint_taken"}
    assert any(isinstance(record.fact, Noted) and len(record.fact.text) > 60_000 for record in records)


def test_the_huge_ones_have_as_many_records_as_they_are_asked_for(tmp_path: Path) -> None:
    records, _ = read(tmp_path, lambda folder: big(folder, 2_000))
    assert len(records) == 2_000
    assert sum(NEEDLE in str(record.fact) for record in records) == 1
    many(tmp_path / "many", 20, 50)
    journal = Journal(tmp_path / "many" / JOURNAL)
    try:
        assert [seq for seq, _ in journal.heads().values()] == [50] * 20
    finally:
        journal.close()
