"""The one registry of keys: bindings, footer, help, settings and README are made from it.

A key of a panel or pane acts by its id: "checks.pause" is the function `pause` of `acts/checks.py`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from warroom.errors import BadInput
from warroom.located import did_you_mean, nearest, quoted

EVERYWHERE = "everywhere"
ENTRY = "in the entry"
LIST = "in a panel"
SCOPES = {
    "checks": "in checks",
    "check": "in one check",
    "host": "in host",
    "clocks": "in clocks",
    "timeline": "in the timeline",
    "suspects": "in suspects",
    "doing": "in doing",
    "told": "in users were told",
    "ladder": "in escalation",
    "open": "in the lobby",
    "after": "in the lobby",
    "past": "in the lobby",
    "people": "in people",
    "checklist": "in the checklist",
    "all_clocks": "in all clocks",
    "gate": "in the gate",
    "declare": "in the questions before declaring",
    "playbook": "in the playbook",
    "handover": "in hand-over",
    "runbook": "in the runbook",
    "update": "in the update",
    "search": "in what was found",
    "similar": "in similar incidents",
    "review": "in the review",
    "section": "in a section",
    "replay": "in a replay",
}
"""Where the keys of a panel or pane hold, by the first word of their ids."""


class Key(NamedTuple):
    """An id that stays, Textual's names of the key, how it is shown, what it does; `action` for those that are
    neither the entry line's own nor a panel's."""

    id: str
    key: str
    shown: str
    help: str
    where: str = EVERYWHERE
    action: str = ""
    footer: str = ""


KEYS: tuple[Key, ...] = (
    Key("help", "f1", "F1", "help", action="help", footer="help"),
    Key("palette", "ctrl+p", "^P", "palette: verbs, themes", action="command_palette", footer="palette"),
    Key("quit", "ctrl+q", "^Q", "quit; the record stays", action="quit_warroom", footer="quit"),
    Key("update", "f2,alt+u", "F2", "update: write to users", action="update", footer="update"),
    Key("runbook", "f3,alt+r", "F3", "runbook: run its steps", action="runbook", footer="runbook"),
    Key("people", "f4", "F4", "people: who holds what", action="people", footer="people"),
    Key("handover", "f5,alt+h", "F5", "hand over: a role, the shift", action="handover", footer="hand over"),
    Key("review", "f6,alt+v", "F6", "review: look back, and away", action="review", footer="review"),
    Key("lobby", "f7", "F7", "lobby, and back", action="lobby", footer="lobby"),
    Key("brief", "f8", "F8", "brief: six lines", action="brief", footer="brief"),
    Key("replay", "f9", "F9", "replay: as it was; and back", action="replay", footer="replay"),
    Key("playbook", "f10,alt+p", "F10", "playbook: read and find", action="playbook", footer="playbook"),
    Key("card", "ctrl+t", "^T", "drill: what you may do", action="card"),
    Key("panels", "tab", "Tab", "complete, else next panel", action="next_panel", footer="panels"),
    Key("panels.back", "shift+tab", "S-Tab", "the panel before", action="previous_panel"),
    Key("leave", "escape", "Esc", "back to the entry line", action="leave"),
    Key("bell", "alt+b", "M-b", "sound off, or on", action="bell_switch"),
    Key("page.up", "pageup", "PgUp", "older lines", action="page(-1)"),
    Key("page.down", "pagedown", "PgDn", "newer lines", action="page(1)"),
    Key("entry.older", "up", "Up", "a line typed before", ENTRY),
    Key("entry.newer", "down", "Down", "a line typed after it", ENTRY),
    Key("entry.clear", "ctrl+u", "^U", "clear the line", ENTRY),
    Key("entry.split", "f12", "F12", "each pasted line a note", ENTRY),
    Key("entry.as_typed", "ctrl+o", "^O", "record a secret as typed", ENTRY),
    Key("entry.ask", "ctrl+c", "^C", "says how to quit", ENTRY),
    Key("list.down", "j,down", "j", "down (or arrow)", LIST, "cursor(1)"),
    Key("list.up", "k,up", "k", "up (or arrow)", LIST, "cursor(-1)"),
    Key("list.first", "g,home", "g", "first", LIST, "cursor(-9999999)"),
    Key("list.last", "G,end", "G", "last", LIST, "cursor(9999999)"),
    Key("list.tab", "1,2,3,4,5,6,7", "1 to 7", "that tab or panel", LIST, "tab"),
    Key("panels.only", "z", "z", "this panel alone, and back", LIST, "only"),
    Key("panels.hide", "-", "-", "hide this panel", LIST, "hide"),
    Key("panels.all", "=", "=", "all panels, as made", LIST, "all"),
    Key("panels.wider", ">", ">", "wider", LIST, "widen(4)"),
    Key("panels.narrower", "<", "<", "narrower", LIST, "widen(-4)"),
    Key("panels.taller", "]", "]", "upper panels taller", LIST, "heighten(1)"),
    Key("panels.lower", "[", "[", "upper panels lower", LIST, "heighten(-1)"),
    Key("checks.open", "enter", "Enter", "detail of the check", SCOPES["checks"]),
    Key("checks.pause", "p", "p", "pause it, or ask again", SCOPES["checks"]),
    Key("checks.ask", "r", "r", "ask the check now", SCOPES["checks"]),
    Key("check.ask", "r", "r", "ask it now", SCOPES["check"]),
    Key("check.pause", "p", "p", "pause it, or ask again", SCOPES["check"]),
    Key("host.open", "enter", "Enter", "the machine in full", SCOPES["host"]),
    Key("host.order", "m", "m", "processes by memory, CPU", SCOPES["host"]),
    Key("clocks.act", "enter", "Enter", "what meets the clock", SCOPES["clocks"]),
    Key("clocks.checklist", "c", "c", "the whole checklist", SCOPES["clocks"]),
    Key("clocks.every", "a", "a", "all clocks in full", SCOPES["clocks"]),
    Key("timeline.open", "enter", "Enter", "the line in full", SCOPES["timeline"]),
    Key("timeline.find", "/", "/", "find words or a time", SCOPES["timeline"]),
    Key("timeline.next", "n", "n", "the next found", SCOPES["timeline"]),
    Key("timeline.previous", "N", "N", "the one before", SCOPES["timeline"]),
    Key("timeline.filter", "f", "f", "list only some: /filter", SCOPES["timeline"]),
    Key("timeline.only", "o", "o", "only this kind, or all", SCOPES["timeline"]),
    Key("timeline.amend", "a", "a", "new words: /amend", SCOPES["timeline"]),
    Key("timeline.strike", "s", "s", "strike, or take back", SCOPES["timeline"]),
    Key("timeline.pin", "p", "p", "pin: /pin", SCOPES["timeline"]),
    Key("timeline.mark", "v", "v", "mark several lines", SCOPES["timeline"]),
    Key("timeline.copy", "y", "y", "copy the line or lines", SCOPES["timeline"]),
    Key("suspects.rule_out", "x", "x", "it was not that: /rule-out", SCOPES["suspects"]),
    Key("suspects.cause", "c", "c", "it was that: /cause", SCOPES["suspects"]),
    Key("suspects.similar", "s", "s", "past ones like this", SCOPES["suspects"]),
    Key("doing.done", "enter", "Enter", "done: /done", SCOPES["doing"]),
    Key("doing.extend", "e", "e", "more time: /extend", SCOPES["doing"]),
    Key("doing.take", "t", "t", "mine now: /take", SCOPES["doing"]),
    Key("doing.copy", "y", "y", "copy it as an issue", SCOPES["doing"]),
    Key("ladder.called", "enter", "Enter", "called: /escalate", SCOPES["ladder"]),
    Key("told.update", "enter", "Enter", "write an update", SCOPES["told"]),
    Key("open.enter", "enter", "Enter", "go into the room", SCOPES["open"]),
    Key("open.brief", "b", "b", "its brief: six lines", SCOPES["open"]),
    Key("open.declare", "d", "d", "declare: how bad is it?", SCOPES["open"]),
    Key("open.find", "/", "/", "find in all incidents", SCOPES["open"]),
    Key("after.enter", "enter", "Enter", "go to what is left", SCOPES["after"]),
    Key("after.find", "/", "/", "find in all incidents", SCOPES["after"]),
    Key("after.copy", "y", "y", "copy it as an issue", SCOPES["after"]),
    Key("past.enter", "enter", "Enter", "look at the past one", SCOPES["past"]),
    Key("past.find", "/", "/", "find in all incidents", SCOPES["past"]),
    Key("search.enter", "enter", "Enter", "go to that line", SCOPES["search"]),
    Key("search.find", "/", "/", "other words", SCOPES["search"]),
    Key("similar.enter", "enter", "Enter", "its record, at its fix", SCOPES["similar"]),
    Key("people.assign", "enter", "Enter", "give the role: 1 to 9", SCOPES["people"]),
    Key("people.me", "m", "m", "the role is mine", SCOPES["people"]),
    Key("people.empty", "x", "x", "nobody has the role", SCOPES["people"]),
    Key("people.hand_over", "h", "h", "hand the role over", SCOPES["people"]),
    Key("checklist.act", "enter", "Enter", "tick, or untick", SCOPES["checklist"]),
    Key("checklist.skip", "s", "s", "waive: /skip", SCOPES["checklist"]),
    Key("all_clocks.act", "enter", "Enter", "what meets the clock", SCOPES["all_clocks"]),
    Key("all_clocks.snooze", "s", "s", "quiet for a while: /snooze", SCOPES["all_clocks"]),
    Key("gate.confirm", "enter,space", "Enter", "it holds; else what does it", SCOPES["gate"]),
    Key("gate.anyway", "a", "a", "go on anyway, with a why", SCOPES["gate"]),
    Key("declare.take", "enter", "Enter", "this severity", SCOPES["declare"]),
    Key("declare.yes", "y", "y", "yes: this severity", SCOPES["declare"]),
    Key("declare.no", "n", "n", "no: the next one", SCOPES["declare"]),
    Key("declare.unsure", "u", "u", "unsure: the higher", SCOPES["declare"]),
    Key("playbook.open", "enter", "Enter", "its text; answer, tick", SCOPES["playbook"]),
    Key("playbook.into", "l,right", "l", "to the text (or arrow)", SCOPES["playbook"]),
    Key("playbook.back", "h,left", "h", "to the list (or arrow)", SCOPES["playbook"]),
    Key("playbook.find", "/", "/", "find words in all of it", SCOPES["playbook"]),
    Key("playbook.next", "n", "n", "the next found", SCOPES["playbook"]),
    Key("playbook.previous", "N", "N", "the one before", SCOPES["playbook"]),
    Key("playbook.copy", "y", "y", "copy a command, words", SCOPES["playbook"]),
    Key("playbook.suspect", "s", "s", "it may be this: /suspect", SCOPES["playbook"]),
    Key("handover.act", "enter", "Enter", "offer, take; tick", SCOPES["handover"]),
    Key("handover.accept", "a", "a", "take it: /accept", SCOPES["handover"]),
    Key("handover.decline", "d", "d", "not me: /decline", SCOPES["handover"]),
    Key("handover.withdraw", "w", "w", "take it back: /withdraw", SCOPES["handover"]),
    Key("handover.role", "r", "r", "another role", SCOPES["handover"]),
    Key("handover.copy", "y", "y", "copy the brief", SCOPES["handover"]),
    Key("update.open", "enter", "Enter", "to that place; answer it", SCOPES["update"]),
    Key("update.write", "e", "e", "write", SCOPES["update"]),
    Key("update.undo", "ctrl+z", "^Z", "undo what was typed", SCOPES["update"]),
    Key("update.redo", "ctrl+y", "^Y", "redo it", SCOPES["update"]),
    Key("update.channel", "alt+c,c", "M-c", "the next channel (or c)", SCOPES["update"]),
    Key("update.status", "alt+s,s", "M-s", "the next status (or s)", SCOPES["update"]),
    Key("update.template", "t", "t", "the playbook's words anew", SCOPES["update"]),
    Key("update.approve", "a", "a", "it may go out: /approve", SCOPES["update"]),
    Key("update.send", "x", "x", "it goes out: /send", SCOPES["update"]),
    Key("update.copy", "y", "y", "copy it, then say if it went", SCOPES["update"]),
    Key("update.resend", "r", "r", "unsent: again, /resend", SCOPES["update"]),
    Key("update.went", "w", "w", "unsent: it did go, /went", SCOPES["update"]),
    Key("update.drop", "d", "d", "not sent: /discard", SCOPES["update"]),
    Key("runbook.open", "enter", "Enter", "its steps; run, tick one", SCOPES["runbook"]),
    Key("runbook.into", "l,right", "l", "to steps, output (or arrow)", SCOPES["runbook"]),
    Key("runbook.back", "h,left", "h", "to steps, list (or arrow)", SCOPES["runbook"]),
    Key("runbook.fill", "e", "e", "fill in placeholders", SCOPES["runbook"]),
    Key("runbook.skip", "s", "s", "skip the step, with a why", SCOPES["runbook"]),
    Key("runbook.copy", "c", "c", "copy the command, words", SCOPES["runbook"]),
    Key("runbook.shell", "!", "!", "run it in your own shell", SCOPES["runbook"]),
    Key("runbook.output", "o", "o", "the output, and back", SCOPES["runbook"]),
    Key("runbook.stop", "ctrl+c", "^C", "stop what is running", SCOPES["runbook"]),
    Key("runbook.pin", "p", "p", "pin a line of output", SCOPES["runbook"]),
    Key("runbook.find", "/", "/", "find words in the output", SCOPES["runbook"]),
    Key("runbook.next", "n", "n", "the next found", SCOPES["runbook"]),
    Key("runbook.previous", "N", "N", "the one before", SCOPES["runbook"]),
    Key("review.open", "enter", "Enter", "what is there, in full", SCOPES["review"]),
    Key("review.later", "l,right", "l", "later (or arrow)", SCOPES["review"]),
    Key("review.earlier", "h,left", "h", "earlier (or arrow)", SCOPES["review"]),
    Key("review.closer", "+", "+", "closer", SCOPES["review"]),
    Key("review.wider", "-", "-", "wider", SCOPES["review"]),
    Key("review.whole", "0", "0", "all of the time", SCOPES["review"]),
    Key("review.next", "n", "n", "the next milestone", SCOPES["review"]),
    Key("review.previous", "N", "N", "the one before", SCOPES["review"]),
    Key("review.write", "e", "e", "write the section yourself", SCOPES["review"]),
    Key("review.export", "x", "x", "export into a new file", SCOPES["review"]),
    Key("review.verify", "v", "v", "walk the chain, hash outputs", SCOPES["review"]),
    Key("review.replay", "r", "r", "replay it as it was", SCOPES["review"]),
    Key("review.clocks", "c", "c", "all clocks in full", SCOPES["review"]),
    Key("review.copy", "y", "y", "copy a summary", SCOPES["review"]),
    Key("section.write", "e", "e", "write it here", SCOPES["section"]),
    Key("section.record", "ctrl+s", "^S", "record what is written", SCOPES["section"]),
    Key("section.editor", "alt+e,!", "M-e", "write it in $EDITOR (or !)", SCOPES["section"]),
    Key("section.copy", "y", "y", "copy it", SCOPES["section"]),
    Key("replay.pause", "space", "Space", "stand, or go on", SCOPES["replay"]),
    Key("replay.forward", "l,right", "l", "one record on (or arrow)", SCOPES["replay"]),
    Key("replay.back", "h,left", "h", "one record back", SCOPES["replay"]),
    Key("replay.entry", "e", "e", "next line somebody wrote", SCOPES["replay"]),
    Key("replay.entry_before", "E", "E", "the one before", SCOPES["replay"]),
    Key("replay.milestone", "n", "n", "the next milestone", SCOPES["replay"]),
    Key("replay.milestone_before", "N", "N", "the one before", SCOPES["replay"]),
    Key("replay.faster", "]", "]", "faster, to x600", SCOPES["replay"]),
    Key("replay.slower", "[", "[", "slower, to x1", SCOPES["replay"]),
    Key("replay.start", "g,home", "g", "the first record", SCOPES["replay"]),
    Key("replay.end", "G,end", "G", "the last record", SCOPES["replay"]),
    Key("replay.skip", "s", "s", "skip the silence", SCOPES["replay"]),
    Key("replay.where", "/,:", "/", "to a time, #128, fixed", SCOPES["replay"]),
)


ROOM = ("update", "people", "brief")
"""What the footer names only in a room: there is nothing to show in the lobby."""
FIXED = ("list.tab",)
_WITH = {"ctrl": "^", "alt": "M-", "shift": "S-"}
_WORDS = {
    "tab": "Tab",
    "enter": "Enter",
    "escape": "Esc",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "home": "Home",
    "end": "End",
    "insert": "Ins",
    "delete": "Del",
    "backspace": "Bksp",
    "space": "Space",
}
_NAMED = (*_WORDS, *(f"f{n}" for n in range(1, 25)))
_SAME_AS = {"m": "Enter", "j": "Enter", "i": "Tab", "h": "Backspace"}
_TYPING = ("enter", "left", "right", "home", "end", "delete", "backspace", "space")


def footer_keys(keys: Iterable[Key], view: str = "room") -> list[Key]:
    """What the footer names in the room or the lobby, in order."""
    return [key for key in keys if key.footer and (view == "room" or key.id not in ROOM)]


def opens(panel: str) -> Key | None:
    """What a second click does in this panel or pane: the same as Enter, unless that was given to another."""
    return next((key for key in KEYS if key.id.startswith(f"{panel}.") and key.key == "enter"), None)


def shown(key: str) -> str:
    """How people see the first of these keys written: ^P, F1, S-Tab, M-x."""
    name = key.split(",")[0] if key != "," else key
    *with_, last = name.split("+") if name != "+" else [name]
    word = _WORDS.get(last, last.upper() if len(last) > 1 or "ctrl" in with_ else last)
    return "".join(_WITH[held] for held in with_) + word


def with_changes(changes: Sequence[tuple[str, str, str]]) -> tuple[Key, ...]:
    """The registry with other keys: `changes` are id, key, and where that is written.

    Raises BadInput for an id nobody has, a key that is none or cannot be used there, and two that clash.
    """
    found = {key.id: key for key in KEYS}
    for id_, said, where in changes:
        if id_ not in found:
            raise BadInput(f"{where}: no key is called {quoted(id_)}{did_you_mean(id_, found)}")
        if id_ in FIXED:
            raise BadInput(f"{where}: this key cannot be changed")
        found[id_] = _changed(found[id_], said, where)
    keys = tuple(found.values())
    for id_, said, where in changes:
        if other := next((key for key in keys if clash(found[id_], key)), None):
            raise BadInput(f"{where}: {quoted(said)} is {other.id} already ({other.help}): change that one too")
    return keys


def _changed(key: Key, said: str, where: str) -> Key:
    name = said if len(said) == 1 else said.lower().replace("^", "ctrl+").replace("m-", "alt+").replace("s-", "shift+")
    *with_, last = [name] if len(name) == 1 else name.split("+")
    known = last in _NAMED or (len(last) == 1 and last.isascii() and last.isprintable() and last not in ", ")
    if not known or not set(with_) <= set(_WITH) or len(set(with_)) != len(with_):
        near = nearest(last, _NAMED)
        more = f", did you mean {quoted(near)}?" if near else "; write it like f5, ctrl+t, alt+t, shift+f5 or a letter"
        raise BadInput(f"{where}: {quoted(said)} is no key{more}")
    if with_ == ["ctrl"] and last in _SAME_AS:
        raise BadInput(f"{where}: a terminal sends {quoted(said)} as {_SAME_AS[last]}: take another")
    if (with_ == ["ctrl"] and not (last.isalpha() or last in _NAMED)) or (with_ == ["shift"] and len(last) == 1):
        raise BadInput(f"{where}: no terminal sends {quoted(said)}: write a capital letter, or take another")
    plain = not with_ or with_ == ["shift"]
    if key.where in (EVERYWHERE, ENTRY) and plain and (len(last) == 1 or last in _TYPING):
        raise BadInput(f"{where}: {quoted(said)} is needed for typing: take a function key, or one with ctrl or alt")
    return key._replace(key=name, shown=shown(name))


def _arranges(key: Key) -> bool:
    return key.where == LIST and key.id.startswith("panels.")


def clash(one: Key, other: Key) -> bool:
    """Whether one press could mean both: they hold in the same place, or one of them everywhere."""
    if one.id == other.id or not set(one.key.split(",")) & set(other.key.split(",")):
        return False
    if SCOPES["replay"] in (one.where, other.where) and EVERYWHERE not in (one.where, other.where):
        # While there is one, the keys of all else are its.
        return one.where == other.where
    if SCOPES["review"] in (one.where, other.where) and (_arranges(one) or _arranges(other)):
        # It has boxes of its own, which stand as they are.
        return False
    panels = [key for key in (one, other) if key.where not in (EVERYWHERE, ENTRY, LIST)]
    if len(panels) == 2:
        return one.id.partition(".")[0] == other.id.partition(".")[0]
    return one.where == other.where or EVERYWHERE in (one.where, other.where) or ENTRY not in (one.where, other.where)
