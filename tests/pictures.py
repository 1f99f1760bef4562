"""Pictures of the screen as a terminal shows it: every cell in its place, colours as drawn.

`python -m tests.pictures` makes README's, where `rsvg-convert` is installed.
"""

import asyncio
import html
import random
import subprocess
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from rich.color import Color
from rich.style import Style
from textual.app import App
from textual.geometry import Size

from warroom.checks.model import View
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.playbook import yaml
from warroom.room import Room
from warroom.settings import Settings
from warroom.tui.app import WarroomApp

CELL_W, CELL_H = 10, 20
BASELINE = 15
# At this size a letter of DejaVu Sans Mono is one cell wide.
_FONT = 'font-family="DejaVu Sans Mono, monospace" font-size="16.61"'


def svg(app: App[int]) -> str:
    """The app's screen as SVG."""
    size: Size = app.size
    width, height = (size.width + 2) * CELL_W, (size.height + 1) * CELL_H
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" {_FONT}>',
        f'<rect width="100%" height="100%" fill="{_hex(app.screen.rich_style.bgcolor, "#11151b")}"/>',
        f'<g transform="translate({CELL_W},{CELL_H // 2})">',
    ]
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            width = segment.cell_length
            parts += _cell(segment.text, segment.style or Style(), x, y, width)
            x += width
    return "\n".join([*parts, "</g></svg>\n"])


def _cell(text: str, style: Style, x: int, y: int, width: int) -> list[str]:
    found: list[str] = []
    if style.bgcolor is not None:
        ground = f'width="{width * CELL_W}" height="{CELL_H}" fill="{_hex(style.bgcolor, "")}"'
        found.append(f'<rect x="{x * CELL_W}" y="{y * CELL_H}" {ground}/>')
    fill = _hex(style.color, "#d6dce4")
    weight = ' font-weight="bold"' if style.bold else ""
    lines = " ".join(filter(None, ["underline" if style.underline else "", "line-through" if style.strike else ""]))
    under = f' text-decoration="{lines}"' if lines else ""
    place = x
    for word in _words(text):
        if word.strip():
            where = f'x="{place * CELL_W}" y="{y * CELL_H + BASELINE}"'
            found.append(f'<text {where} fill="{fill}"{weight}{under}>{html.escape(word)}</text>')
        place += len(word)
    return found


def _words(text: str) -> list[str]:
    """The text in runs with and without spaces, so that each run starts at its own cell."""
    runs: list[str] = []
    for char in text:
        if runs and (runs[-1][0] == " ") == (char == " "):
            runs[-1] += char
        else:
            runs.append(char)
    return runs


def _hex(colour: Color | None, default: str) -> str:
    return colour.get_truecolor().hex if colour is not None else default


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
        trail = tuple(chance.uniform(0.5, 1) if state == "up" or n < 46 else chance.uniform(3, 4) for n in range(60))
        view = View(name, "http", "", state, word, value, now - timedelta(seconds=held), now, "", trail)  # type: ignore[arg-type]
        views[name] = (place, msgspec.json.encode(view))
    live.put_views("duty", views)


async def take(out: Path, *, theme: str, size: tuple[int, int], typed: str = "", keys: tuple[str, ...] = ()) -> None:
    """One picture of the story."""
    with tempfile.TemporaryDirectory() as folder:
        journal = Path(folder) / "journal.sqlite"
        tell_story(journal)
        app = WarroomApp(Settings(journal=journal, theme=theme, as_="mia"))
        async with app.run_test(size=size) as pilot:
            while app.incident.seq < 16 or not app.scene.views or app.scene.sample is None:
                await pilot.pause(0.05)
            await asyncio.sleep(8)
            app.board.entry.put(typed)
            await pilot.press(*keys)
            await pilot.pause(1.2)
            png(app, out)
        app.close_down()


def main() -> None:
    """README's pictures."""
    images = Path(__file__).parents[1] / ".github" / "images"
    images.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(images / "room.png", theme="dark", size=(120, 40), typed="-3m saw the first 503s in the log"))
    asyncio.run(take(images / "room-80x24.png", theme="dark", size=(80, 24), keys=("tab", "tab")))


if __name__ == "__main__":
    main()
