"""The rows of a timeline: two zones, and the night in which clocks go back."""

from datetime import UTC, datetime, timedelta

import pytest

from warroom.report.chronicle import Zones

BACK = datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC)


def test_the_hour_that_comes_twice_is_told_apart_by_its_offset() -> None:
    zones = Zones("Europe/Berlin")
    assert zones.head == ("UTC", "Europe/Berlin")
    assert zones.cells(BACK) == ("2026-10-25 00:59:59Z", "02:59:59 +02:00")
    assert zones.cells(BACK + timedelta(seconds=1)) == ("2026-10-25 01:00:00Z", "02:00:00 +01:00")


def test_the_hour_that_never_was_is_not_shown() -> None:
    ahead = datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)
    shown = [Zones("Europe/Berlin").cells(ahead + timedelta(seconds=n))[1] for n in (0, 1)]
    assert shown == ["01:59:59 +01:00", "03:00:00 +02:00"]


def test_another_day_is_said() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert Zones("Europe/Berlin").cells(late)[1] == "2026-11-22 00:30:00 +01:00"
    assert Zones("America/New_York").cells(BACK)[1] == "2026-10-24 20:59:59 -04:00"


@pytest.mark.parametrize("zone", ["", "UTC", "Nowhere/Land"])
def test_without_a_zone_of_its_own_there_is_one_column(zone: str) -> None:
    assert Zones(zone).head == ("UTC",)
    assert Zones(zone).cells(BACK) == ("2026-10-25 00:59:59Z",)


def test_programs_get_the_moment_in_the_zone() -> None:
    assert Zones("Europe/Berlin").full(BACK) == "2026-10-25T02:59:59.000+02:00"


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Berlin", datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
        ("America/New_York", datetime(1, 1, 1, 0, 0, tzinfo=UTC)),
    ],
    ids=["the end", "the start"],
)
def test_a_moment_that_a_zone_has_no_calendar_for_is_told_in_utc(zone: str, at: datetime) -> None:
    assert Zones(zone).cells(at)[1].endswith("+00:00")
    assert Zones(zone).full(at).endswith("+00:00")
