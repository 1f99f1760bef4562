"""The banner: severity with elapsed, title and status, the next clock to break, who holds what, whom it hits."""

from rich.cells import cell_len

from warroom.clock import local_name
from warroom.incident.deadlines import Deadline
from warroom.incident.state import Incident
from warroom.incident.words import STAGES
from warroom.playbook.words import other_name
from warroom.report.words import elapsed, since
from warroom.text import visible
from warroom.tui.content import cut, fit, show, spread, width_of
from warroom.tui.look import CLOCK_SIGNS, Part, Row
from warroom.tui.panels import lobby_banner
from warroom.tui.panels.checks import sign_of, worst
from warroom.tui.panels.clocks import ROLE_WORDS, left_words
from warroom.tui.view import Scene

CHIP = 15
LEAST_LABEL = 6
NARROW = 50
"""Cells below which only the most important words are said."""


def paint(scene: Scene, width: int, height: int, special: Row = ()) -> list[Row]:
    """Three rows, or one where the terminal has fewer than eight; `special` stands in place of the impact."""
    if height < 3:
        return [_tiny(scene, width)]
    block_width = 12 if width >= 120 else 10
    block, style = _block(scene, block_width)
    rest = width - block_width - 2
    third = _third(scene, rest)
    if special:
        third = spread(_third(scene, rest - width_of(special) - 1, said=False), special, rest)
    rows = (_first(scene, rest), _second(scene, rest), third)
    return [
        ((_centre(words, block_width), style), (" ", "text"), *fit(row, rest), (" ", "text"))
        for words, row in zip(block, rows, strict=True)
    ]


def _centre(words: str, width: int) -> str:
    words = cut(words, width)
    return words.center(width - cell_len(words) + len(words))


def _lasts(scene: Scene) -> float:
    incident = scene.incident
    began = incident.when("started") or incident.when("declared")
    if began is None and incident.drill is not None:
        began = incident.drill.start
    last = incident.last_at if scene.looked_back_on else None
    end = incident.when("resolved") or incident.ended_at or last or scene.now
    return (end - began).total_seconds() if began else 0.0


def _block(scene: Scene, width: int) -> tuple[tuple[str, str, str], str]:
    incident = scene.incident
    if not incident.seq and scene.replay is None:
        return lobby_banner.block(scene)
    lasts = elapsed(_lasts(scene), short=width < 12)
    if scene.replay is not None:
        return (visible(incident.severity) or "-", "replay", lasts), "focus_block+b"
    if scene.looked_back_on:
        return (visible(incident.severity) or "-", "imported", lasts), "text/chip"
    if incident.is_drill and not incident.declared:
        return ("DRILL", "undeclared", lasts), "focus_block+b"
    word = visible(other_name(incident.level) if incident.level else "")
    if not incident.open:
        return (visible(incident.severity), "DRILL" if incident.is_drill else incident.status, lasts), "text/chip"
    if incident.when("resolved"):
        return (visible(incident.severity), "DRILL" if incident.is_drill else "resolved", lasts), "done_block+b"
    if incident.is_drill:
        return (visible(incident.severity), "DRILL", lasts), "focus_block+b"
    if incident.status == "monitoring":
        return (visible(incident.severity), "watching", lasts), "title/chip"
    rank = incident.playbook.rank(incident.severity)
    return (visible(incident.severity), word, lasts), "bad_block+b" if rank < 2 else "soon_block+b"


def _time(scene: Scene, width: int) -> Row:
    utc: Row = ((f"{scene.now:%H:%M:%S} UTC", "title"),)
    zone = scene.incident.zone or scene.zone
    if not zone or width < 90:
        return utc
    local, place = local_name(scene.now, zone)
    return (*utc, (f"   {local} {place}", "muted"))


def _first(scene: Scene, width: int) -> Row:
    incident = scene.incident
    if scene.replay is not None and not incident.seq:
        before: Row = (("the record is being read", "muted"),)
    elif not incident.seq:
        before = (("warroom", "title"), ("  lobby", "muted"))
    elif not incident.declared:
        before = (("not declared", "title"), ("  a drill", "muted"))
    else:
        before = (show(incident.title, "title"),)
    status: Row = ()
    if incident.declared:
        status = ((incident.status.upper(), "title"),)
        if width >= 90 and incident.status in STAGES:
            status = (*status, (f" {STAGES.index(incident.status) + 1} of {len(STAGES)}", "muted"))
        status = (*status, ("     " if width >= 90 else "  ", "text"))
    if width < NARROW and status:
        # What it is called is worth more than the time, which every line has.
        return spread(before, status[:1], width)
    return spread(before, (*status, *_time(scene, width)), width)


def chip(d: Deadline) -> tuple[str, str]:
    """The clock that matters most as a filled field of fifteen cells."""
    words = left_words(d)
    if d.state == "overdue":
        return f"! {words}".center(CHIP), "bad_block+b"
    return f"next {words}".center(CHIP), "soon_block+b" if d.state == "due" else "title/chip"


