"""Random scenes: an incident grown by random intents, readings of random checks, any text at all in them."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from warroom import themes
from warroom.checks.model import View
from warroom.errors import WarroomError
from warroom.host import Sample
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, Context, offered, parse
from warroom.incident.evolve import evolve
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident
from warroom.playbook import yaml
from warroom.tui.look import Look
from warroom.tui.view import Scene

START = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
PLAYBOOK = yaml.load("default").playbook
HOSTILE = (
    "[/nope]",
    "[@click=app.quit]quit[/]",
    "[red]x[/red]",
    "\x1b]0;owned\x07",
    "\x1b[2Jgone",
    "\x9b31mC1",
    "\u202etxet",
    "z\u200bw",
    "nul\0l",
    "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "👩‍👩‍👧 wide 漢字漢字",
    "a\tb",
    "\ud800",
    "x" * 500,
)
words = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60), st.sampled_from(["api down", "pool is full", "ok"]))
_LINES = [f"/{verb.name} {verb.usage}".strip() for verb in offered()]


def append(incident: Incident, intent: i.Intent, now: datetime) -> Incident:
    """The state after this intent, or the same where the rules refuse it."""
    try:
        drafts = decide(incident, intent, now)
    except WarroomError:
        return incident
    for draft in drafts:
        seq = incident.seq + 1
        incident = evolve(
            incident,
            Record(
                stream="s",
                seq=seq,
                id=f"id{seq}",
                kind=draft.fact.kind,
                version=draft.fact.version,
                at=draft.at or now,
                noted_at=now,
                by=intent.by,
                hash=f"{seq:064x}",
                fact=draft.fact,
            ),
        )
    return incident


@st.composite
def incidents(draw: st.DrawFn) -> tuple[Incident, datetime]:
    """An incident somewhere in its life, and a moment after its last record."""
    now = START
    incident = EMPTY
    if draw(st.booleans()):
        incident = append(
            incident, i.Declare(by="anna", title=draw(words) or "t", severity="P0", playbook=PLAYBOOK), now
        )
    for _ in range(draw(st.integers(0, 12))):
        now += timedelta(seconds=draw(st.integers(0, 5000)))
        line = draw(
            st.one_of(
                st.sampled_from(_LINES),
                st.builds("/suspect {}".format, words),
                st.builds("/do @bo {} 3m".format, words),
                st.builds("/update status_page {}".format, words),
                st.builds("/impact {}".format, words),
                st.builds("/ic @{}".format, words),
                words,
            )
        )
        parsed = parse(line, Context(now=now, incident=incident, playbook=PLAYBOOK))
        if isinstance(parsed, Asked):
            incident = append(incident, i.changed(parsed.intent, by="anna") if False else _by(parsed.intent), now)
    return incident, now + timedelta(seconds=draw(st.integers(0, 900_000)))


def _by(intent: i.Intent) -> i.Intent:
    import msgspec

    return msgspec.structs.replace(intent, by="anna")


@st.composite
def views(draw: st.DrawFn) -> View:
    state = draw(st.sampled_from(["up", "degraded", "down", "unknown", "paused"]))
    return View(
        name=draw(words)[:40] or "api",
        kind="http",
        target=draw(words),
        state=state,  # type: ignore[arg-type]
        word={"up": "up", "degraded": "slow", "down": "down", "unknown": "none", "paused": "held"}[state],
        value=draw(words)[:7],
        since=draw(st.one_of(st.none(), st.just(START))),
        at=draw(st.one_of(st.none(), st.just(START))),
        reason=draw(words),
        spark=tuple(draw(st.lists(st.floats(0, 10), max_size=60))),
        soft=draw(st.sampled_from(["", "failing 1/3"])),
    )


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Everything a panel may show."""
    incident, now = draw(incidents())
    chance = random.Random(draw(st.integers(0, 1000)))
    sample = Sample(
        at_monotonic=1.0,
        cpu_pct=chance.uniform(0, 100),
        cores=chance.choice([0.5, 1, 128]),
        mem_pct=chance.uniform(0, 100),
        mem_total_bytes=chance.randrange(1 << 50),
        disk_pct=chance.uniform(0, 100),
        disk_growth_bytes_s=chance.choice([None, 0.0, 1e9]),
        disk_free_bytes=chance.randrange(1 << 50),
        net_out_bytes_s=chance.uniform(0, 1e12),
        tcp_open=chance.randrange(1 << 20),
    )
    return Scene(
        look=Look(themes.load("dark"), glyphs=draw(st.booleans())),
        now=now,
        wall=now,
        incident=incident,
        deadlines=tuple(deadlines(incident, now)),
        views=tuple(draw(st.lists(views(), max_size=12))),
        sample=draw(st.one_of(st.none(), st.just(sample))),
        hostname=draw(words),
        zone=draw(st.sampled_from(["", "Europe/Berlin"])),
        me=draw(words),
        focus=draw(st.sampled_from(["", "checks", "clocks", "timeline"])),
        cursors=draw(st.dictionaries(st.sampled_from(["checks", "clocks"]), st.integers(0, 30))),
        opened=draw(st.sampled_from(["", "checks"])),
        machine=(("journal", draw(words), "ok"), ("playbook", draw(words), "bad")),
    )
