"""What happens to an entered line: read, asked about, handed over, acknowledged or given back. No text is ever lost."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from warroom.errors import Refused, WarroomError
from warroom.incident import intents as i
from warroom.incident.complete import Completion, complete
from warroom.incident.entry import Asked, Blank, Parsed, Tool, Unsure, Wrong, parse
from warroom.incident.facts import Record
from warroom.incident.intents import Intent
from warroom.incident.moment import leading, parse_moment
from warroom.incident.state import changed
from warroom.incident.words import MAX_TEXT
from warroom.journal.ids import is_first
from warroom.journal.unrecorded import Unrecorded
from warroom.report.matching import KINDS
from warroom.report.words import utc
from warroom.secrets import kinds, mask
from warroom.text import visible
from warroom.tui import gating, questions
from warroom.tui.asking import Question
from warroom.tui.content import fit, spread, width_of
from warroom.tui.drafts import Drafts
from warroom.tui.look import Row
from warroom.tui.panels import reading as words
from warroom.tui.questions import Questions
from warroom.tui.tools import Tools
from warroom.tui.underway import Underway

if TYPE_CHECKING:
    from warroom.report.offers import Offered
    from warroom.tui.app import WarroomApp

OF_SHIFT = (i.OfferShift, i.AcceptShift, i.DeclineShift, i.WithdrawShift)
NARROW = 60
"""Cells below which the last acknowledgement gives way to what is typed."""
BEFORE_WORDS = 256
"""More than the time and the verb before a line's words take."""


