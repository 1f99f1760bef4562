"""In the playbook: read its parts, find words in all of them, copy, answer a question, tick a list."""

import re
from typing import TYPE_CHECKING

from warroom.report.answers import line_for
from warroom.report.words import plural
from warroom.tui.panes.playbook import in_force, seen_in
from warroom.tui.panes.playbook.now import likely_now, ticks_now
from warroom.tui.panes.playbook.sections import LIKELY, SCENARIO
from warroom.tui.panes.playbook.seen import LIST, TEXT, Seen, begin

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def show(app: "Navigating", scenario: str = "") -> None:
    """Open it where it was left, at what is likely now, or at the scenario with this id: then the keys stay."""
    playbook = in_force(app.scene)
    seen = begin(playbook, likely_now(app.scene, playbook))
    if not seen.likely and app.read_last is not None:
        seen.go(app.read_last.here.key)
    app.read_last = seen
    places = [place for place, one in enumerate(playbook.scenarios) if scenario and one.id == scenario]
    for place in places[:1]:
        _ = seen.go(f"{LIKELY}{place}") or seen.go(f"{SCENARIO}{place}")
    app.board.show_pane("playbook", seen)
    if app.board.pane is not None:
        app.board.pane.cursor = seen.entry
    if places:
        app.board.entry.focus()
    if app.incident.seq:
        app.keeper.study()


def find_words(app: "Navigating", text: str) -> bool:
    """Go to the first place with all these words, in whichever part; without any the search ends."""
    seen = _seen(app)
    if seen is None:
        return False
    seen.find(_words(text))
    if seen.hits:
        seen.side = LIST
        _to_hit(app, seen, 1)
        app.board.focus_panel("pane")
    elif seen.words:
        app.entering.say(f"nothing in the playbook has {text}", bad=False)
    return True


def how_often(app: "Navigating", text: str) -> str:
    """What looking for these words would come to: said while they are typed."""
    seen, words = _seen(app), _words(text)
    if seen is None or not words:
        return "no words: marks nothing any more"
    looked = Seen(playbook=seen.playbook, entries=seen.entries, read=seen.read)
    looked.find(words)
    return f"{plural(len(looked.hits), 'place')}; n N go on" if looked.hits else "nothing has that"


def _words(text: str) -> list[str]:
    """The words that are looked for; several in quotes are one."""
    return [several or one for several, one in re.findall(r'"([^"]+)"|(\S+)', text)]


def open(app: "Navigating") -> None:  # noqa: A001  the key's own name
    seen = _seen(app)
    if seen is None:
        return
    if seen.side == LIST:
        into(app)
        return
    block = seen.at
    match block.kind:
        case "question":
            _answer(app, block.about)
        case "tick":
            _tick(app, seen, block.about, block.n)
        case "item" if app.incident.declared:
            app.action_checklist(block.n)
        case "scenario":
            seen.go(f"{SCENARIO}{block.n}")
            seen.side = LIST
            _move(app, seen.entry)
        case "command":
            app.entering.say("nothing is run from here: y copies it", bad=False)


def _answer(app: "Navigating", question: str) -> None:
    if not app.incident.seq:
        app.entering.say("an answer is a note, and no incident is open: /declare P0 TITLE", bad=False)
    else:
        app.offer(line_for(question), of_pane=True)


def _tick(app: "Navigating", seen: Seen, of: str, n: int) -> None:
    if app.incident.is_drill:
        app.entering.say("a drill ticks no list of the shift: it is no part of it", bad=False)
    else:
        app.offer(f"/{'untick' if (of, n) in ticks_now(app.scene, seen.playbook) else 'tick'} {of} {n}", of_pane=True)


def into(app: "Navigating") -> None:
    """From the list to its text."""
    seen = _seen(app)
    if seen is not None and seen.side == LIST:
        seen.side = TEXT
        _move(app, seen.block)


def back(app: "Navigating") -> None:
    """From the text to the list."""
    seen = _seen(app)
    if seen is not None and seen.side == TEXT:
        seen.side = LIST
        _move(app, seen.entry)


def find(app: "Navigating") -> None:
    app.offer("/find ")


def next(app: "Navigating") -> None:  # noqa: A001  the key's own name
    _hit(app, 1)


def previous(app: "Navigating") -> None:
    _hit(app, -1)


def _hit(app: "Navigating", step: int) -> None:
    seen = _seen(app)
    if seen is None:
        return
    if not seen.words:
        app.entering.say("nothing is looked for: / or /find WORDS", bad=False)
    elif not seen.hits:
        app.entering.say(f"nothing in the playbook has {' '.join(seen.words)}", bad=False)
    else:
        _to_hit(app, seen, step)


def _to_hit(app: "Navigating", seen: Seen, step: int) -> None:
    seen.next_hit(step)
    _move(app, seen.block)


def copy(app: "Navigating") -> None:
    """The command, template or link under the cursor as it is written; of anything else its words."""
    from warroom.tui.copying import copy_text

    seen = _seen(app)
    if seen is None:
        return
    if seen.side == LIST:
        app.entering.say("Enter first, then y on what is to be copied", bad=False)
        return
    block = seen.at
    copied, kind = block.copied or block.words.strip("\n"), block.kind if block.copied else "words"
    if kind == "template" and app.incident.seq:
        from warroom.report.filling import fill

        copied, blanks = fill(copied, app.incident, app.scene.now)
        kind = f"template with {plural(len(blanks), 'blank')} left" if blanks else "filled template"
    said, bad = copy_text(app, copied, kind)
    app.entering.say(said, bad=bad)


def suspect(app: "Navigating") -> None:
    """The scenario that is read is what it may be."""
    seen = _seen(app)
    if seen is None or seen.here.scenario is None:
        app.entering.say("a scenario can be suspected: choose one first", bad=False)
    elif not app.incident.seq:
        app.entering.say("no incident is open: /declare P0 TITLE", bad=False)
    else:
        app.offer(f"/suspect {' '.join(seen.here.title.split())}")


def _move(app: "Navigating", cursor: int) -> None:
    if app.board.pane is not None:
        app.board.pane.cursor = cursor


def _seen(app: "Navigating") -> Seen | None:
    """What the open pane remembers."""
    pane = app.board.pane
    return seen_in(app.scene, pane) if pane is not None and pane.name == "playbook" else None
