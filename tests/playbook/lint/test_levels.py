"""Levels: clocks they lack, and what wakes people for a trifle."""

import msgspec
import pytest

from tests.playbook.lint.sound import SOUND, but, limit, only, rules
from warroom.playbook.model import Item, Limit, Rung, Severity

WORST, SECOND, LAST = SOUND.severities


def test_a_level_without_a_response() -> None:
    found = only(but(severities=(WORST, msgspec.structs.replace(SECOND, response=None), LAST)), "no-response")
    assert (found.where, found.level) == ("severities.P1.response", "warning")


def test_a_level_without_a_cadence() -> None:
    found = only(but(severities=(WORST, msgspec.structs.replace(SECOND, cadence=None), LAST)), "no-cadence")
    assert found.where == "severities.P1.cadence"


def test_a_level_for_the_next_business_day_needs_no_cadence() -> None:
    assert LAST.cadence is None
    assert rules(but(severities=SOUND.severities)) == []


@pytest.mark.parametrize("words", ["daily if needed", "best effort"])
def test_a_cadence_in_words_is_a_cadence(words: str) -> None:
    levels = (WORST, msgspec.structs.replace(SECOND, cadence=Limit(words=words)), LAST)
    assert rules(but(severities=levels)) == []


def test_users_told_before_anybody_has_to_have_answered() -> None:
    slow = msgspec.structs.replace(SECOND, response=limit("2 h"), cadence=limit("30 min"))
    assert "answered within 2 h" in only(but(severities=(WORST, slow, LAST)), "told-before-answered").what


def test_a_first_word_later_than_the_cadence() -> None:
    first = Item(
        n=5, id="first", text="First update", limit=limit("45 min"), done_by="update:users", severities=("P0",)
    )
    found = only(but(items=(*SOUND.items, first)), "first-word-after-cadence")
    assert "P0 tells users every 30 min" in found.what
    later = msgspec.structs.replace(first, severities=("P1",))
    assert rules(but(items=(*SOUND.items, later))) == []


def test_a_trifle_that_climbs_the_ladder() -> None:
    rung = Rung(who="CTO", after=limit("2 h"), how="@cto")
    found = only(but(ladder=(*SOUND.ladder, rung)), "minutes-for-business-hours")
    assert "P2 is answered “next business day”, and the ladder calls CTO" in found.what


def test_a_trifle_that_has_minutes_in_the_checklist() -> None:
    item = Item(n=5, id="all", text="Tell the team", limit=limit("5 min"))
    assert "one item" not in only(but(items=(*SOUND.items, item)), "minutes-for-business-hours").what
    assert "1 item of the checklist" in only(but(items=(*SOUND.items, item)), "minutes-for-business-hours").what


def test_a_rung_with_a_condition_of_its_own_wakes_nobody_for_a_trifle() -> None:
    rung = Rung(who="CTO", after=limit("2 h"), how="@cto", condition="data is lost")
    assert rules(but(ladder=(*SOUND.ladder, rung))) == []


def test_a_ladder_that_begins_after_the_answer_is_due() -> None:
    late = msgspec.structs.replace(SOUND.ladder[0], after=limit("10 min"))
    found = only(but(ladder=(late, SOUND.ladder[1])), "ladder-after-response")
    assert (found.level, found.where) == ("hint", "ladder.1.after")
    quiet = msgspec.structs.replace(WORST, notify="")
    assert only(but(ladder=(late, SOUND.ladder[1]), severities=(quiet, SECOND, LAST)), found.rule).level == "warning"


def test_no_levels_at_all() -> None:
    found = only(but(severities=(), items=(), ladder=()), "no-levels")
    assert found.level == "error"


def test_a_level_alone_is_enough() -> None:
    assert rules(but(severities=(WORST,), ladder=SOUND.ladder)) == []
    assert isinstance(WORST, Severity)