class Entering(Underway):
    """The flow of the entry line; the app owns it and repaints after every call."""

    def __init__(self, app: "WarroomApp") -> None:
        super().__init__(app)
        self.said: Row = ()
        self.typed_at = -60.0
        self.drafts = Drafts()
        self.as_typed = False
        self._questions = Questions(lambda: app.board.entry)
        self._tools = Tools(app, self)
        self._leaving: Question | None = None
        self._offered: tuple[Completion, ...] = ()
        self._put = ""
        self._of_pane = ""

    def prepare(self) -> None:
        """Import what the first key would wait for; any thread may call it."""
        from warroom.incident import rules  # noqa: F401  imported for later
        from warroom.secrets import finding  # noqa: F401  same
        from warroom.tui.panels import editor  # noqa: F401  same
        from warroom.tui.panes.update import texts  # noqa: F401  same

    # The row above the entry line.

    def reading(self, width: int) -> Row:
        """A question, the last answer, or what Enter will do; the acknowledgement at the right."""
        if self._app.replaying.on:
            return self._app.replaying.reading(width)
        acknowledged = self.acknowledgement(short=width < 100)
        if width < NARROW and not (self.pending or self.journal_trouble) and self._app.board.entry.value:
            # There is room for one of them: what Enter will do.
            acknowledged = ()
        room = width - width_of(acknowledged) - 3
        focus = self._app.board.focus_name
        if self.said:
            left = self.said
        elif self._questions.open is not None:
            left = self._questions.open.asks
        elif told := self._app.composing.says() or self._app.reviewing.says():
            left = told
        elif focus:
            left = ((focus.replace("_", " "), "title"), (" has the keys, Esc goes back to the entry", "muted"))
        else:
            left = self._preview(room - 1)
        if self.said and width_of(left) >= room:
            # A refusal is read whole; what was saved before it can wait for a key.
            return fit(((" ", "text"), *left), width)
        return spread(fit(((" ", "text"), *left), room), (*acknowledged, (" ", "text")), width)

    def _preview(self, width: int) -> Row:
        entry = self._app.board.entry
        line, as_typed, secret = entry.value, entry.as_typed, bool(entry.secrets)
        if refused := _too_long(line):
            return (("would be refused: ", "soon"), (refused, "text"))
        lobby = not self._app.incident.seq
        if not line and (offered := self._offered_now()):
            from warroom.tui.panels import offering

            return offering.row(offered, words.HINTS, width)
        if not line:
            return words.preview(line, Blank(), self._app.context(whole=False), self._app.me, width, lobby=lobby)
        masking = words.masking(line, as_typed=as_typed) if secret else ()
        parsed = self._read(line, as_typed=as_typed or not secret)
        if isinstance(parsed, Tool) and parsed.verb.name == "find" and self._reads_playbook:
            from warroom.tui.acts.playbook import how_often

            said = how_often(self._app, parsed.words)
            return (("will ", "muted"), ("find in the playbook", "title"), (f": {said}", "muted"))
        width -= width_of(masking)
        options = self.completions()
        return (
            *masking,
            *words.preview(line, parsed, self._app.context(), self._app.me, width, options, lobby=lobby),
        )

    def say(self, sentence: str, *, bad: bool) -> None:
        """A sentence that stays until the next key."""
        sign = ("✗ " if self._app.look.glyphs else "x ") if bad else ""
        self.said = ((f"{sign}{visible(sentence)}", "bad" if bad else "text"),)

    def say_in_lobby(self, sentence: str) -> None:
        """The same for what concerns the next incident alone, unless something is being said already."""
        if not self._app.incident.seq and not self.said:
            self.say(sentence, bad=True)
            self._app.repaint()

    def say_in_passing(self, sentence: str) -> None:
        """What is worth a sentence, unless something is being said already."""
        if not self.said:
            self.say(sentence, bad=False)

    # Lines.

    def enter(self, text: str, *, split: bool = False, as_typed: bool = False) -> None:
        """Enter was pressed and the entry line is free; a line that is not taken comes back to it."""
        announced = not self.said and self._questions.open is None
        self.said = ()
        self.drafts.entered(text)
        if self._questions.typed:
            self._questions.take(text)
            return
        self.as_typed = as_typed
        if not text and announced:
            self._open_offered()
        if split and "\n" in text:
            context = self._app.context()
            whole = text if as_typed else mask(text)
            lines = [line.strip() for line in whole.split("\n") if line.strip()]
            found = [(line, *leading(line, context.now, context.zone)) for line in lines]
            self.send(text, *((i.Note(text=words.strip(), at=at), line) for line, at, words in found))
        else:
            self._take(text)

    def _read(self, line: str, *, as_typed: bool) -> Parsed:
        return parse(line if as_typed or len(line) > MAX_TEXT else mask(line), self._app.context())

    def _take(self, line: str) -> None:
        entry = self._app.board.entry
        if refused := _too_long(line):
            self._refuse(refused, line)
            return
        match self._read(line, as_typed=self.as_typed):
            case Blank():
                return
            case Wrong(said=said):
                entry.give_back(line)
                self.say(said, bad=True)
            case Tool(verb=verb, words=rest):
                if self._tools.do(verb.name, rest, line):
                    entry.remember(line)
                else:
                    entry.give_back(line)
            case Unsure(meant=meant, corrected=corrected, note=note):
                entry.give_back(line)
                self._ask_verb(meant, corrected, note, line)
            case Asked(intent=i.Declare()) if self._app.ask_how_bad(line):
                entry.give_back(line)
            case Asked(intent=intent):
                if (held := self._app.composing.hold(intent, line)) is not None:
                    self.send(line, (held, line))

    def send(self, line: str, *asked: tuple[Intent, str]) -> None:
        """Hand over what an entered line became: intents, each with its own words."""
        app = self._app
        if app.replaying.refuses():
            return
        first = asked[0][0]
        if isinstance(end := gating.as_end(app.incident, first), i.Resolve | i.Close):
            first, asked = end, ((end, line),)
        if not app.incident.seq and not isinstance(first, (i.Declare, *i.ON_DUTY)):
            app.board.entry.give_back(line)
            self.say("no incident is open: /declare P0 TITLE opens one; your text is kept", bad=True)
        elif not app.me:
            self._ask_name(line, lambda: self.send(line, *asked))
        elif (
            isinstance(first, i.Resolve)
            and first.fixed_at is None
            and app.incident.running
            and not app.incident.when("fixed")
        ):
            self._ask_fixed(first, line)
        elif gating.asks(app, first, line):
            pass
        else:
            app.board.entry.remember(line)
            for intent, words in asked:
                app.ask(intent, words)
            self._back_to_pane(line)

    def _back_to_pane(self, line: str) -> None:
        of_pane, self._of_pane = self._of_pane, ""
        if of_pane and line.strip().startswith(of_pane) and self._app.board.pane is not None:
            self._app.board.focus_panel("pane")

    def kept(self, intent: Intent, records: Sequence[Record]) -> None:
        """It is on disk."""
        super().kept(intent, records)
        if isinstance(intent, i.TickList):
            self.say_in_passing(f"{'ticked' if intent.on else 'unticked'}: {intent.list_} {intent.item} {intent.text}")
        elif isinstance(intent, OF_SHIFT) and records:
            from warroom.report.lines import describe

            self.say_in_passing(describe(records[-1], self._app.incident, self._app.clock.now()).text)
        if not self.pending and self._leaving is not None and self._leaving is self._questions.open:
            self.quit()

    def not_recorded(self, intent: Intent, reason: str, *, again: bool) -> None:
        """Refused: the text comes back. Not written: the row stays with its reason, and is tried again."""
        if again:
            self.waits(intent, reason)
        else:
            self._refuse(reason, self.refused(intent))

    def _refuse(self, reason: str, line: str) -> None:
        self.say(f"refused: {reason}", bad=True)
        if line:
            after = "your text is kept" if self._back_to_entry(line) else "Up brings your text back"
            self.said = (*self.said, (f"  {after}", "muted"))

    def _back_to_entry(self, line: str) -> bool:
        """Give a line back; an open question keeps the place it has."""
        entry = self._app.board.entry
        if self._questions.open is None:
            return entry.give_back(line)
        entry.remember(line)
        return False

    def found(self, left: Sequence[Unrecorded]) -> None:
        """Lines of an earlier run: Up brings them back, the newest first."""
        self.drafts.find(left)
        for draft in left:
            self._app.board.entry.remember(draft.text)
        if self._app.size.width < NARROW:
            self.said = (("Up", "title"), (f" has your {'line' if len(left) == 1 else 'lines'} never recorded", "soon"))
            return
        count, was = ("a line", "was") if len(left) == 1 else (f"{len(left)} lines", "were")
        self.said = (
            (f"{count} of yours {was} never recorded ({utc(left[-1].at, self._app.clock.now())}): ", "soon"),
            ("Up", "title"),
            (" brings it back" if len(left) == 1 else " brings them back", "muted"),
        )

    def recall(self, records: Sequence[Record]) -> None:
        """Own lines among these, of whichever run: Up brings them back."""
        from warroom.report.entered import line_of

        me = self._app.me.casefold()
        lines = [line_of(record) for record in records if record.by.casefold() == me and is_first(record.id)]
        newest_first = dict.fromkeys(line for line in reversed(lines) if line.strip())
        self._app.board.entry.recall(list(reversed(newest_first)))

    def keep_drafts(self) -> None:
        """See to it that what is not recorded yet outlives this run; called once a second and at the end."""
        unwritten = [line for line in self.pending if not self._tools.has(line)]
        kept = self.drafts.now(unwritten, self._app.clock.now(), last=not self._app.is_running)
        if kept is not None:
            self._app.keeper.keep_drafts(kept)

    # Questions.

    def named(self, then: Callable[[], None]) -> None:
        """Do it once somebody said who types here."""
        if self._app.me:
            then()
        else:
            self._ask_name("", then)

    def pose(self, question: Question, line: str = "") -> None:
        """Ask something of the person at the keys; what is half typed stays, or waits as `line` for a typed answer."""
        self._ask(question, line)

    def _ask(self, question: Question, line: str = "") -> None:
        self._questions.ask(question, line)
        self.said = ()

    def escape(self, *, sentence: bool = True) -> bool:
        """Esc: no to a question. False where there was none and nothing was said, or a `sentence` takes no Esc."""
        if self._questions.escape():
            return True
        said, self.said = self.said, ()
        return bool(said) and sentence

    def answered(self, act: Callable[[], None] | None) -> None:
        """A key answered, or another key was pressed and the question lapses."""
        self._questions.lapse()
        if act is not None:
            act()

    def _ask_verb(self, meant: str, corrected: str, note: Asked, line: str) -> None:
        def as_verb() -> None:
            self._clear(line)
            self._take(corrected)

        def as_note() -> None:
            self._clear(line)
            self.send(line, (note.intent, line))

        self._ask(questions.which_verb(meant, as_verb, as_note))

    def _clear(self, line: str) -> None:
        """The line is taken after all; what was typed on stays."""
        entry = self._app.board.entry
        if entry.value.startswith(line):
            entry.put(entry.value.removeprefix(line))

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

        self._ask(questions.who(named), line)

    def _ask_fixed(self, intent: i.Resolve, line: str) -> None:
        def go(fixed_at: datetime | None) -> None:
            self._app.board.entry.remember(line)
            resolve = changed(intent, fixed_at=fixed_at)
            if not gating.asks(self._app, resolve, line):
                self._app.ask(resolve, line)
            self._app.repaint()

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

        self._ask(questions.when_fixed(timed, lambda: go(None)), line)

    def quit(self) -> None:
        """Leave, after a question when something would be lost."""
        self._questions.lapse()
        if self.pending:
            saved_in = self._tools.file_of(self.pending)
            self._leaving = questions.whether_to_leave_unsaved(len(self.pending), saved_in, self._give_up)
            self._ask(self._leaving)
        elif self._app.board.entry.value.strip():
            self._ask(questions.whether_to_leave_half_typed(self._give_up))
        else:
            self._give_up()

    def _give_up(self) -> None:
        self.drafts.give_up()
        self._app.exit(0)

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

    def completions(self) -> tuple[Completion, ...]:
        """What Tab makes of the line, in turn: what a Tab before this one offered besides, else what fits now."""
        line = self._app.board.entry.value
        place = next((n for n, offered in enumerate(self._offered) if offered.line == line), None)
        if place is not None and len(self._offered) > 1:
            return (*self._offered[place + 1 :], *self._offered[:place])
        return complete(line, self._app.context(), KINDS, self._app.me)

    def complete(self) -> bool:
        """Take the first visible completion; a second Tab the next one. False where there is none.

        On an empty line what the room offers; a second Tab puts it away again, so that Tab still leads to the panels.
        """
        entry = self._app.board.entry
        seen = not self.said and self._questions.open is None
        self.said = ()
        if self._put and entry.value == self._put:
            self._put = ""
            entry.put("")
            return False
        if seen and not entry.value and (offered := self._offered_now()):
            from warroom.tui.panels.offering import taken

            self._put = taken(offered)
            if self._put:
                entry.put(self._put)
            return bool(self._put)
        found = self.completions()
        if not found:
            return False
        if found[0] not in self._offered:
            self._offered = found
        self._app.board.entry.put(found[0].line)
        return True

    @property
    def _role_offered(self) -> bool:
        from warroom.incident.offered import standing

        return bool(standing(self._app.incident, self._app.room_clock.now()))

    def _offered_now(self) -> "Offered | None":
        """The most pressing of what the room offers; nothing beside an offer of command."""
        incident = self._app.incident
        if not incident.declared or self._role_offered or self._reads:
            return None
        from warroom.report.offers import offers

        return next(iter(offers(incident, self._app.scene.views, self._app.room_clock.now())), None)

    def _open_offered(self) -> None:
        """What looks like it is opened to be read, as was said above the empty line; the keys stay here."""
        if (offered := self._offered_now()) and offered.scenario:
            from warroom.tui.acts.runbook import show

            show(self._app, offered.scenario)
            self._app.board.entry.focus()

    @property
    def _reads(self) -> bool:
        """Whether what is to be done is being read."""
        pane = self._app.board.pane
        return pane is not None and pane.name in ("playbook", "runbook")

    @property
    def _reads_playbook(self) -> bool:
        pane = self._app.board.pane
        return pane is not None and pane.name == "playbook"

    @property
    def may_undo(self) -> bool:
        """Whether a line of this terminal is young enough to be taken back."""
        from warroom.room import UNDO_WITHIN

        at = self.saved_at
        return at is not None and self._app.room_clock.now() - at <= UNDO_WITHIN

    def offer(self, line: str, *, of_pane: bool = False) -> None:
        """Put a line where Enter does it; what stood there can be brought back with Up.

        A line `of_pane` gives the keys back to the pane once it is entered: another follows.
        """
        self._of_pane = line.strip() if of_pane else ""
        self._questions.lapse()
        self.said = ()
        entry = self._app.board.entry
        entry.remember(entry.value)
        entry.put(line)
        entry.focus()


def _too_long(line: str) -> str:
    """Why this can be no record, whatever it says; "" where it may be one. What it says is not read."""
    if len(line) <= MAX_TEXT + BEFORE_WORDS:
        return ""
    from warroom.incident.rules.gate import text_of

    try:
        text_of(line, "a line")
    except Refused as error:
        return str(error)
    return ""
