"""A section of the post-mortem written in the room: over the pane that shows it, a draft until it is recorded."""

import signal
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from warroom.incident.intents import WriteSection
from warroom.incident.state import changed
from warroom.journal.unrecorded import Unrecorded
from warroom.secrets import mask
from warroom.text import storable, visible
from warroom.tui.grid import Place
from warroom.tui.look import Row

if TYPE_CHECKING:
    from warroom.report.postmortem.model import Part
    from warroom.tui.app import WarroomApp
    from warroom.tui.panels.editor import Editor
    from warroom.tui.panes.section import Read

WINDOW = "section_rows"
"""The editor's id: its keys are those of the pane it lies over."""
WIDTH = 100
MOST_LETTERS = 20_000


class Sections:
    """The texts of this terminal, one a section and incident; the app owns it and calls `look` before it paints."""

    def __init__(self, app: "WarroomApp", end: Callable[[signal.Signals], object]) -> None:
        """`end` is what a signal does while the terminal is ours."""
        self._app = app
        self._end = end
        self._texts: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._began: dict[tuple[str, str], str] = {}
        self._editor: Editor | None = None
        self._kept_of: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._kept: tuple[Unrecorded, ...] = ()
        self._keeps = False

    # Reading.

    @property
    def read(self) -> "Read | None":
        """What is read; None where nothing is."""
        pane = self._app.board.pane
        return pane.about if pane is not None and pane.name == "section" else None

    def show(self, part: "Part") -> None:
        """A part of the post-mortem as the record fills it, or as somebody wrote it."""
        from warroom.tui.panes.section import Read

        read = Read(part.title, (), section=part.id)
        held = self._texts.get(self._key(part.id))
        if held is not None:
            read.lines, read.said, read.changed = tuple(held[0].split("\n")), _said_of(part), True
        else:
            self._take(read, part)
        self._app.reviewing.closer("section", read)
        self._app.board.focus_panel("pane")

    def _take(self, read: "Read", part: "Part") -> None:
        from warroom.tui.panes.section import lines_of

        read.lines, read.said, read.part, read.drawn = lines_of(part, WIDTH), _said_of(part), part, (0, ())

    def show_lines(self, title: str, lines: "tuple[str, ...]", said: str = "") -> None:
        """Anything else of the review in full."""
        from warroom.tui.panes.section import Read

        self._app.reviewing.closer("section", Read(title, lines, said))
        self._app.board.focus_panel("pane")

    def follow_parts(self) -> None:
        """The draft was made anew: what is read of it is too, unless somebody writes there or has a draft."""
        app, read = self._app, self.read
        if read is None or not read.section or read.writing or self._key(read.section) in self._texts:
            return
        seen = app.reviewing.seen
        part = next((one for one in (seen.parts if seen else ()) if one.id == read.section), None)
        if part is not None:
            self._take(read, part)

    # Writing.

    @property
    def writing(self) -> bool:
        """Whether the words are being edited here."""
        return self.read is not None and self.read.writing

    def _key(self, section: str) -> tuple[str, str]:
        return self._app.stream, section

    def text_of(self, section: str) -> str:
        """What somebody goes on with: the draft that stands here, what was written, else what the record fills in."""
        app = self._app
        if (held := self._texts.get(self._key(section))) is not None:
            return held[0]
        if (written := app.incident.sections.get(section)) is not None:
            return written.text
        seen = app.reviewing.seen
        part = next((one for one in (seen.parts if seen else ()) if one.id == section), None)
        return words_of(part) if part is not None else ""

    def write(self) -> None:
        """Give the words the keys."""
        from warroom.tui.panels.editor import Editor

        app, read = self._app, self.read
        if read is None or not read.section:
            return
        text = self.text_of(read.section)
        if self._editor is None:
            self._editor = Editor(look=app.look, typed=self._typed, refused=self._too_much, id=WINDOW)
            app.board.query_one("#pane_rows").mount(self._editor)
        read.writing = True
        app.entering.said = ()
        self._began[self._key(read.section)] = text
        self._editor.show(text)
        self.look()
        app.board.set_focus(self._editor)

    def _typed(self) -> None:
        read, editor = self.read, self._editor
        if read is None or editor is None or not read.writing:
            return
        key, text = self._key(read.section), editor.text
        read.changed = text.strip() != self._began.get(key, "").strip()
        if read.changed:
            self._texts[key] = (text, self._app.clock.now())
        else:
            self._texts.pop(key, None)
        self._app.entering.said = ()
        self._app.repaint_soon()

    def _too_much(self) -> None:
        self._app.entering.say(f"a section has at most {MOST_LETTERS} letters here: alt+e takes more", bad=True)
        self._app.repaint_soon()

    def cycle(self) -> bool:
        """From the words to the entry line and back; False where nothing is written here."""
        board = self._app.board
        if not self.writing or self._editor is None:
            return False
        board.set_focus(board.entry if self._editor.has_focus else self._editor)
        return True

    def unrecorded_here(self) -> tuple[str, ...]:
        """The sections of the open incident with words here that the record does not have."""
        return tuple(section for stream, section in self._texts if stream == self._app.stream)

    def put_down(self) -> bool:
        """Esc: the words stay as a draft; False where nothing was written here."""
        read = self.read
        if read is None or not read.writing:
            self._hide()
            return False
        read.writing = False
        self._hide()
        self._app.board.focus_panel("pane")
        if read.changed:
            self._app.entering.say("kept as a draft at this terminal: e goes on, ^S there records it", bad=False)
            read.lines, read.part = tuple(self.text_of(read.section).split("\n")), None
        return True

    def record(self, text: str | None = None) -> None:
        """Hand the words over as they stand, through the one door."""
        app, read = self._app, self.read
        if read is None or not read.section:
            return
        key = self._key(read.section)
        words = text if text is not None else self._texts.get(key, (self.text_of(read.section), None))[0]
        if not words.strip():
            app.entering.say(f"{read.title} is empty: write something, or Esc leaves it to the record", bad=True)
            return
        if text is None and key not in self._texts:
            # What the record fills in stays derived: it is nobody's own words.
            self.put_down()
            app.entering.say(f"{read.title} was not changed", bad=False)
            return
        words = words.rstrip()
        line = f"/write {read.section} {words}"
        app.entering.said = ()
        read.writing, read.changed = False, False
        read.lines, read.said, read.part = tuple(words.split("\n")), "in your words", None
        self._hide()
        app.board.focus_panel("pane")
        self._texts[key] = (words, app.clock.now())
        app.entering.send(line, (WriteSection(section=read.section, text=words), line))

    def in_own_editor(self) -> None:
        """Lend the terminal to $EDITOR, and record what comes back where it was changed."""
        from warroom.tui.lent_editor import edited

        app, read = self._app, self.read
        if read is None or not read.section:
            return
        before = self.text_of(read.section)
        after, trouble = edited(app, before, read.section, self._end)
        if trouble:
            app.entering.say(trouble, bad=True)
        elif after is None or after.strip() == before.strip():
            app.entering.say(f"{read.title} was not changed", bad=False)
        else:
            self.record(after)

    def says(self) -> Row:
        """The row above the entry line while something is read or written here."""
        from warroom.tui.panels.review.rows import keys_said

        read, scene = self.read, self._app.scene
        if read is None or self._app.board.focus_name != "section":
            return ()
        words = [("section.copy", "copy"), ("leave", "back to the review")]
        if read.writing:
            words = [("section.record", "record it"), ("leave", "keep it as a draft")]
        elif read.section:
            words = [("section.write", "write"), ("section.editor", "in your editor"), *words]
        return ((visible(read.title), "title"), ("  ", "text"), *keys_said(scene, *words))

    # What is not recorded.

    def follow(self) -> None:
        """A draft that the record has by now is none any more."""
        for key, (text, _) in list(self._texts.items()):
            written = self._app.incident.sections.get(key[1]) if key[0] == self._app.stream else None
            if written is not None and written.text.strip() in (text.strip(), mask(text).strip()):
                del self._texts[key]

    def _keep(self) -> None:
        """See to it that the drafts outlive a crash, with what is written to users."""
        if self._texts != self._kept_of:
            self._kept_of = dict(self._texts)
            self._kept = self.unrecorded()
            self._keeps = True
        if self._keeps:
            self._app.entering.drafts.composed = (*self._app.composing.unrecorded(), *self._kept)
            self._keeps = bool(self._kept)

    def unrecorded(self) -> tuple[Unrecorded, ...]:
        """The drafts as lines that the next start can offer."""
        return tuple(
            Unrecorded(at, storable(mask(f"/write {section} {text}")))
            for (_, section), (text, at) in self._texts.items()
        )

    # Drawing.

    def look(self) -> None:
        """The editor over the pane it belongs to, and nowhere else."""
        self.follow()
        self._keep()
        if (seen := self._app.reviewing.seen) is not None:
            seen.unrecorded = frozenset(self.unrecorded_here())
        if self._editor is None:
            return
        read, board = self.read, self._app.board
        place = board.places(*self._app.size).get("pane")
        if read is None or not read.writing or place is None:
            self._hide()
            return
        bare = place.h < 4
        width, height = (place.w, place.h) if bare else (max(1, place.w - 4), max(1, place.h - 2))
        self._editor.stand(Place(0, 0, width, height))
        self._editor.restyle(self._app.look)

    def _hide(self) -> None:
        if self._editor is not None and self._editor.display:
            self._editor.display = False


def _said_of(part: "Part") -> str:
    """The few words that go with a part's title."""
    return part.said or ("nothing recorded" if part.gaps else "")


def words_of(part: "Part") -> str:
    """A part as words to go on with, in the Markdown that is read back; blanks are nobody's words and left out."""
    from warroom.report.document import Para
    from warroom.report.postmortem import page

    kept = tuple(one for one in part.blocks if not (isinstance(one, Para) and one.tone == "blank"))
    return page.words_of(changed(part, blocks=kept))