def _second(scene: Scene, width: int) -> Row:
    incident = scene.incident
    tail: Row = ()
    if not incident.seq or not {"checks", "lobby_checks"} & scene.shown:
        tail = _worst(scene)
    if not incident.seq:
        return spread(lobby_banner.clock(scene, width - width_of(tail) - 1), tail, width)
    if incident.is_drill and not incident.declared:
        before: Row = (
            ("watch the checks".center(CHIP + 3), "title/chip"),
            (" then ", "muted"),
            ("/declare P0 TITLE", "title"),
        )
        return spread(before, tail, width)
    if incident.running and not incident.commander and not scene.looked_back_on:
        me = f"/ic @{visible(scene.me)}" if scene.me else "/ic @you"
        said = " take command: " if width >= NARROW else " "
        if scene.replay is not None:
            said, me = " nobody commands", ""
        before = (("! now".center(CHIP), "bad_block+b"), (said, "title"), (me, "title"))
        return spread((*before, *_then(scene, width - width_of(before) - width_of(tail) - 2)), tail, width)
    urgent = scene.urgent
    if not urgent:
        return spread((("no clock runs".center(CHIP), "muted/chip"),), tail, width)
    words, style = chip(urgent[0])
    label = (" " + visible(urgent[0].label), "title")
    row: Row = ((words, style), label)
    more = _then(scene, width - width_of(row) - width_of(tail) - 4, skip=1)
    return spread((*row, *more), tail, width)


def _then(scene: Scene, room: int, skip: int = 0) -> Row:
    """The clocks after the next, as far as they fit whole."""
    found: list[tuple[str, str]] = []
    for d in scene.urgent[skip : skip + 3]:
        words = left_words(d)
        part: Row = (
            ("   then " if not found else "   ", "muted"),
            (words, CLOCK_SIGNS[d.state].role.removesuffix("+b") if d.state != "running" else "text"),
            (" " + visible(d.label), "text"),
        )
        if width_of((*found, *part)) > room:
            break
        found += part
    return tuple(found)


def _worst(scene: Scene) -> Row:
    """The worst red by name: it is said whatever panel is hidden."""
    view = worst(scene.views)
    if view is None:
        return ()
    sign, tone = scene.look.sign(sign_of(view))
    held = since((scene.asked_now - view.since).total_seconds()) if view.since else ""
    return ((sign, tone), (" ", "text"), (cut(visible(view.name), 12), tone), (f" {view.word} ", tone), (held, "muted"))


def _third(scene: Scene, width: int, *, said: bool = True) -> Row:
    incident = scene.incident
    if not incident.seq:
        return lobby_banner.seat(scene, width)
    if not incident.declared:
        return fit((("you ", "muted"), (visible(scene.me), "title")), width)
    needed = () if scene.looked_back_on else incident.needed_roles or ("commander",)
    shown = [
        r
        for r in ("commander", "scribe", "comms", "technical", "deputy", "liaison")
        if r in incident.roles or r in needed
    ]
    if width >= 90 and "deputy" not in shown:
        shown.append("deputy")
    row: Row = ()
    for role in shown:
        wider = (*row, *_seat(incident, role, ("   " if width >= 90 else "  ") * bool(row), needed=role in needed))
        if row and width_of(wider) > width:
            break
        row = wider
    fields = " ".join(f"{key}={value}" for key, value in incident.impact_fields.items())
    impact = " ".join(filter(None, [fields, incident.impact])) or "impact not said"
    room = max(0, width - width_of(row) - 2)
    if room < 8 or not said:
        return fit(row, width)
    return spread(row, (show(cut(visible(impact), room), "text" if incident.impact or fields else "muted"),), width)


def _seat(incident: Incident, role: str, gap: str, *, needed: bool) -> Row:
    """A role and who holds it."""
    word: Part = (f"{gap}{visible(ROLE_WORDS.get(role, role))} ", "muted")
    held = incident.roles.get(role)
    if held:
        return (word, show(held.person, "title"))
    return (word, ("! nobody", "bad+b")) if needed and incident.running else (word, ("-", "title"))


def _tiny(scene: Scene, width: int) -> Row:
    """One row: severity, elapsed, the clock that matters most, the worst red."""
    incident = scene.incident
    words, style = _block(scene, 10)
    drill = "DRILL " if incident.is_drill and incident.declared else ""
    if scene.replay is not None:
        drill = "REPLAY "
    # Where there is no room for more, the first hour has no hours.
    lasts = words[2].removeprefix("00:") if width < NARROW else words[2]
    row: list[tuple[str, str]] = [(f"{'' if width < NARROW else ' '}{drill}{words[0]} {lasts} ", style), (" ", "text")]
    if incident.running and not incident.commander and not scene.looked_back_on:
        row.append(("! nobody commands " if width >= NARROW else "! no IC ", "bad+b"))
    elif scene.urgent:
        first = scene.urgent[0]
        chip_words, chip_style = chip(first)
        row += [(chip_words.strip() if width >= NARROW else left_words(first), chip_style), (" ", "text")]
        if width - width_of(tuple(row)) >= LEAST_LABEL:
            row += [(visible(first.label), "title"), (" ", "text")]
    row += _worst(scene)
    return fit(tuple(row), width)
