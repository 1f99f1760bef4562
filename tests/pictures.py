"""Pictures of the screen as a terminal shows it: every cell in its place, colours as drawn.

`python -m tests.pictures` makes README's, where `rsvg-convert` is installed; with a folder it makes others there.
"""

import argparse
import asyncio
import os
import random
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal
from unittest.mock import patch

import msgspec
from textual.app import App

from tests.fakes import T0
from tests.looking_back.complete import complete
from warroom.checks.model import Reading, View
from warroom.checks.trail import Trail
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.room import Room
from warroom.settings import Settings
from warroom.tui.app import WarroomApp
from warroom.tui.picture import svg
from warroom.tui.snapshot import draw

TYPED = "-3m saw the first 503s in the log"
TERMINALS = {
    "all": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256": {"TERM": "xterm-256color", "COLORTERM": ""},
    "16": {"TERM": "xterm", "COLORTERM": ""},
    "none": {"TERM": "xterm", "COLORTERM": "", "NO_COLOR": "1"},
}


def png(app: App[int], path: Path) -> None:
    """The same as a PNG, through an SVG beside it that is removed again."""
    drawn = path.with_suffix(".svg")
    drawn.write_text(svg(app), encoding="utf-8")
    subprocess.run(["rsvg-convert", str(drawn), "-o", str(path)], check=True)
    drawn.unlink()


class _Behind:
    """The machine's clock, so far behind; each act moves it on, so that the story ends now."""

    def __init__(self, minutes: float) -> None:
        self.behind = timedelta(minutes=minutes)

    def now(self) -> datetime:
        return SystemClock().now() - self.behind


def tell_story(path: Path) -> None:
    """A P0 of twelve minutes in the journal at `path`, with the checks' last readings beside it."""
    clock = _Behind(12.7)
    journal, live = Journal(path), Live(path)
    room = Room(journal, live, clock)
    playbook = yaml.load("default").playbook
    acts: list[tuple[str, Intent]] = [
        ("anders", i.Declare(title="API complete outage", severity="P0", playbook=playbook, zone="Europe/Berlin")),
        ("anders", i.TakeRole(role="commander", person="anders")),
        ("anders", i.TakeRole(role="scribe", person="mia")),
        ("anders", i.SetItem(n=2, done=True)),
        ("nora", i.TellUsers(channel="status_page", status="investigating", text="We are looking into API errors.")),
        ("anders", i.SetImpact(text="all API users, about 12 000")),
        ("anders", i.SetItem(n=4, done=True)),
        ("petra", i.Suspect(text="deploy 1.42.0")),
        ("jonas", i.Suspect(text="pool held by slow job")),
        ("petra", i.RuleOut(n=1, why="rolled back on one node, no change in 3 min")),
        ("anders", i.GiveTask(owner="petra", text="report job off", seconds=360)),
        ("anders", i.GiveTask(owner="jonas", text="find slow query", seconds=600)),
        ("mia", i.Note(text="first 503s in the load balancer log")),
        ("anders", i.Decide(text="stop the report job, then end its idle sessions; no objection")),
        ("mia", i.Note(text="pool still 100 of 100, 92 idle in transaction, all from report-worker")),
    ]
    for by, intent in acts:
        late = clock.now() - timedelta(minutes=5) if isinstance(intent, i.Note) and "first" in intent.text else None
        room.act(msgspec.structs.replace(intent, by=by, at=late))
        clock.behind -= timedelta(seconds=48)
    _show_checks(live)
    live.keep(room.incident)
    live.close()
    journal.close()


def _show_checks(live: Live) -> None:
    now = SystemClock().now()
    chance = random.Random(7)
    told = (
        ("api", "down", "down", "503", 841),
        ("checkout", "down", "down", "timeout", 811),
        ("db pool", "down", "down", "100/100", 829),
        ("postgres", "degraded", "slow", "1.9 s", 721),
        ("redis", "up", "up", "2 ms", 540_000),
        ("queue", "up", "up", "4 ms", 540_000),
        ("dns", "up", "up", "12 ms", 1_900_000),
        ("status page", "up", "up", "88 ms", 1_900_000),
    )
    views: dict[str, tuple[int, bytes]] = {}
    for place, (name, state, word, value, held) in enumerate(told):
        trail = Trail(timeout_s=4.0)
        for n in range(60):
            took = chance.uniform(0.5, 1) if state == "up" or n < 46 else chance.uniform(3, 4)
            trail.add(Reading(name, now - timedelta(seconds=10 * (60 - n)), "up", took))
        since = now - timedelta(seconds=held)
        view = View(name, "http", "", state, word, value, since, now, "", trail=trail.packed())  # type: ignore[arg-type]  # a word of State, from a table
        views[name] = (place, msgspec.json.encode(view))
    live.put_views("duty", views)


