"""Random scenes: an incident grown by random intents, readings of random checks, any text at all in them."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from warroom import themes
from warroom.checks.model import Reading, View
from warroom.checks.trail import Trail
from warroom.errors import WarroomError
from warroom.host.sample import Sample
from warroom.incident import intents as i
from warroom.incident.deadlines import deadlines
from warroom.incident.decide import decide
from warroom.incident.entry import Asked, Context, offered, parse
from warroom.incident.evolve import evolve
from warroom.incident.facts import Record
from warroom.incident.state import EMPTY, Incident, changed
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
PLAIN = ("api down", "pool is full", "ok", "checkout refuses cards since the last deployment of the payment service")
_LINES = tuple(f"/{verb.name} {verb.usage}".strip() for verb in offered())


def words(chance: random.Random) -> str:
    """Words of a person, a machine or an attacker."""
    return chance.choice((*HOSTILE, *PLAIN))


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


def incident(chance: random.Random) -> tuple[Incident, datetime]:
    """An incident somewhere in its life, and a moment after its last record."""
    now, found = START, EMPTY
    if chance.random() < 0.8:
        found = append(found, i.Declare(by="anna", title=words(chance), severity="P0", playbook=PLAYBOOK), now)
    for _ in range(chance.randrange(25)):
        now += timedelta(seconds=chance.randrange(3000))
        some = words(chance)
        line = chance.choice(
            (
                chance.choice(_LINES),
                chance.choice(_LINES),
                f"/suspect {some}",
                f"/do @bo {some} 3m",
                f"/update status_page {some}",
                f"/impact {some}",
                f"/ic @{some}",
                some,
            )
        )
        parsed = parse(line, Context(now=now, incident=found, playbook=PLAYBOOK, checks=("api",)))
        if isinstance(parsed, Asked):
            found = append(found, changed(parsed.intent, by="anna"), now)
    return found, now + timedelta(seconds=chance.choice((0, 60, 900, 90_000, 9_000_000)))


_CHECK_WORDS = {"up": "up", "degraded": "slow", "down": "down", "unknown": "none", "paused": "held"}


def _trail(chance: random.Random) -> bytes:
    trail = Trail(timeout_s=10)
    for n in range(chance.randrange(60)):
        trail.add(Reading("", START + timedelta(seconds=n), chance.choice(("up", "down")), chance.uniform(0, 10)))
    return trail.packed()


def view(chance: random.Random) -> View:
    """A reading."""
    state = chance.choice(tuple(_CHECK_WORDS))
    return View(
        name=words(chance)[:40],
        kind="http",
        target=words(chance),
        state=state,  # type: ignore[arg-type]  # a word of State, from a table
        word=_CHECK_WORDS[state],
        value=words(chance)[:7],
        since=chance.choice((None, START)),
        at=chance.choice((None, START)),
        reason=words(chance),
        # Seldom: a kilobyte of bytes in each of many rows is more than a drawn scene may say of itself.
        trail=_trail(chance) if chance.random() < 0.15 else b"",
        soft=chance.choice(("", "failing 1/3")),
        flaps=chance.choice((0.0, 0.0, 45.2)),
        behind=chance.choice(("", "", words(chance)[:40])),
        suggests=chance.choice(((), ("P1",), (words(chance)[:40],))),
        phases=chance.choice(((), (("wait", 0.04), (words(chance)[:10], 1.0)))),
        details=tuple((words(chance)[:12], words(chance)) for _ in range(chance.randrange(15))),
    )


def sample(chance: random.Random) -> Sample:
    """A look at some machine."""
    return Sample(
        at_monotonic=1.0,
        cpu_pct=chance.uniform(0, 100),
        cores=chance.choice((0.5, 1, 128)),
        mem_pct=chance.uniform(0, 100),
        mem_total_bytes=chance.randrange(1 << 50),
        disk_pct=chance.uniform(0, 100),
        disk_growth_bytes_s=chance.choice((None, 0.0, 1e9)),
        disk_free_bytes=chance.randrange(1 << 50),
        net_out_bytes_s=chance.uniform(0, 1e12),
        tcp_open=chance.randrange(1 << 20),
    )


def scene(seed: int) -> Scene:
    """Everything a panel may show, the same for the same number."""
    chance = random.Random(seed)
    found, now = incident(chance)
    return Scene(
        look=Look(themes.load(chance.choice(("dark", "light"))), glyphs=chance.random() < 0.7),
        now=now,
        wall=now,
        incident=found,
        deadlines=tuple(deadlines(found, now)),
        views=tuple(view(chance) for _ in range(chance.randrange(12))),
        sample=chance.choice((None, sample(chance))),
        hostname=words(chance),
        zone=chance.choice(("", "Europe/Berlin")),
        me=words(chance),
        focus=chance.choice(("", "checks", "clocks", "timeline")),
        cursors={name: chance.randrange(20) for name in ("checks", "clocks") if chance.random() < 0.5},
        machine=(("journal", words(chance), "ok"), ("playbook", words(chance), "bad")),
    )


scenes = st.integers(0, 1_000_000).map(scene)
