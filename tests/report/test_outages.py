"""An outage in words, and the timeline of a shell, in which its turns are one line."""

from datetime import datetime, timedelta

import pytest

from tests.fakes import T0, Table, at
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.episodes import Episode, episodes
from warroom.report.lines import describe
from warroom.report.outages import between, episode_said, spell
from warroom.report.timeline import as_line, as_lines


def turned(table: Table, to: str, minutes: float, seconds: float = 0, check: str = "api") -> f.Record:
    """A check turned then, and it was written six seconds later."""
    since = at(minutes, seconds)
    table.clock.moment = since + timedelta(seconds=6)
    value = {"down": "503", "degraded": "1.9 s"}.get(to, "41 ms")
    change = f.CheckChanged(check=check, from_="?", to=to, reason=f"reads {value}", value=value, since=since)
    [record] = table.do(i.ReportTransition(change=change), by="check")
    return record


def flapping() -> Table:
    table = Table().declare()
    for n in range(4):
        turned(table, "down", 4 * n, 5)
        turned(table, "up", 4 * n + 2)
    turned(table, "down", 16, 5)
    turned(table, "up", 22, 40)
    return table


def lines(table: Table) -> list[str]:
    return list(as_lines(table.records, table.incident, table.clock.now(), episodes(table.records)))


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (("down", "503", at(0, 5), at(22, 40), 4, 0.0), "503 14:30:05–14:52:40, 22 min 35 s, 4 flaps"),
        (("down", "", at(0), at(1), 1, 0.0), "down 14:30:00–14:31:00, 1 min, 1 flap"),
        (("degraded", "1.9 s", at(0), at(1), 0, 0.0), "slow 1.9 s 14:30:00–14:31:00, 1 min"),
        (("down", "503", at(0), None, 2, 0.0), "503 since 14:30:00, no recovery seen, 2 flaps"),
        (("down", "503", at(0), at(60), 0, 200.0), "503 14:30:00–15:30:00, 1 h"),
        (("down", "503", at(0), at(60), 0, 360.0), "503 14:30:00–15:30:00, 1 h, unseen for 6 min"),
    ],
)
def test_an_outage_is_said_in_one_breath(
    known: tuple[str, str, datetime, datetime | None, int, float], said: str
) -> None:
    assert spell(*known) == said


def test_of_two_days_both_are_named() -> None:
    assert between(at(0), at(24 * 60)) == "21 Nov 14:30:00 – 22 Nov 14:30:00"


def test_the_seconds_are_those_between_the_moments_as_they_are_written() -> None:
    said = spell("down", "503", at(0, 5.9), at(0, 9.1), 0, 0.0)
    assert said == "503 14:30:05–14:30:09, 4 s"


def test_the_row_of_a_recovery_says_the_whole_outage() -> None:
    table = flapping()
    line = describe(table.records[-1], table.incident, table.clock.now())
    assert (line.word, line.text) == ("up", "api is up: 503 14:30:05–14:52:40, 22 min 35 s, 4 flaps")
    assert describe(table.records[3], table.incident, T0).text == "api is up: 503 14:30:05–14:32:00, 1 min 55 s"


def test_a_recovery_that_ended_nothing_reads_as_a_turn() -> None:
    table = Table().declare()
    table.happen(f.CheckChanged(check="api", from_="", to="unknown", since=at(0)))
    record = turned(table, "up", 1)
    assert describe(record, table.incident, T0).text == "api: reads 41 ms, was unknown"


def test_an_episode_names_its_check_its_reason_and_that_it_began_before() -> None:
    one = Episode(
        check="api", began=at(0), ended=at(1), worst="down", value="503", reason="status 503", flaps=0, unseen_s=0.0,
        seqs=(1,), earlier=True,
    )  # fmt: skip
    assert episode_said(one) == "api 503 14:30:00–14:31:00, 1 min, began before the incident: status 503"


def test_the_turns_of_an_outage_are_one_line_where_the_first_of_them_stands() -> None:
    table = flapping()
    table.do(i.Note(text="it is back"))
    assert [line.split("  ", 1)[1].lstrip() for line in lines(table)[2:]] == [
        "down     api 503 14:30:05–14:52:40, 22 min 35 s, 4 flaps: reads 503 [10 records to #12]  (check)",
        "note     it is back  (anna)",
    ]
    assert "14:30:11Z #3 " in lines(table)[2]


def test_each_record_has_its_line_where_nothing_is_folded() -> None:
    table = flapping()
    now = table.clock.now()
    full = list(as_lines(table.records, table.incident, now))
    assert full == [as_line(record, table.incident, now) for record in table.records]


def test_a_pinned_turn_keeps_a_line_of_its_own() -> None:
    table = flapping()
    table.do(i.Pin(seq=5))
    found = [line for line in lines(table) if "api" in line]
    assert len(found) == 2
    assert "#5 " in found[1]
    assert "[pinned]" in found[1]


def test_of_an_outage_of_which_some_records_are_listed_the_first_of_those_is_its_place() -> None:
    table = flapping()
    listed = [record for record in table.records if record.seq > 6]
    found = list(as_lines(listed, table.incident, table.clock.now(), episodes(table.records)))
    assert len(found) == 1
    assert "#7 " in found[0]
    assert "4 flaps" in found[0]


def test_an_outage_that_lasts_and_a_second_check_have_lines_of_their_own() -> None:
    table = Table().declare()
    turned(table, "down", 0)
    turned(table, "degraded", 1, check="db")
    turned(table, "up", 2)
    found = [line for line in lines(table) if "Z #" in line][2:]
    assert "api 503 14:30:00–14:32:00, 2 min" in found[0]
    assert "slow     db slow 1.9 s since 14:31:00, no recovery seen" in found[1]
    assert len(found) == 2