async def take(
    out: Path,
    *,
    theme: str = "",
    size: tuple[int, int] = (120, 40),
    typed: str = "",
    keys: Sequence[str] = (),
    glyphs: Literal["auto", "unicode", "ascii"] = "unicode",
) -> None:
    """One picture of the story."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        journal = Path(folder) / "journal.sqlite"
        tell_story(journal)
        app = WarroomApp(Settings(journal=journal, theme_from=theme, theme=theme or "dark", as_="mia", glyphs=glyphs))
        async with app.run_test(size=size) as pilot:
            async with asyncio.timeout(60):
                while app.incident.seq < 16 or not app.scene.views or app.scene.sample is None:
                    await pilot.pause(0.05)
            await asyncio.sleep(8)
            app.board.entry.put(typed)
            await pilot.press(*keys)
            await pilot.pause(1.2)
            png(app, out)
        app.close_down()


def look_back(out: Path, view: str, at: str = "") -> None:
    """One picture of a P0 that is over, some days later; `at` is where in its replay."""
    later = SystemClock().now()

    def days_later(_clock: SystemClock) -> datetime:
        return max(later, T0 + timedelta(days=4))

    with tempfile.TemporaryDirectory() as folder, patch.object(SystemClock, "now", days_later):
        os.environ["XDG_STATE_HOME"] = folder
        stream = complete(Path(folder))
        settings = Settings(journal=Path(folder) / "journal.sqlite", as_="mia", theme_from="dark", glyphs="unicode")
        drawn = out.with_suffix(".svg")
        drawn.write_text(draw(settings, stream, "svg", (120, 40), view, at), encoding="utf-8")
        subprocess.run(["rsvg-convert", str(drawn), "-o", str(out)], check=True)
        drawn.unlink()


def main() -> None:
    """README's pictures, or those that are asked for."""
    asked = _arguments().parse_args()
    os.environ["COLORTERM"] = "truecolor"
    if asked.into is None:
        images = Path(__file__).parents[1] / ".github" / "images"
        images.mkdir(parents=True, exist_ok=True)
        asyncio.run(take(images / "room.png", theme="dark", typed=TYPED))
        asyncio.run(take(images / "room-80x24.png", theme="dark", size=(80, 24), keys=("tab", "tab")))
        asyncio.run(take(images / "runbook.png", theme="dark", keys=("f3", "enter", "j", "j", "j", "j", "j")))
        asyncio.run(take(images / "update.png", theme="dark", keys=("f2",)))
        look_back(images / "review.png", "review")
        look_back(images / "replay.png", "room", "#80")
        return
    asked.into.mkdir(parents=True, exist_ok=True)
    os.environ |= TERMINALS[asked.colours]
    glyphs: Literal["unicode", "ascii"] = "ascii" if asked.ascii else "unicode"
    end = ("" if asked.colours == "all" else f"-{asked.colours}") + ("-ascii" if asked.ascii else "")
    for theme in asked.theme or [""]:
        for size in asked.size or ["120x40"]:
            width, height = map(int, size.split("x"))
            out = asked.into / f"room-{size}-{theme or 'unnamed'}{end}.png"
            words = "" if asked.keys else TYPED
            asyncio.run(take(out, theme=theme, size=(width, height), typed=words, keys=asked.keys, glyphs=glyphs))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.pictures", description=main.__doc__)
    parser.add_argument("into", type=Path, nargs="?", help="folder for the pictures; without it README's are made anew")
    parser.add_argument("--theme", action="append", help="name of a theme; may be given several times")
    parser.add_argument("--size", action="append", help="as 80x24; may be given several times")
    parser.add_argument("--keys", default=(), type=lambda said: said.split(","), help="keys to press first, as tab,tab")
    parser.add_argument("--ascii", action="store_true", help="signs and lines in ASCII")
    parser.add_argument("--colours", choices=TERMINALS, default="all", help="how many the terminal has")
    return parser


if __name__ == "__main__":
    main()
