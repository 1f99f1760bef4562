"""The entry line: what each line becomes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from tests.fakes import T0, book
from warroom.incident import intents as i
from warroom.incident.entry import VERBS, Asked, Blank, Context, Tool, Unsure, Wrong, nearest, parse
from warroom.incident.intents import Intent
from warroom.incident.state import EMPTY, changed
from warroom.incident.verbs import BY_NAME

BOOK = book()
CONTEXT = Context(
    now=T0,
    playbook=BOOK,
    playbook_sha256="5a",
    incident=changed(EMPTY, playbook=BOOK, pinned=(7,)),
    zone="Europe/Berlin",
    checks=("api", "api slow"),
    ways=(("ops", "chat"), ("public", "status_page")),
)
DECLARE: dict[str, Any] = {"playbook": BOOK, "sha256": "5a", "zone": "Europe/Berlin"}


def ago(minutes: float) -> datetime:
    return T0 - timedelta(minutes=minutes)


GOOD: list[tuple[str, Intent]] = [
    ("/declare P1 API is down", i.Declare(severity="P1", title="API is down", **DECLARE)),
    ("/declare p1 API is down", i.Declare(severity="P1", title="API is down", **DECLARE)),
    ("/declare API is down", i.Declare(severity="P0", title="API is down", **DECLARE)),
    ("/ack", i.Acknowledge()),
    ("/started -20m", i.SetMilestone(name="started", moment=ago(20))),
    ("/detected 15:28 by alert", i.SetMilestone(name="detected", moment=ago(2), by_what="alert")),
    ("/detected -5m", i.SetMilestone(name="detected", moment=ago(5))),
    ("/sev P1 fewer users", i.SetSeverity(to="P1", why="fewer users")),
    ("/status identified", i.SetStatus(to="identified")),
    ("/fix", i.MarkFixed()),
    ("/unfix it came back", i.Unfix(why="it came back")),
    ("/resolve", i.Resolve()),
    ("/resolve fixed -10m", i.Resolve(fixed_at=ago(10))),
    ("/resolve anyway the rest is tomorrow's", i.Resolve(despite="the rest is tomorrow's")),
    ("/resolve fixed -10m anyway nobody saw when", i.Resolve(fixed_at=ago(10), despite="nobody saw when")),
    ("/confirm 3", i.ConfirmCriterion(n=3)),
    ("/unconfirm #3", i.ConfirmCriterion(n=3, met=False)),
    ("/reopen again", i.Reopen(why="again")),
    ("/close", i.Close()),
    ("/close anyway the review is next week", i.Close(despite="the review is next week")),
    ("/cancel a test", i.Cancel(why="a test")),
    ("/title DB is down", i.SetTitle(title="DB is down")),
    ("/ic @anna", i.TakeRole(role="commander", person="anna")),
    ("/ic", i.TakeRole(role="commander", person="")),
    ("/ic anna", i.TakeRole(role="commander", person="anna")),
    ("/role comms @bo", i.TakeRole(role="comms", person="bo")),
    ("/role ic @bo", i.TakeRole(role="commander", person="bo")),
    ("/role driver @bo", i.TakeRole(role="driver", person="bo")),
    ("/role comms @nobody", i.ReleaseRole(role="comms")),
    ("/handover @kim", i.OfferHandover(to="kim")),
    ("/accept", i.AcceptHandover()),
    ("/accept P0 e2", i.AcceptHandover(read_back="P0 e2")),
    ("/handover @kim comms", i.OfferHandover(to="kim", role="comms")),
    ("/decline asleep", i.DeclineHandover(why="asleep")),
    ("/withdraw", i.WithdrawHandover()),
    ("/escalate", i.Escalate()),
    ("/escalate e2 no answer", i.Escalate(rung=2, acknowledged=False)),
    ("/escalate Lead", i.Escalate(rung=2)),
    ("/tick 5", i.SetItem(n=5, done=True)),
    ("/tick #5", i.SetItem(n=5, done=True)),
    ("/tick d1", i.SetDuty(n=1)),
    ("/untick D1", i.SetDuty(n=1, done=False)),
    ("/skip d2 nobody was hit", i.SetDuty(n=2, done=False, skipped="nobody was hit")),
    ("/tick\t5", i.SetItem(n=5, done=True)),
    ("/TICK 5", i.SetItem(n=5, done=True)),
    ("/untick 5", i.SetItem(n=5, done=False)),
    ("/skip 6 no page", i.SkipItem(n=6, why="no page")),
    ("/do @bob check pool 3m", i.GiveTask(owner="bob", text="check pool", seconds=180)),
    ("/do check pool @bob", i.GiveTask(owner="bob", text="check pool")),
    ("/do @bob 3m", i.GiveTask(owner="bob", text="3m")),
    ("/action @ann add pool alert 2026-12-01",
     i.GiveTask(owner="ann", text="add pool alert", due_at=datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC), action=True)),
    ("/action @ann upgrade lib-foo-bar", i.GiveTask(owner="ann", text="upgrade lib-foo-bar", action=True)),
    ("/action @ann look 2d", i.GiveTask(owner="ann", text="look", due_at=T0 + timedelta(days=2), action=True)),
    ("/take 2", i.TakeTask(n=2)),
    ("/take t2", i.TakeTask(n=2)),
    ("/extend 2 5m nearly there", i.ExtendTask(n=2, seconds=300, why="nearly there")),
    ("/done 2", i.FinishTask(n=2)),
    ("/snooze 3 5m busy", i.Snooze(deadline="item:3", seconds=300, why="busy")),
    ("/snooze r 5m busy", i.Snooze(deadline="response", seconds=300, why="busy")),
    ("/snooze u 5m busy", i.Snooze(deadline="cadence", seconds=300, why="busy")),
    ("/snooze e2 5m busy", i.Snooze(deadline="rung:2", seconds=300, why="busy")),
    ("/snooze T2 5m busy", i.Snooze(deadline="task:2", seconds=300, why="busy")),
    ("/change deployed 41a -20m", i.NoteChange(text="deployed 41a", at=ago(20))),
    ("/change deployed 41a", i.NoteChange(text="deployed 41a")),
    ("/suspect the  pool", i.Suspect(text="the  pool")),
    ("/rule-out 1 it is idle", i.RuleOut(n=1, why="it is idle")),
    ("/cause 2", i.FindCause(n=2)),
    ("/decide roll back", i.Decide(text="roll back")),
    ("/impact users=1000 data=breach", i.SetImpact(fields={"users": "1000", "data": "breach"})),
    ("/impact users=1000 no users can pay", i.SetImpact(text="no users can pay", fields={"users": "1000"})),
    ("/link http://x/?a=b the dashboard", i.Link(url="http://x/?a=b", text="the dashboard")),
    ("/cadence 20m many ask", i.SetCadence(seconds=1200, why="many ask")),
    ("/amend 128 the  db", i.Amend(seq=128, text="the  db")),
    ("/amend 128 -5m the db", i.Amend(seq=128, moment=ago(5), text="the db")),
    ("/amend 128 -5m", i.Amend(seq=128, moment=ago(5))),
    ("/amend 128 now it works", i.Amend(seq=128, text="now it works")),
    ("/strike 128 wrong host", i.Strike(seq=128, why="wrong host")),
    ("/undo", i.Undo()),
    ("/pin 128", i.Pin(seq=128)),
    ("/pin 7", i.Pin(seq=7, pinned=False)),
    ("/write summary it was the pool", i.WriteSection(section="summary", text="it was the pool")),
    ("/write what went well it was seen", i.WriteSection(section="went_well", text="it was seen")),
    ("/write summary record", i.WriteSection(section="summary", text="")),
    ("/update status_page investigating we look",
     i.TellUsers(channel="status_page", status="investigating", text="we look")),
    ("/update email we look", i.TellUsers(channel="email", text="we look")),
    ("/update email Resolved it works", i.TellUsers(channel="email", status="resolved", text="it works")),
    ("/fill $NAMESPACE shop", i.FillBlank(name="$NAMESPACE", value="shop")),
    ("/step 2", i.TickStep(scenario="", step=2)),
    ("/step 2 undo", i.TickStep(scenario="", step=2, done=False)),
    ("/step 2 skip it is not ours", i.TickStep(scenario="", step=2, done=False, skipped="it is not ours")),
    ("/approve", i.ApproveUpdate()),
    ("/approve 2", i.ApproveUpdate(n=2)),
    ("/approve #2 legal wants it so", i.ApproveUpdate(n=2, despite="legal wants it so")),
    ("/approve legal wants it so", i.ApproveUpdate(despite="legal wants it so")),
    ("/send", i.QueueUpdate(way="")),
    ("/send 2 Ops", i.QueueUpdate(n=2, way="ops")),
    ("/send ops it is short on purpose", i.QueueUpdate(way="ops", despite="it is short on purpose")),
    ("/send 2 it is short on purpose", i.QueueUpdate(n=2, way="", despite="it is short on purpose")),
    ("/discard 2 said elsewhere", i.DiscardUpdate(n=2, why="said elsewhere")),
    ("/resend 2", i.ResendUpdate(n=2)),
    ("/went 2", i.MarkSent(n=2, how="by hand")),
    ("/went 2 by phone", i.MarkSent(n=2, how="by phone")),
    ("/pause api 10m deploy", i.PauseCheck(check="api", seconds=600, why="deploy")),
    ("/pause api slow 10m deploy", i.PauseCheck(check="api slow", seconds=600, why="deploy")),
    ("-5m /fix", i.MarkFixed(at=ago(5))),
    ("15:20 /ic @bo", i.TakeRole(role="commander", person="bo", at=ago(10))),
]  # fmt: skip


@pytest.mark.parametrize(("line", "intent"), GOOD, ids=[line for line, _ in GOOD])
def test_a_verb_becomes_its_intent(line: str, intent: Intent) -> None:
    parsed = parse(line, CONTEXT)
    assert isinstance(parsed, Asked), parsed
    assert parsed.intent == intent
    assert parsed.verb is not None


@pytest.mark.parametrize(
    "name", ["anna", "bo.k", "o'neil", "o’neil", "anna-k_2", "kim+ops@example.org", "Zoë", "李", "अनिता", "nobody"]
)
def test_a_name_may_have_the_letters_of_any_script(name: str) -> None:
    parsed = parse(f"/handover @{name}", CONTEXT)
    assert isinstance(parsed, Asked), parsed
    assert parsed.intent == i.OfferHandover(to=name)


def test_a_name_that_is_known_is_a_name_whatever_is_in_it() -> None:
    known = msgspec.structs.replace(CONTEXT, people=("team:db",))
    assert parse("/ic @team:db", known) == Asked(
        intent=i.TakeRole(role="commander", person="team:db"), verb=BY_NAME["ic"]
    )


def test_every_verb_that_builds_something_is_tried_above() -> None:
    tried = {parsed.verb.name for line, _ in GOOD if isinstance(parsed := parse(line, CONTEXT), Asked) and parsed.verb}
    assert tried == {verb.name for verb in VERBS if verb.build is not None and verb.offered}


@pytest.mark.parametrize("name", [verb.name for verb in VERBS if not verb.offered])
def test_a_verb_of_a_later_version_is_refused_by_name(name: str) -> None:
    parsed = parse(f"/{name} x", CONTEXT)
    assert isinstance(parsed, Wrong)
    assert parsed.said == f"/{name} is not part of this version"


@pytest.mark.parametrize("name", [verb.name for verb in VERBS if verb.offered and verb.build is None])
def test_a_verb_that_is_no_fact_goes_to_the_screen_with_its_words(name: str) -> None:
    parsed = parse(f"/{name}  some words ", CONTEXT)
    assert isinstance(parsed, Tool)
    assert (parsed.verb.name, parsed.words) == (name, "some words")


@pytest.mark.parametrize("line", ["", " ", "\n", "\t \r\n"])
def test_nothing_typed_is_nothing(line: str) -> None:
    assert isinstance(parse(line, CONTEXT), Blank)


@pytest.mark.parametrize(
    ("line", "text", "at"),
    [
        ("saw first 503s", "saw first 503s", None),
        ("/health returns 503", "/health returns 503", None),
        ("/var full", "/var full", None),
        ("/ is full", "/ is full", None),
        ("/bin/sh hangs", "/bin/sh hangs", None),
        ("10:1 odds", "10:1 odds", None),
        ("10:1", "10:1", None),
        ("14:32", "14:32", None),
        ("-5m", "-5m", None),
        ("now it works", "now it works", None),
        (" /fix", "/fix", None),
        (" 14:32 db", "14:32 db", None),
        ("\t/fix", "/fix", None),
        ("two  spaces [/b] \x1b[31m", "two  spaces [/b] \x1b[31m", None),
        ("-12m db is slow", "db is slow", ago(12)),
        ("15:20 db is slow", "db is slow", ago(10)),
        ("14:20Z db is slow", "db is slow", ago(10)),
        ("2026-11-21T14:20:00Z db is slow", "db is slow", ago(10)),
        ("15:20 /health is red", "/health is red", ago(10)),
        ("/tick 5\n/tick 6", "/tick 5\n/tick 6", None),
        ("/tick 5\r/tick 6", "/tick 5\r/tick 6", None),
        ("one\ntwo\n", "one\ntwo", None),
    ],
)
def test_everything_else_is_a_note_verbatim(line: str, text: str, at: datetime | None) -> None:
    assert parse(line, CONTEXT) == Asked(intent=i.Note(text=text, at=at))


@pytest.mark.parametrize(
    ("line", "meant", "corrected"),
    [
        ("/tik 5", "tick", "/tick 5"),
        ("/tikc 5", "tick", "/tick 5"),
        ("/ticck 5", "tick", "/tick 5"),
        ("/fx", "fix", "/fix"),
        ("-5m /fxi", "fix", "-5m /fix"),
        ("/SEW P1", "sev", "/sev P1"),
    ],
)
def test_one_edit_from_a_verb_is_asked_about(line: str, meant: str, corrected: str) -> None:
    parsed = parse(line, CONTEXT)
    assert isinstance(parsed, Unsure)
    assert (parsed.meant, parsed.corrected) == (meant, corrected)
    assert isinstance(parsed.note.intent, i.Note)
    assert parsed.note.intent.text == line.removeprefix("-5m ")


def test_two_edits_from_every_verb_is_a_note() -> None:
    assert nearest("health") == nearest("var") == nearest("") == nearest("deploy") == ""
    assert nearest("mrge") == "", "a verb that is not offered is not offered by mistake"
