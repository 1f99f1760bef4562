"""Verbs whose words cannot be read: one sentence that says how it goes."""

import pytest

from tests.fakes import T0, book
from warroom.incident.entry import Context, Wrong, parse
from warroom.incident.state import EMPTY, changed

BOOK = book()
CONTEXT = Context(now=T0, playbook=BOOK, incident=changed(EMPTY, playbook=BOOK), checks=("api", "api slow"))
NINES = "9" * 5000

TABLE = f"""
/declare → /declare P0 TITLE
/declare P0 → /declare P0 TITLE
/declare P9 x → no severity P9: P0, P1, P2, P3
/ack now → takes no words
/started → no time
/started soon → “soon” is no time
/detected 99:99 → no time
/sev → /sev P1 WHY
/status → /status identified
/fix it → takes no words
/unfix → /unfix WHY
/resolve because → no time
/reopen → /reopen WHY
/close it → takes no words
/cancel → /cancel WHY
/title → /title NEW TITLE
/ic anna bo → takes no words
/escalate manager of nothing → no rung “manager”: 1
/pause nosuch 5m why → no check “nosuch”: api, api slow
/role → /role comms @bo
/role king @bo → no role king: commander
/role comms → /role comms @bo
/role comms @password=x → no name has “=” in it
/ic @anna, → no name has “,” in it
/ic anna:bo → no name has “:” in it
/handover @k<im → no name has “<” in it
/do @bob: check pool 3m → no name has “:” in it
/action @"ann" add pool alert → no name has “"” in it
/handover → /handover @kim
/handover @kim king → no role king
/decline → /decline WHY
/withdraw it → takes no words
/tick → /tick 5
/tick five → an item is a number, not “five”
/tick ٣ → is a number
/tick {NINES} → is a number
/untick x → is a number
/skip 6 → /skip 6 WHY
/do → /do @bob check pool 3m
/do check pool 3m → who? it goes: /do @bob
/do @bob → /do @bob
/action @ann x 2026-13-01 → “2026-13-01” is no date
/action @ann x 9999-99-99 → is no date
/take → /take 2
/take x → a task is a number
/extend 2 → /extend 2 5m WHY
/extend 2 soon why → “soon” is no duration
/extend 2 5m → /extend 2 5m WHY
/done → /done 2
/snooze q 5m why → “q” is no clock
/snooze e² 5m why → is no clock
/snooze 3 5m → /snooze 3 5m WHY
/snooze {NINES} 5m why → is no clock
/snooze 3 0s why → no duration
/change → /change deployed
-5m /change deployed -20m → two times
/suspect → /suspect WHAT
/rule-out 1 → /rule-out 1 WHY
/rule-out x y → a suspect is a number
/cause → /cause 2
/decide → /decide WHAT
/impact → /impact users=1000
/link → /link URL
/cadence 20m → /cadence 20m WHY
/cadence x y → no duration
/amend → /amend 128
/amend x y → a line is a number
/strike 128 → /strike 128 WHY
/undo 5 → takes no words
/pin → /pin 128
/pin x → a line is a number
/discard → /discard 2 WHY
/discard 2 → /discard 2 WHY
/discard it is old → an update is a number
/resend → /resend 2
/resend 2 now → /resend 2 takes no words
/went → /went 2 [HOW]
/went out → an update is a number
/pause → no check nothing: api, api slow
/pause db 5m x → no check “db”: api, api slow
/pause api 5m → /pause CHECK 10m WHY
/ → a verb follows the slash
"""
ROWS = [row.split(" → ") for row in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("line", "says"), ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_verb_with_wrong_words_says_in_one_sentence_how_it_goes(line: str, says: str) -> None:
    parsed = parse(line, CONTEXT)
    assert isinstance(parsed, Wrong), parsed
    assert says in parsed.said
    assert len(parsed.said) < 160
    assert "\n" not in parsed.said


def test_a_slash_alone_says_what_may_follow() -> None:
    assert isinstance(parse("/   ", CONTEXT), Wrong)
