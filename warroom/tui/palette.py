"""The command palette: whatever can be done now, by name, from the registries. What cannot work now is not in it."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, cast

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider

from warroom.incident.entry import offered
from warroom.incident.possible import possible
from warroom.report.matching import KINDS
from warroom.text import visible
from warroom.tui import searching
from warroom.tui.acts import act
from warroom.tui.acts.check import show
from warroom.tui.grid import AS_MADE, COLUMNS, TABS, tabbed
from warroom.tui.keys import EVERYWHERE, LIST, Key
from warroom.tui.panels.lobby import open_ones
from warroom.tui.panels.registry import PANELS, SAME, WALKED

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp

IN_HELP = 0.5
"""How much less a word counts that is found in the help of a choice and not in its title."""
_MOVING = ("palette", "panels", "panels.back", "leave", "page.up", "page.down")
"""Keys that move about, which the palette is no way to do."""
_IN_A_ROOM = ("people", "brief", "update", "replay")
_TITLES = {
    "help": ("Help", "keys, verbs, signs"),
    "quit": ("Quit", "the record stays"),
    "card": ("Drill: card", "what you may do, hints, acts"),
    "playbook": ("Playbook", "every part of it, to read and find"),
    "runbook": ("Runbook", "what is likely, its steps, to run"),
}
_NAMES = {"told": "users were told", "ladder": "escalation", "open": "open incidents", "past": "past incidents"}
_SHOWN_APART = ("brief", "drill")
"""Verbs that another choice does already."""


class Choice(NamedTuple):
    """What the palette offers; one that is not `listed` is found only by its name."""

    title: str
    help: str
    act: Callable[[], object]
    listed: bool = True


class Palette(Provider):
    """Textual asks it; titles and helps are shown as they are, never read as markup."""

    async def discover(self) -> Hits:
        """All that is listed, in order."""
        for choice in choices(cast("WarroomApp", self.app)):
            if choice.listed:
                yield DiscoveryHit(Text(choice.title), choice.act, choice.title, _unmarked(choice.help))

    async def search(self, query: str) -> Hits:
        """All whose title fits loosely, or whose help has every word of it."""
        matcher = self.matcher(query)
        words = query.casefold().split()
        for choice in choices(cast("WarroomApp", self.app)):
            score = matcher.match(choice.title)
            if not score and all(word in choice.help.casefold() for word in words):
                score = IN_HELP * matcher.match(choice.help) or IN_HELP / 10
            if score > 0:
                shown = Text(choice.title)
                yield Hit(score, shown, choice.act, choice.title, _unmarked(choice.help))


def _unmarked(words: str) -> str:
    # The palette reads a help as markup, in which [RUNG] would be a style and vanish.
    return words.replace("[", r"\[")


def choices(app: "WarroomApp") -> Iterator[Choice]:
    """Everything that can be done now: first where the keys are, then what is everywhere. No title comes twice."""
    taken: set[str] = set()
    for part in _IN_A_REPLAY if app.replaying.on else _EVERY:
        for choice in part(app):
            title = visible(choice.title)
            if title not in taken:
                taken.add(title)
                yield choice._replace(title=title, help=visible(choice.help))


def _with_key(words: str, key: Key) -> str:
    return f"{words}  {key.shown}" if words else f"key {key.shown}"


def _run(app: "WarroomApp", key: Key) -> Callable[[], object]:
    return partial(app.run_action, key.action)


def _here(app: "WarroomApp") -> Iterator[Choice]:
    """The keys of the panel or pane that has them, where there is a row for them to act on."""
    name = app.board.focus_name
    if not name:
        return
    if app.board.pane is not None:
        yield Choice("Back", "from this pane to the panels  Esc", partial(_back, app))
    elif not _has_row(app, name):
        return
    for key in app.keys:
        if key.id.startswith(f"{name}.") and _acts_now(app, key):
            does, _, detail = key.help.partition(": ")
            yield Choice(f"{_called(name)}: {does}", _with_key(detail, key), partial(_act, app, key.id))
    if _arrangeable(app):
        for key in app.keys:
            if key.where == LIST and key.id.startswith("panels.") and key.id not in ("panels.hide", "panels.all"):
                yield Choice(f"{_called(name)}: {key.help}", _with_key("", key), _run(app, key))


def _has_row(app: "WarroomApp", name: str) -> bool:
    if name == "timeline":
        return app.board.timeline.current is not None
    rows = PANELS[name].rows if name in PANELS else None
    return rows is None or app.board.cursor < rows(app.scene)


def _acts_now(app: "WarroomApp", key: Key) -> bool:
    if key.id in ("timeline.next", "timeline.previous"):
        return app.board.timeline.hits.wanted is not None
    return True


def _act(app: "WarroomApp", id_: str) -> None:
    if app.replaying.acts(id_):
        act(id_)(app)
    app.repaint()


def _back(app: "WarroomApp") -> None:
    """To the panels, also where the first Esc only leaves what is being written."""
    pane = app.board.pane
    app.action_leave()
    if pane is not None and app.board.pane is pane:
        app.action_leave()


def _panes(app: "WarroomApp") -> Iterator[Choice]:
    """What takes the place of the panels, and the other view."""
    pane = app.board.pane.name if app.board.pane is not None else ""
    if pane and not app.board.focus_name:
        yield Choice("Back", "from this pane to the panels  Esc", partial(_back, app))
    room = bool(app.incident.seq)
    for key in app.keys:
        if key.where != EVERYWHERE or key.id in (*_MOVING, "bell", "quit") or key.id == pane:
            continue
        if (key.id in _IN_A_ROOM and not room) or (key.id == "card" and not app.incident.is_drill):
            continue
        if key.id == "lobby":
            yield from _lobby(app, key)
            continue
        does, _, detail = key.help.partition(": ")
        title, help_ = _TITLES.get(key.id, (does.capitalize(), detail))
        yield Choice(title, _with_key(help_, key), _run(app, key))
    if room and pane != "checklist":
        yield Choice("Checklist", "every item in full, with its history", app.action_checklist)
    if room and app.incident.declared and pane != "all_clocks":
        yield Choice("All clocks", "each in full, whose it is, how it stands", app.action_all_clocks)
    if room and app.incident.declared and pane != "gate":
        yield Choice("Gate", "what has to hold before it is over", app.action_gate)
    if room and pane != "similar":
        yield Choice("Similar", "past incidents like this one, and their fix", partial(_act, app, "suspects.similar"))
    if app.board.view == "lobby" and not room and pane != "search":
        yield Choice("Search", "find in all incidents and drills", partial(_act, app, "past.find"))
    if pane != "host":
        yield Choice("Host", "this machine in full: disks, network, processes", partial(_act, app, "host.open"))
    if not app.incident.declared and app.board.view == "lobby" and pane != "declare":
        yield Choice("Declare", "questions that tell how bad it is", partial(_act, app, "open.declare"))
    record = app.board.timeline.current if app.board.focus_name == "timeline" else None
    if record is not None and pane != "line":
        yield Choice(f"Line #{record.seq}", "in full", partial(app.board.show_pane, "line", record))


def _lobby(app: "WarroomApp", key: Key) -> Iterator[Choice]:
    if app.board.view != "lobby":
        yield Choice("Lobby", _with_key("open and past incidents", key), _run(app, key))
    elif app.stream:
        yield Choice("Back to the room", _with_key(app.stream, key), _run(app, key))


def _drill(app: "WarroomApp") -> Iterator[Choice]:
    """What only a drill has."""
    incident, drilling = app.incident, app.drilling
    if not incident.is_drill:
        return
    yield Choice("Drill: score", "what it is worth so far", partial(drilling.do, "score", "/drill score"))
    if not incident.open or "resolved" in incident.milestones:
        return
    yield Choice("Drill: hint", "the next hint, for points", partial(drilling.do, "hint", "/drill hint"))
    for one in drilling.acts:
        yield Choice(f"Drill: fix {one.name}", one.does, partial(drilling.fix, one.name))


def _lines(app: "WarroomApp") -> Iterator[Choice]:
    """Which lines of the timeline are listed."""
    if not app.incident.seq or app.board.view != "room":
        return
    wanted = app.board.timeline.listing.wanted
    if wanted:
        yield Choice("Timeline: all lines", f"now only {wanted.text}", partial(_narrow, app, ""))
    for kind in KINDS:
        if wanted is None or wanted.text != f"kind:{kind}":
            yield Choice(f"Timeline: only {kind}", f"/filter kind:{kind}", partial(_narrow, app, f"kind:{kind}"), False)


def _narrow(app: "WarroomApp", text: str) -> None:
    searching.narrow(app, text)
    app.repaint()


def _verbs(app: "WarroomApp") -> Iterator[Choice]:
    """The verbs that could be taken now; each fills the entry line."""
    context = app.context()
    for verb in offered():
        if verb.name in _SHOWN_APART or not possible(verb, context, app.me) or not _tool_works(app, verb.name):
            continue
        line = f"/{verb.name}{' ' if verb.usage else ''}"
        yield Choice(f"/{verb.name} {verb.usage}".rstrip(), verb.help, partial(app.offer, line))


def _tool_works(app: "WarroomApp", name: str) -> bool:
    match name:
        case "retry" | "save-as":
            return bool(app.entering.pending)
        case "filter" | "similar" | "playbook" | "run" | "update" | "copy":
            return bool(app.incident.seq)
        case "undo":
            return app.entering.may_undo
    return True


def _panels(app: "WarroomApp") -> Iterator[Choice]:
    """Give a panel the keys, take it away, have it back."""
    board = app.board
    tabs = board.view == "room" and tabbed(*app.size)
    for name in TABS if tabs else WALKED[board.view]:
        shown = board.pane is not None or tabs or board.shows(name)
        if shown and board.focus_name != SAME.get(name, name) and not _gone(app, name):
            yield Choice(f"Go to {_called(name)}", "give it the keys", partial(_go, app, name))
    if not _arrangeable(app):
        return
    arranged = board.arranged
    for name in (*(one for column in COLUMNS for one in column), "timeline"):
        if name in arranged.hidden:
            after = arranged._replace(hidden=arranged.hidden - {name})
            yield Choice(f"Show {_called(name)}", "this panel again", partial(app.arrange, after))
        elif board.shows(name) and len(board.places(*app.size)) > _FRAME + 1:
            after = arranged._replace(hidden=arranged.hidden | {name}, only="")
            yield Choice(f"Hide {_called(name)}", "this panel, until it is shown again", partial(app.arrange, after))
    if arranged != AS_MADE:
        yield Choice("All panels", "as made: nothing hidden, nothing wider", app.action_all)


_FRAME = 5
"""Banner, ledge, reading, entry and footer have a place as well."""


def _gone(app: "WarroomApp", name: str) -> bool:
    return app.board.view == "room" and not tabbed(*app.size) and name in app.board.arranged.hidden


def _arrangeable(app: "WarroomApp") -> bool:
    return app.board.view == "room" and app.board.pane is None and not tabbed(*app.size)


def _go(app: "WarroomApp", name: str) -> None:
    board = app.board
    board.show_pane("")
    if board.view == "room" and tabbed(*app.size):
        board.choose_tab(name)
    elif board.shows(name):
        board.focus_panel(name)
    app.repaint()


def _called(name: str) -> str:
    return _NAMES.get(name, name.replace("_", " "))


def _checks(app: "WarroomApp") -> Iterator[Choice]:
    for n, view in enumerate(app.scene.views):
        yield Choice(f"Check {view.name}", f"{view.word}: its answers and how it turned", partial(show, app, n))
    if app.allowed.standing.waiting:
        yield Choice("Accept checks", "shows what those from outside would ask, then asks you", app.allowed.ask)


def _rooms(app: "WarroomApp") -> Iterator[Choice]:
    """The other open incidents."""
    for summary in open_ones(app.scene):
        if summary.id != app.incident.id:
            name = summary.title or summary.id
            yield Choice(f"Enter {name}", f"{summary.severity} {summary.id}", partial(app.keeper.enter, summary.id, ""))


def _themes(app: "WarroomApp") -> Iterator[Choice]:
    for offer in app.wardrobe.offers(app.look.theme.name):
        yield Choice(offer.title, offer.help, partial(app.use_theme, offer.name))


def _rest(app: "WarroomApp") -> Iterator[Choice]:
    keys = {key.id: key for key in app.keys}
    sound = "off" if app.rings else "on"
    yield Choice(f"Sound {sound}", _with_key("the bell for what is late or down", keys["bell"]), app.action_bell_switch)
    yield Choice(*_TITLES["quit"], app.action_quit_warroom)


def _replay(app: "WarroomApp") -> Iterator[Choice]:
    """Where to go in a replay, and what of the room can be read in it."""
    for key in app.keys:
        if key.id.startswith("replay."):
            does, _, detail = key.help.partition(": ")
            yield Choice(f"Replay: {_REPLAY.get(key.id, does)}", _with_key(detail, key), partial(_act, app, key.id))
        elif key.id == "replay":
            yield Choice("Replay: end", _with_key("the live room, up to date", key), app.action_replay)
        elif key.id in ("help", "people", "brief", "playbook"):
            title, help_ = _TITLES.get(key.id, (key.id.capitalize(), key.help.partition(": ")[2]))
            yield Choice(title, _with_key(help_, key), _run(app, key))
    yield Choice("Checklist", "every item as it stood", app.action_checklist)
    yield Choice("All clocks", "each in full, as it stood", app.action_all_clocks)


_REPLAY = {
    "replay.entry_before": "the line before that somebody wrote",
    "replay.milestone_before": "the milestone before",
}
_EVERY = (_here, _panes, _drill, _lines, _verbs, _panels, _checks, _rooms, _themes, _rest)
_IN_A_REPLAY = (_replay, _panels, _themes, _rest)
