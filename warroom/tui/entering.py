"""What happens to an entered line: read, asked about, handed over, acknowledged or given back. No text is ever lost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.errors import WarroomError
from warroom.incident import intents as i
from warroom.incident.complete import complete
from warroom.incident.entry import Asked, Blank, Parsed, Tool, Unsure, Wrong, parse
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.moment import leading, parse_moment
from warroom.incident.words import MAX_TEXT
from warroom.journal.unrecorded import Unrecorded
from warroom.report.words import utc
from warroom.secrets import kinds, mask
from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.content import fit, spread, width_of
from warroom.tui.drafts import Drafts
from warroom.tui.look import Row
from warroom.tui.panels import reading as words
from warroom.tui.panels.timeline import Pending

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp


class Entering:
    """The flow of the entry line; the app owns it and repaints after every call."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self.pending: list[Pending] = []
        self.said: Row = ()
        self.question: Question | None = None
        self.journal_trouble = ""
        self.trouble_since: datetime | None = None
        self.typed_at = -60.0
        self._lasting = False
        self._leaving = False
        self._saved: tuple[int, datetime] | None = None
        self._choices: tuple[str, ...] = ()
        self._kept_text = ""
        self._in_file: tuple[str, set[str]] = ("", set())
        self.drafts = Drafts()
        self.as_typed = False

    def prepare(self) -> None:
        """Import what the first key would wait for; any thread may call it."""
        from warroom.incident import rules  # noqa: F401
        from warroom.secrets import finding  # noqa: F401

    # The row above the entry line.

    def reading(self, width: int) -> Row:
        """A question, the last answer, or what Enter will do; the acknowledgement at the right."""
        acknowledged = self._acknowledgement(short=width < 100)
        room = width - width_of(acknowledged) - 3
        if self.said:
            left = self.said
        elif self.question is not None:
            left = self.question.said
        elif self._app.board.focus_name:
            left = (
                (self._app.board.focus_name.replace("_", " "), "title"),
                (" has the keys, Esc goes back to the entry", "muted"),
            )
        else:
            line, as_typed = self._app.board.entry.value, self._app.board.entry.as_typed
            context = self._app.context()
            lobby = not self._app.incident.seq
            left = (
                *words.masking(line, as_typed=as_typed),
                *words.preview(line, self._read(line, as_typed=as_typed), context, self._app.me, width, lobby=lobby),
            )
        if self.said and width_of(left) >= room:
            # A refusal is read whole; what was saved before it can wait for a key.
            return fit(((" ", "text"), *left), width)
        return spread(fit(((" ", "text"), *left), room), (*acknowledged, (" ", "text")), width)

    def _acknowledgement(self, *, short: bool) -> Row:
        glyphs = self._app.look.glyphs
        waiting = [line for line in self.pending if line.reason]
        if self.journal_trouble or waiting:
            count = f" {len(waiting)}" if waiting else ""
            return ((f"{'✗' if glyphs else 'x'} NOT SAVED", "bad+b"), (count, "muted"))
        if self.pending:
            return (("= saving", "muted"),)
        if self._saved is None:
            return ()
        seq, at = self._saved
        return words.saved(seq, at, self._app.room_clock.now(), "✓" if glyphs else "+", short=short)

    def say(self, sentence: str, *, bad: bool) -> None:
        """A sentence that stays until the next key."""
        sign = ("✗ " if self._app.look.glyphs else "x ") if bad else ""
        self.said = ((f"{sign}{visible(sentence)}", "bad" if bad else "text"),)

    # Lines.

    def enter(self, text: str, *, split: bool = False, as_typed: bool = False) -> None:
        """Enter was pressed and the entry line is free; a line that is not taken comes back to it."""
        entry = self._app.board.entry
        self.said = ()
        self.drafts.entered(text)
        question = self.question
        if question is None or question.typed is None:
            self.as_typed = as_typed
        if question is not None and question.typed is not None:
            if question.typed(text):
                entry.remember(entry.value)
                self._close_question(give_back=False)
            else:
                entry.give_back(text)
        elif split and "\n" in text:
            context = self._app.context()
            whole = text if as_typed else mask(text)
            lines = [line.strip() for line in whole.split("\n") if line.strip()]
            found = [(line, *leading(line, context.now, context.zone)) for line in lines]
            self._send(text, *((i.Note(text=words.strip(), at=at), line) for line, at, words in found))
        else:
            self._take(text)

    def _read(self, line: str, *, as_typed: bool) -> Parsed:
        return parse(line if as_typed or len(line) > MAX_TEXT else mask(line), self._app.context())

    def _take(self, line: str) -> None:
        entry = self._app.board.entry
        match self._read(line, as_typed=self.as_typed):
            case Blank():
                return
            case Wrong(said=said):
                entry.give_back(line)
                self.say(said, bad=True)
            case Tool(verb=verb, words=rest):
                if self._tool(verb.name, rest, line):
                    entry.remember(line)
                else:
                    entry.give_back(line)
            case Unsure(meant=meant, corrected=corrected, note=note):
                entry.give_back(line)
                self._ask_meant(meant, corrected, note, line)
            case Asked(intent=intent):
                self._send(line, (intent, line))

    def _send(self, line: str, *asked: tuple[Intent, str]) -> None:
        """Hand over what an entered line became: intents, each with its own words."""
        app = self._app
        first = asked[0][0]
        if not app.incident.seq and not isinstance(first, i.Declare):
            app.board.entry.give_back(line)
            self.say("no incident is open: /declare P0 TITLE opens one; your text is kept", bad=True)
        elif not app.me:
            self._ask_name(line, lambda: self._send(line, *asked))
        elif (
            isinstance(first, i.Resolve)
            and first.fixed_at is None
            and app.incident.running
            and not app.incident.when("fixed")
        ):
            self._ask_fixed(first, line)
        else:
            app.board.entry.remember(line)
            for intent, words in asked:
                app.ask(intent, words)

    def sent(self, intent: Intent, line: str) -> None:
        """The line is on its way: the last row of the timeline, without a number."""
        at = intent.at or self._app.room_clock.now()
        self.pending.append(Pending(intent.id, line, at, self._app.me, self._app.stream, as_typed=intent.as_typed))
        self.show_pending()

    def heard(self, records: Sequence[Record]) -> None:
        """Records came in: a line of ours among them is not on its way any more."""
        arrived = {record.id for record in records}
        self.pending = [line for line in self.pending if line.id not in arrived]
        self.show_pending()

    def kept(self, intent: Intent, records: Sequence[Record]) -> None:
        """It is on disk."""
        self._drop(intent.id)
        self.well()
        if records:
            self._saved = (records[-1].seq, records[-1].noted_at)
        self.show_pending()
        if self._leaving and not self.pending:
            self.quit()

    def not_recorded(self, intent: Intent, reason: str, *, again: bool) -> None:
        """Refused: the text comes back. Not written: the row stays with its reason, and is tried again."""
        line = next((line for line in self.pending if line.id == intent.id), None)
        if again:
            self.trouble(reason, lasting=False)
            self.pending = [msgspec.structs.replace(p, reason=reason) if p.id == intent.id else p for p in self.pending]
        else:
            self._drop(intent.id)
            self.say(f"refused: {reason}", bad=True)
            if line is not None:
                after = "your text is kept" if self._back_to_entry(line.text) else "Up brings your text back"
                self.said = (*self.said, (f"  {after}", "muted"))
        self.show_pending()

    def _back_to_entry(self, line: str) -> bool:
        """Give a line back; an open question keeps the place it has."""
        entry = self._app.board.entry
        if self.question is None:
            return entry.give_back(line)
        entry.remember(line)
        return False

    def trouble(self, reason: str, *, lasting: bool) -> None:
        """The journal cannot be written or read; said on the ledge until it can."""
        self._lasting = self._lasting or lasting
        self.journal_trouble = self.journal_trouble or reason
        self.trouble_since = self.trouble_since or self._app.clock.now()

    def well(self, *, accepted: bool = False) -> None:
        """The journal answers again; damage stays said until what is there was accepted."""
        self._lasting = self._lasting and not accepted
        if not self._lasting:
            self.journal_trouble, self.trouble_since = "", None

    def _drop(self, intent_id: str) -> None:
        self.pending = [line for line in self.pending if line.id != intent_id]

    def show_pending(self) -> None:
        """The lines on their way stand at the end of the incident they were typed in."""
        here = [line for line in self.pending if line.stream == self._app.stream]
        self._app.board.timeline.show_pending(here)

    def found(self, left: Sequence[Unrecorded]) -> None:
        """Lines of an earlier run: Up brings them back, the newest first."""
        self.drafts.find(left)
        for draft in left:
            self._app.board.entry.remember(draft.text)
        count, was = ("a line", "was") if len(left) == 1 else (f"{len(left)} lines", "were")
        self.said = (
            (f"{count} of yours {was} never recorded ({utc(left[-1].at, self._app.clock.now())}): ", "soon"),
            ("Up", "title"),
            (" brings it back" if len(left) == 1 else " brings them back", "muted"),
        )

    def keep_drafts(self) -> None:
        """See to it that what is not recorded yet outlives this run; called once a second and at the end."""
        unwritten = [line for line in self.pending if line.id not in self._in_file[1]]
        kept = self.drafts.now(unwritten, self._app.clock.now())
        if kept is not None:
            self._app.keeper.keep_drafts(kept)

    # Tools.

    def _tool(self, name: str, rest: str, line: str) -> bool:
        """Do what is not a fact; False where the line is to come back."""
        match name:
            case "brief":
                self._app.action_brief()
            case "retry":
                if not self.pending:
                    self.say("nothing waits to be written", bad=False)
                self._app.keeper.retry()
            case "save-as":
                return self._save_as(rest)
            case "playbook":
                return self._reload(rest, line)
        return True

    def _save_as(self, name: str) -> bool:
        """What waits, as lines that `warroom note -` reads."""
        if not name:
            self.say("it goes: /save-as FILE", bad=True)
            return False
        if not self.pending:
            self.say("nothing waits to be written", bad=False)
            return True
        zone = self._app.context().zone
        lines = [f"{p.at:%Y-%m-%dT%H:%M:%SZ} {visible(leading(p.words, p.at, zone)[1])}\n" for p in self.pending]
        try:
            with Path(name).expanduser().open("x", encoding="utf-8") as file:
                file.writelines(lines)
        except (OSError, RuntimeError, ValueError) as error:
            self.say(f"{name}: {getattr(error, 'strerror', None) or error}", bad=True)
            return False
        self._in_file = (name, {p.id for p in self.pending})
        self.say(f"{len(lines)} written to {name}; warroom note - reads it", bad=False)
        return True

    def _reload(self, rest: str, line: str) -> bool:
        from warroom import wiring

        if rest != "reload":
            self.say("it goes: /playbook reload", bad=True)
            return False
        try:
            loaded = wiring.playbook(self._app.settings)
        except WarroomError as error:
            self.say(str(error), bad=True)
            return False
        self._send(line, (i.AdoptPlaybook(playbook=loaded.playbook, sha256=loaded.sha256), line))
        return True

    # Questions.

    def _open(self, question: Question, line: str = "") -> None:
        """Ask; `line` is what waits for a typed answer, and comes back where none is given."""
        self._lapse()
        self.said = ()
        self.question = question
        entry = self._app.board.entry
        entry.focus()
        entry.answers = question.keys
        if question.typed is not None:
            self._kept_text = line
            entry.placeholder = question.placeholder

    def _lapse(self) -> None:
        """Another question or an offered line takes the place of an open one."""
        if self.question is not None:
            self._close_question(give_back=True)

    def _close_question(self, *, give_back: bool) -> None:
        question, self.question = self.question, None
        self._leaving = False
        entry = self._app.board.entry
        entry.answers = {}
        entry.placeholder = ""
        if question is not None and question.typed is not None:
            entry.put(self._kept_text if give_back else "")
            self._kept_text = ""

    def escape(self) -> bool:
        """Esc: no to a question. False where there was none."""
        question = self.question
        if question is None:
            if self.said:
                self.said = ()
                return True
            return False
        self._close_question(give_back=question.escape is None)
        if question.escape is not None:
            question.escape()
        return True

    def answered(self, act: Callable[[], None] | None) -> None:
        """A key answered, or another key was pressed and the question lapses."""
        self._close_question(give_back=True)
        if act is not None:
            act()

    def _ask_meant(self, meant: str, corrected: str, note: Asked, line: str) -> None:
        def as_verb() -> None:
            self._clear(line)
            self._take(corrected)

        def as_note() -> None:
            self._clear(line)
            self._send(line, (note.intent, line))

        said: Row = (
            ("did you mean ", "text"),
            (f"/{meant}", "title"),
            ("?  ", "text"),
            ("y", "title"),
            (" yes   ", "muted"),
            ("n", "title"),
            (" it is a note   ", "muted"),
            ("Esc", "title"),
            (" back to the line", "muted"),
        )
        self._open(Question(said, keys={"y": as_verb, "n": as_note}))

    def _clear(self, line: str) -> None:
        """The line is taken after all; what was typed on stays."""
        entry = self._app.board.entry
        if entry.value == line:
            entry.put("")

    def _ask_name(self, line: str, then: Callable[[], None]) -> None:
        def named(text: str) -> bool:
            from warroom.incident.rules import name_of

            try:
                self._app.me = name_of(text)
            except WarroomError as error:
                self.say(str(error), bad=True)
                return False
            self._app.keeper.remember_name(self._app.me)
            self._app.call_later(then)
            return True

        said: Row = (
            ("who are you? ", "soon+b"),
            ("the record needs a name, once in this terminal; your line is kept", "muted"),
        )
        self._open(Question(said, typed=named, placeholder="your name, such as anna"), line)

    def _ask_fixed(self, intent: i.Resolve, line: str) -> None:
        def go(fixed_at: datetime | None) -> None:
            self._app.board.entry.remember(line)
            self._app.ask(i.Resolve(at=intent.at, fixed_at=fixed_at), line)

        def timed(text: str) -> bool:
            context = self._app.context()
            if text.strip().lower() in ("n", "no"):
                self._app.call_later(self._app.board.entry.put, line)
                return True
            found = parse_moment(text, context.now, context.zone) if text.strip() else intent.at or context.now
            if found is None:
                self.say("no time such as -10m or 14:32; n does not resolve", bad=True)
                return False
            self._app.call_later(go, found)
            return True

        said: Row = (
            ("when was it fixed? ", "soon+b"),
            ("-10m or 14:32, Enter: now, Esc: leave it missing, n: do not resolve", "muted"),
        )
        self._open(Question(said, typed=timed, escape=lambda: go(None), placeholder="now"), line)

    def quit(self) -> None:
        """Leave, after a question when something would be lost."""
        self._lapse()
        half = self._app.board.entry.value.strip()
        if self.pending:
            said: Row = (
                (f"{len(self.pending)} not saved. ", "bad+b"),
                *self._their_fate(),
                (", any other key stays", "muted"),
            )
        elif half:
            said = (
                ("a line is half typed. ", "soon+b"),
                ("y", "title"),
                (" quits without it, any other key stays", "muted"),
            )
        else:
            self._give_up()
            return
        self._open(Question(said, keys={"y": self._give_up}))
        self._leaving = bool(self.pending)

    def _give_up(self) -> None:
        self.drafts.give_up()
        self._app.exit(0)

    def _their_fate(self) -> Row:
        name, kept = self._in_file
        if all(line.id in kept for line in self.pending):
            return ((f"They are in {visible(name)}. ", "muted"), ("y", "title"), (" quits", "muted"))
        return (
            ("/save-as FILE keeps them. ", "muted"),
            ("y", "title"),
            (" quits, the next start offers them", "muted"),
        )

    # Helping to type.

    def turn_as_typed(self) -> None:
        """Record what looks like a secret as it stands, or mask it after all; said before Enter."""
        entry = self._app.board.entry
        if not entry.as_typed and not kinds(entry.value):
            self.say("nothing here looks like a secret: it is recorded as typed", bad=False)
            return
        self.said = ()
        entry.as_typed = not entry.as_typed
        entry.refresh()

    def complete(self) -> bool:
        """Take the first visible completion; a second Tab the next one. False where there is none."""
        entry = self._app.board.entry
        self.said = ()
        if self._choices and entry.value in self._choices:
            place = self._choices.index(entry.value)
            entry.put(self._choices[(place + 1) % len(self._choices)])
            return True
        self._choices = complete(entry.value, self._app.context())
        if not self._choices:
            return False
        entry.put(self._choices[0])
        return True

    def offer(self, line: str) -> None:
        """Put a line where Enter does it; what stood there can be brought back with Up."""
        self._lapse()
        self.said = ()
        entry = self._app.board.entry
        entry.remember(entry.value)
        entry.put(line)
        entry.focus()
