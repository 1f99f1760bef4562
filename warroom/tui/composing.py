"""What is written to users at this terminal: kept while it is typed, recorded when it is left, held against lint.

A text is recorded as a draft when the keys leave it; until then it is among what stands unrecorded here, so that
neither a crash nor another pane loses it.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.incident.state import Incident, changed
from warroom.journal.ids import new_id
from warroom.journal.unrecorded import Unrecorded
from warroom.secrets import mask
from warroom.text import storable

if TYPE_CHECKING:
    from warroom.incident.update import Update
    from warroom.tui.app import WarroomApp
    from warroom.tui.look import Row
    from warroom.tui.panels.editor import Editor
    from warroom.tui.panes.update.seen import Seen, WayOut, Words

HEAD = "/update "
WINDOW = "update_rows"
"""The editor's id: its keys are those of the pane it lies over."""
ASKED = (i.ApproveUpdate, i.QueueUpdate, i.MarkSent)


class Composing:
    """The texts of this terminal, one a channel and incident; the app owns it and calls `look` before it paints."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self._texts: dict[tuple[str, str], Words] = {}
        self._found: list[Unrecorded] = []
        self._kept: tuple[object, tuple[Unrecorded, ...]] = ((), ())
        self._editor: Editor | None = None
        self._seen: Seen | None = None
        self._linted: object = None
        self._filled: object = None
        self._writing = False
        self._asked: tuple[Intent, str] | None = None
        self._handed_as = ""

    # What others ask.

    @property
    def open(self) -> bool:
        """Whether the pane is shown."""
        pane = self._app.board.pane
        return pane is not None and pane.name == "update"

    @property
    def seen(self) -> "Seen":
        """What the pane is about."""
        from warroom.tui.panes.update.seen import Seen

        if self._seen is None:
            self._seen = Seen()
        return self._seen

    @property
    def words(self) -> "Words | None":
        """The text that is shown; None while the pane is not."""
        return self._seen.words if self._seen is not None and self.open else None

    @property
    def editor(self) -> "Editor | None":
        """Where it is typed; None before the pane was opened."""
        return self._editor

    def compose(self, channel: str = "", status: str = "") -> bool:
        """Open the pane at a channel and a status, "" for what is next; False where that was refused."""
        from warroom.tui.panes.update.choice import channels, first_channel

        app = self._app
        if app.replaying.refuses():
            return False
        if not app.incident.seq:
            app.entering.say("no incident is open: /declare P0 TITLE", bad=False)
            return False
        known = channels(app.incident)
        if channel and channel not in known:
            app.entering.say(f"no channel {channel}: {', '.join(known)}", bad=True)
            return False
        self._show(self._words_for(channel or first_channel(app.incident, app.scene.me), status))
        if not self.open:
            app.board.show_pane("update", self.seen)
        self.write()
        return True

    def write(self) -> None:
        """Give the text the keys."""
        self.look()
        if self._editor is not None:
            self._app.board.set_focus(self._editor)

    def turn(self, channel: str = "", status: str = "") -> None:
        """Another channel, its own text; or another status, with the playbook's words while none are one's own."""
        words = self.words
        if words is None:
            return
        if channel:
            self.hand_over()
            self._show(self._words_for(channel, words.status))
            return
        untouched = words.n is None and words.text == words.fresh
        words.status = status
        if untouched:
            self._show(self._fresh(words.channel, status))

    def show_update(self, update: "Update") -> None:
        """Go on with this one."""
        from warroom.tui.panes.update.texts import recorded

        self.hand_over()
        app = self._app
        words = recorded(update, app.incident, app.stream, app.room_clock.now())
        self._texts[self._key(update.channel)] = words
        self._show(words)

    def take_template(self) -> None:
        """The playbook's words of now in place of those here; undo brings these back."""
        from warroom.tui.panes.update.texts import fresh

        words, app = self.words, self._app
        if words is None or self._editor is None:
            return
        made = fresh(app.incident, app.stream, words.channel, words.status, app.room_clock.now())
        words.template, words.blanks, words.fresh = made.template, made.blanks, made.text
        self._editor.put(made.text)

    def take_theirs(self) -> None:
        """The version somebody else recorded in place of the one here; undo brings this back."""
        from warroom.tui.panes.update.seen import text_of

        words, theirs = self.words, self.seen.conflict(self._app.incident)
        if words is not None and theirs is not None and self._editor is not None:
            words.seq, words.kept, words.kept_status = theirs.seq, text_of(theirs), theirs.status
            words.status = theirs.status
            self._editor.put(words.kept)

    # Which text.

    def _key(self, channel: str) -> tuple[str, str]:
        return self._app.stream, channel

    def _words_for(self, channel: str, status: str) -> "Words":
        """The text that stands here, else the newest draft of the record, else the playbook's words."""
        from warroom.tui.panes.update.texts import goes_on, newest

        app = self._app
        here = self._texts.get(self._key(channel))
        words = self._taken_up(channel)
        if words is None and here is not None and goes_on(here, app.incident):
            words = here
        words = words or newest(app.incident, app.stream, channel, status, app.room_clock.now())
        if status and words.status != status:
            untouched = words.n is None and words.text == words.fresh
            words.status = status
            words = self._fresh(channel, status) if untouched else words
        self._texts[self._key(channel)] = words
        return words

    def _fresh(self, channel: str, status: str) -> "Words":
        from warroom.tui.panes.update.texts import fresh

        app = self._app
        words = fresh(app.incident, app.stream, channel, status, app.room_clock.now())
        self._texts[self._key(channel)] = words
        return words

    def _show(self, words: "Words") -> None:
        seen = self.seen
        same = seen.words is words
        seen.words = words
        if self._editor is not None and (not same or self._editor.text != words.text):
            self._editor.show(words.text, self._begin_at(words))
        self._linted = None

    @staticmethod
    def _begin_at(words: "Words") -> tuple[int, int] | None:
        """Where somebody goes on: the first blank is to be typed over; None for the end."""
        from warroom.playbook.fields import FIELDS

        blanks = (f"[{FIELDS.get(name, name)}]" for name in words.blanks)
        found = [(at, at + len(blank)) for blank in blanks if (at := words.text.find(blank)) >= 0]
        return min(found, default=None)

    # Typing.

    def typed(self) -> None:
        """Somebody changed the text."""
        import asyncio

        words, app = self.words, self._app
        if words is None or self._editor is None:
            return
        words.text = self._editor.text
        words.typed_at = app.clock.now()
        app.entering.typed_at = asyncio.get_running_loop().time()
        app.entering.said = ()
        app.repaint_soon()

    def too_much(self) -> None:
        """What was pasted or typed is no update any more."""
        from warroom.tui.panels.editor import MOST_LETTERS

        self._app.entering.say(f"an update has at most {MOST_LETTERS} letters: nothing of it was taken", bad=True)
        self._app.repaint_soon()

    # Recording.

    def hand_over(self, *, anyway: bool = False) -> bool:
        """Record what is changed here as a draft, untouched words only `anyway`; whether anything is on its way."""
        words, app = self._seen.words if self._seen is not None else None, self._app
        if words is None or words.handed is not None:
            return words is not None and words.handed is not None
        if not words.parted[1].strip() or not app.me or not (words.changed or (anyway and words.n is None)):
            return False
        from warroom.tui.panes.update.texts import asked

        intent = changed(asked(words, app.room_clock.now(), app.incident.zone), id=new_id(), by=app.me)
        words.handed, self._handed_as = words.text, intent.id
        if words.stream == app.stream:
            words.since = app.incident.seq
            app.entering.sent(intent, f"{HEAD}{words.channel} {words.status}".strip())
        app.keeper.act(intent, app.room_clock.now(), words.stream)
        return True

    def hold(self, intent: Intent, line: str) -> Intent | None:
        """What is asked of the update that is shown: under its number, once the record has its words; None until then.

        Anything else is returned as it is.
        """
        words = self.words
        if words is None or not isinstance(intent, ASKED) or intent.n not in (None, words.n):
            return intent
        if not self._app.me:
            return intent
        if self.hand_over(anyway=True):
            self._asked = (intent, line)
            self._app.board.entry.remember(line)
            return None
        return self._numbered(intent, words)

    def _numbered(self, intent: Intent, words: "Words") -> Intent:
        if words.n is None:
            return intent
        if isinstance(intent, i.QueueUpdate) and not intent.way:
            ways = [
                name for name, channel in self._app.context().ways if channel.casefold() == words.channel.casefold()
            ]
            return changed(intent, n=words.n, way=ways[0] if ways else "")
        return changed(intent, n=words.n)

    def _follow(self, incident: Incident) -> None:
        """Take up what the record says of the text that is shown."""
        from warroom.tui.panes.update.seen import text_of
        from warroom.tui.panes.update.texts import arrived, spent

        words = self._seen.words if self._seen is not None else None
        if words is None or words.stream != self._app.stream:
            return
        if words.handed is not None:
            update = arrived(words, incident, self._app.me)
            on_its_way = any(line.id == self._handed_as for line in self._app.entering.pending)
            if update is not None:
                typed_on = words.text != words.handed
                words.n, words.seq, words.handed, words.spent = update.n, update.seq, None, spent(update)
                words.kept, words.kept_status, words.found = text_of(update), update.status, False
                if not typed_on:
                    self._replace(words, words.kept)
                self._go_on(words)
            elif not on_its_way:
                words.handed, self._asked = None, None
            return
        update = incident.update(words.n) if words.n is not None else None
        if update is not None:
            words.spent = spent(update)
        if update is not None and update.seq > words.seq and not words.changed:
            words.seq, words.kept, words.status = update.seq, text_of(update), update.status
            words.kept_status = update.status
            self._replace(words, words.kept)

    def _replace(self, words: "Words", text: str) -> None:
        if words.text != text:
            words.text = text
            if self._editor is not None and self.open:
                self._editor.show(text)

    def _go_on(self, words: "Words") -> None:
        """Do what waited for the record."""
        if self._asked is not None:
            (intent, line), self._asked = self._asked, None
            self._app.entering.send(line, (self._numbered(intent, words), line))

    # Drafts that outlive a crash.

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        """The texts the record does not have, as the next start can find them."""
        known = tuple((words.text, words.status, words.kept, words.kept_status) for words in self._texts.values())
        if (known, len(self._found)) != self._kept[0]:
            texts = [words for words in self._texts.values() if words.changed and words.parted[1].strip()]
            self._kept = ((known, len(self._found)), (*self._found, *map(self._unrecorded, texts)))
        return self._kept[1]

    def _unrecorded(self, words: "Words") -> Unrecorded:
        text = storable(mask(words.text))
        head = f"{HEAD}{words.channel} {words.status} {words.stream}"
        return Unrecorded(words.typed_at or self._app.clock.now(), f"{head}\n{text}")

    def found(self, left: Sequence[Unrecorded]) -> list[Unrecorded]:
        """Keep what an earlier run left half written to users; returns the lines that are something else."""
        mine = [draft for draft in left if draft.text.startswith(HEAD) and "\n" in draft.text]
        self._found += mine
        if mine:
            self._app.entering.drafts.composed = self.unrecorded()
            self._app.entering.drafts.find([])
            self._app.entering.say_in_passing("words to users were left half written: F2 has them")
        return [draft for draft in left if draft not in mine]

    def _taken_up(self, channel: str) -> "Words | None":
        """What an earlier run left for this channel of this incident; t has the playbook's words."""
        from warroom.tui.panes.update.texts import newest

        for draft in self._found:
            head, _, text = draft.text.removeprefix(HEAD).partition("\n")
            to, status, stream = [*head.split(" "), "", "", ""][:3]
            if (to, stream) == (channel, self._app.stream):
                self._found.remove(draft)
                app = self._app
                words = newest(app.incident, app.stream, channel, status, app.room_clock.now())
                words.text, words.status, words.typed_at, words.found = text, status, draft.at, True
                return words
        return None

    # Keys between the text, what stands around it, and the entry line.

    def cycle(self, step: int) -> bool:
        """The next of entry line, text and list; False where the pane is not shown."""
        if not self.open or self._editor is None:
            return False
        board = self._app.board
        order: list[Callable[[], object]] = [
            lambda: board.set_focus(board.entry),
            self.write,
            lambda: board.focus_panel("pane"),
        ]
        here = 1 if self._editor.has_focus else 2 if board.focus_name else 0
        order[(here + step) % 3]()
        return True

    def leave(self) -> bool:
        """Esc: from the pane to the entry line, with the pane still there; False from anywhere else."""
        if self.open and self._app.board.focus_name == "update":
            self._app.entering.said = ()
            self._app.board.set_focus(self._app.board.entry)
            return True
        return False

    # Before each painting.

    def look(self) -> None:
        """Follow the record, the focus and the pane: what is left is recorded, what is shown is linted and placed."""
        if self._seen is None:
            if self._found:
                self._app.entering.drafts.composed = self.unrecorded()
            return
        writing = self.open and self._editor is not None and self._editor.has_focus
        if self._writing and not writing:
            self.hand_over()
        self._writing = writing
        self._follow(self._app.incident)
        self._app.entering.drafts.composed = self.unrecorded()
        if not self.open:
            self._put_away()
            return
        words = self._seen.words
        if words is not None and words.stream != self._app.stream:
            self._app.board.show_pane("")
            self._put_away()
            return
        self._seen.writing = writing
        self._fill_anew()
        self._lint()
        self._place()

    def _fill_anew(self) -> None:
        """The playbook's words say what is so now for as long as nobody changed them."""
        words, app = self.seen.words, self._app
        known = (app.incident.seq, app.room_clock.now().replace(second=0, microsecond=0))
        if words is None or known == self._filled:
            return
        self._filled = known
        if words.n is not None or words.found or words.handed is not None or words.text != words.fresh:
            return
        if self._fresh_text(words) != words.text:
            self._show(self._fresh(words.channel, words.status))

    def _fresh_text(self, words: "Words") -> str:
        from warroom.tui.panes.update.texts import fresh

        app = self._app
        return fresh(app.incident, app.stream, words.channel, words.status, app.room_clock.now()).text

    def _lint(self) -> None:
        from warroom.tui.panels.editor import Mark
        from warroom.tui.panes.update import marks
        from warroom.updates.lint import against, lint

        app, seen = self._app, self.seen
        words = seen.words
        if words is None:
            return
        now = app.room_clock.now().replace(second=0, microsecond=0)
        known = (words.text, words.status, words.channel, app.incident.seq, now)
        if known != self._linted:
            self._linted = known
            subject, text = words.parted
            held = against(app.incident, words.channel, words.status, app.room_clock.now(), subject=subject)
            seen.linted, seen.limit = lint(text, held), held.limit
        seen.ways = self._ways()
        seen.waiting = 0 if seen.ways else len(app.settings.senders)
        if self._editor is not None:
            self._editor.mark([Mark(*mark) for mark in marks(seen)])

    def _ways(self) -> "tuple[WayOut, ...]":
        from warroom.tui.panes.update.seen import WayOut

        told = {one.name: f"{one.kind} {one.options.target}".rstrip() for one in self._app.settings.senders}
        return tuple(WayOut(name, channel, told.get(name, "")) for name, channel in self._app.context(whole=False).ways)

    def _place(self) -> None:
        """The editor over the place the pane leaves for it."""
        from warroom.tui.lines import Box
        from warroom.tui.panels.editor import Editor
        from warroom.tui.panes.update.layout import layout

        app, seen = self._app, self.seen
        found = app.board.places(*app.size).get("pane")
        if found is None or seen.words is None:
            return
        if self._editor is None:
            self._editor = Editor(look=app.look, typed=self.typed, refused=self.too_much, id=WINDOW)
            app.board.query_one("#pane_rows").mount(self._editor)
            self._editor.show(seen.words.text, self._begin_at(seen.words))
        bare = found.h < 4
        width, height = (found.w, found.h) if bare else (max(1, found.w - 4), max(1, found.h - 2))
        self._editor.stand(layout(width, height, writing=seen.writing).text)
        self._editor.restyle(app.look)
        if seen.writing:
            app.board.query_one("#pane", Box).brighten(True)

    def _put_away(self) -> None:
        if self._editor is not None and self._editor.display:
            self._editor.display = False

    def says(self) -> "Row":
        """What the row above the entry line says while the pane is shown and nothing is typed there."""
        if not self.open or self._seen is None or self._app.board.entry.value:
            return ()
        from warroom.tui.panes.update.saying import saying

        return saying(self._app.scene, self._seen)
