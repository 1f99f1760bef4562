"""The one registry of verbs, which parsing, completion, help, the command line and README share."""

from collections.abc import Callable

import msgspec

from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments import knowing, life, looking_back, people, record, running, tools, updates, work
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent

GROUPS = ("life", "people", "work", "knowing", "record", "tools")


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """A word that asks for something: its arguments as help shows them, and what it does in a few words."""

    name: str
    usage: str
    help: str
    group: str
    build: Callable[[str, Context], Intent | None] | None = None
    offered: bool = True


def _v(
    name: str,
    usage: str,
    text: str,
    group: str,
    build: Callable[[str, Context], Intent | None] | None = None,
    *,
    offered: bool = True,
) -> Verb:
    return Verb(name=name, usage=usage, help=text, group=group, build=build, offered=offered)


VERBS: tuple[Verb, ...] = (
    _v("declare", "[P0] TITLE", "open one; without P0 it asks", "life", life.declare),
    _v("ack", "", "acknowledge; /ic does too", "life", c.plain(i.Acknowledge, "ack")),
    _v("started", "-20m", "when it began", "life", life.started),
    _v("detected", "14:28 by alert|user|team", "when it was noticed", "life", life.detected),
    _v("sev", "P1 WHY", "severity; clocks follow", "life", life.severity),
    _v("status", "identified", "change status", "life", life.status),
    _v("fix", "", "the fix is in; clocks go on", "life", c.plain(i.MarkFixed, "fix")),
    _v("unfix", "WHY", "it does not hold; re-arms", "life", c.with_why(lambda why: i.Unfix(why=why), "/unfix WHY")),
    _v("resolve", "[fixed -10m] [anyway WHY]", "it is over; first the gate", "life", life.resolve),
    _v("confirm", "3", "that criterion holds", "life", life.confirm(True, "/confirm 3")),
    _v("unconfirm", "3", "it does not", "life", life.confirm(False, "/unconfirm 3")),
    _v("reopen", "WHY", "it is not over", "life", c.with_why(lambda why: i.Reopen(why=why), "/reopen WHY")),
    _v("close", "[anyway WHY]", "the after-work is done", "life", life.close),
    _v("cancel", "WHY", "it was none", "life", c.with_why(lambda why: i.Cancel(why=why), "/cancel WHY")),
    _v("merge", "ID", "join two incidents", "life", offered=False),
    _v("title", "WORDS", "change the title", "life", c.with_why(lambda t: i.SetTitle(title=t), "/title NEW TITLE")),
    _v("ic", "@anna", "command, at once; alone: me", "people", people.commander),
    _v("role", "comms @bo", "a role; @nobody empties it", "people", people.role),
    _v("handover", "@kim [comms]", "offer command, or a role", "people", people.handover),
    _v("accept", "P0 u", "take it: severity, next clock", "people", people.accept),
    _v("decline", "WHY", "do not take it", "people", people.decline),
    _v("withdraw", "[comms]", "take the offer back", "people", people.withdraw),
    _v("escalate", "[RUNG] [by phone] [answered]", "the next, or @NAME, was called", "people", people.escalate),
    _v("tick", "5 or access 3", "that item is done", "work", work.tick(True, "/tick 5, or /tick LIST 3")),
    _v("untick", "5 or access 3", "it is not", "work", work.tick(False, "/untick 5, or /untick LIST 3")),
    _v("skip", "6 WHY", "item 6 is waived", "work", work.skip),
    _v("do", "@bob check pool 3m", "a time-box", "work", work.do),
    _v("action", "@ann [priority=P1] add alert 2026-12-01", "work for afterwards", "work", work.action),
    _v("take", "2", "task 2 is mine", "work", work.numbered(lambda n: i.TakeTask(n=n), "/take 2")),
    _v("extend", "2 5m WHY", "more time for task 2", "work", work.extend),
    _v("done", "2", "task 2 is done", "work", work.numbered(lambda n: i.FinishTask(n=n), "/done 2")),
    _v("snooze", "3 5m WHY", "no nagging: r, u, e2, t2, d1, 3", "work", work.snooze),
    _v("change", "deployed 41a -20m", "something was changed", "knowing", knowing.change),
    _v(
        "suspect",
        "WORDS",
        "what it might be",
        "knowing",
        c.with_why(lambda t: i.Suspect(text=t), "/suspect WHAT IT MIGHT BE"),
    ),
    _v("rule-out", "1 WHY", "it was not that", "knowing", knowing.rule_out),
    _v("cause", "2", "it was that", "knowing", knowing.cause),
    _v("decide", "WORDS", "a decision", "knowing", c.with_why(lambda t: i.Decide(text=t), "/decide WHAT")),
    _v("impact", "users=1000 data=breach", "whom it hits", "knowing", knowing.impact),
    _v("link", "URL", "a place to look", "knowing", knowing.link),
    _v("cadence", "20m WHY", "how often users hear", "knowing", knowing.cadence),
    _v("retry", "", "write what waits again", "record"),
    _v("save-as", "FILE", "what waits, into a file", "record"),
    _v("amend", "128 [-5m] WORDS", "new words; both stay", "record", record.amend),
    _v("strike", "128 WHY", "struck; an act: taken back", "record", record.strike),
    _v("undo", "", "your last, within 60 s", "record", c.plain(i.Undo, "undo")),
    _v("pin", "128", "mark; again: unmark", "record", record.pin),
    _v("write", "SECTION WORDS|record", "a part of the post-mortem", "record", looking_back.write),
    _v("find", "WORDS or 14:32", "go to that line; n N go on", "record"),
    _v("filter", "[kind:note] [by:bo] WORDS", "list only these; alone: all", "record"),
    _v("update", "[CHANNEL [STATUS] [TEXT]]", "users were told; no text: draft", "tools", updates.update),
    _v("approve", "[2] [WHY]", "a draft may go out", "tools", updates.approve),
    _v("send", "[2] [WAY] [WHY]", "a draft goes out", "tools", updates.send),
    _v("copy", "[2] [WHY]", "a draft into the clipboard", "tools"),
    _v("discard", "2 WHY", "update 2 is not sent", "tools", updates.discard),
    _v("resend", "2", "update 2 once more", "tools", updates.resend),
    _v("went", "2 [HOW]", "update 2 did go out", "tools", updates.went),
    _v("run", "[SCENARIO:]3", "run a step of a runbook; alone: F3", "tools"),
    _v("fill", "NAME VALUE", "a placeholder of the runbooks", "tools", running.fill),
    _v("step", "[SCENARIO:]3 [skip WHY|undo]", "a step in words was done", "tools", running.step),
    _v("similar", "", "past ones like this; their fix", "tools"),
    _v("brief", "", "what is happening: 6 lines", "tools"),
    _v("pause", "CHECK 10m WHY", "do not ask it; off: do again", "tools", tools.pause),
    _v("drill", "card|hint|score|fix NAME", "in a drill: help, acts, score", "tools"),
    _v("playbook", "reload|accept", "alone: read it; its file anew; its checks", "tools"),
)


def offered() -> tuple[Verb, ...]:
    """The verbs of this version."""
    return tuple(verb for verb in VERBS if verb.offered)


BY_NAME = {verb.name: verb for verb in VERBS}
