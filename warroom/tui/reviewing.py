"""The review of an incident: where somebody is in it, what was read for it, and what its keys do.

The journal thread reads the record in slices; the model and the draft are made of it by a thread of their own, so that
the screen never waits. What is shown is what was read so far.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from warroom.tui import messages as m
from warroom.tui.moving_in_time import MovingInTime
from warroom.tui.panels.review.names import BOXES, PAIRS, PREFIX, pair_of

if TYPE_CHECKING:
    from pathlib import Path

    from warroom.incident.run import Run
    from warroom.incident.state import Incident
    from warroom.report.gathered import Gathered
    from warroom.report.postmortem.model import Part
    from warroom.report.review import Review
    from warroom.tui.app import WarroomApp
    from warroom.tui.look import Row
    from warroom.tui.panels.review.seen import Seen

NAME = "review"
CLOSER = ("section", "line", "all_clocks", "help", "brief")
"""Panes that are opened from the review, and lead back to it."""
MOST_OUTPUT = 200_000
"""Bytes of an output that are shown here; the file has all of it."""
FIRST = 32
"""Cells of the footer that its first three keys take."""
_SAYS = {
    "lanes": (
        ("review.earlier review.later", "move in time"),
        ("review.closer review.wider review.whole", "zoom"),
        ("review.open", "the line"),
    ),
    "clocks": (("review.open", "its story"), ("review.clocks", "all in full")),
    "draft": (("review.open", "read it"), ("review.write", "write it yourself")),
    "updates": (("review.open", "in full"),),
    "people": (("review.open", "in full"),),
    "evidence": (("review.open", "in full"), ("review.verify", "hash again")),
    "corrections": (("review.open", "the line in full"),),
}


class Reviewing:
    """The one review of this terminal; the app owns it and repaints after every call."""

    def __init__(self, app: "WarroomApp") -> None:
        self._app = app
        self.seen: Seen | None = None
        self.pair = PAIRS[0]
        self.wanted = ""
        self._asked_to_verify = False
        self._came_from = ""
        """The lobby's panel that had the keys."""
        self._shown = False
        self._making = False
        self.time = MovingInTime(app, self)
        self._hashed_at = 0

    # Opening and leaving.

    @property
    def open(self) -> bool:
        """Whether it is on the screen."""
        pane = self._app.board.pane
        return pane is not None and pane.name == NAME

    @property
    def under(self) -> bool:
        """Whether something that was opened from it lies over it."""
        pane = self._app.board.pane
        return self._shown and pane is not None and pane.name in CLOSER

    @property
    def shown(self) -> "Seen | None":
        """What is known of it, while it or something of it is on the screen."""
        return self.seen if self.open or self.under else None

    def toggle(self) -> None:
        """The review of the open room, in the lobby of the incident under the cursor; and away again."""
        app = self._app
        if self.open or self.under:
            self._close()
        elif app.board.view == "lobby":
            self.wanted, self._came_from = self._chosen(), app.board.focus_name
            if self.wanted:
                app.keeper.enter(self.wanted, "")
            else:
                app.entering.say("there is no incident to look back on yet: /declare P0 TITLE", bad=False)
        elif app.incident.seq:
            self._show("room")
        else:
            app.entering.say("no incident is open: /declare P0 TITLE", bad=False)

    def _chosen(self) -> str:
        """The incident under the lobby's cursor; while the entry line has the keys the first that is listed."""
        from warroom.tui.acts import search
        from warroom.tui.panels.listed import listed, under_cursor

        if found := search.chosen(self._app):
            return found
        board, scene = self._app.board, self._app.scene
        lists = listed(scene)
        if board.focus_name in lists:
            return under_cursor(scene, board.focus_name, board.cursor)
        return next((ids[0] for ids in lists.values() if ids), "")

    def opened(self, stream: str) -> None:
        """Another room is shown, or the same one anew."""
        wanted, self.wanted = self.wanted, ""
        if wanted and wanted == stream:
            self._show("lobby")
        elif self._shown and self.seen is not None and self.seen.stream == stream:
            self._show(self.seen.back)
        else:
            self._shown = False

    def _show(self, back: str) -> None:
        app = self._app
        from warroom.tui.panels.review.seen import Seen

        if self.seen is None or self.seen.stream != app.stream:
            self.seen = Seen(app.stream)
            self._hashed_at = 0
        self.seen.back = back
        self._shown = True
        self._return()
        app.keeper.look(lambda looking: looking.review())

    def _return(self) -> None:
        """Show it, with the keys where they were."""
        board = self._app.board
        if not self.open:
            board.show_pane(NAME)
        if self.seen is not None:
            self.choose(self.seen.box)

    def choose(self, box: str) -> None:
        """Show this box and give it the keys."""
        if self.seen is None:
            return
        self.seen.box = box
        self.pair = pair_of(box, self.pair)
        board = self._app.board
        board.review = (box, self.pair)
        board.place()
        board.focus_panel(PREFIX + box)

    def leave(self) -> bool:
        """Esc: from what was opened here back to the review, from the review to where one was; False elsewhere."""
        if self.under:
            if not self._app.sections.put_down():
                self._return()
            return True
        if not self.open:
            return False
        self._close()
        return True

    def _close(self) -> None:
        self._shown = False
        app = self._app
        app.sections.put_down()
        app.board.show_pane("")
        if self.seen is not None and self.seen.back == "lobby":
            app.action_lobby()
            if self._came_from and app.board.shows(self._came_from):
                app.board.focus_panel(self._came_from)

    def again(self) -> None:
        """The keys go back to the box that had them."""
        if self.open and self.seen is not None:
            self.choose(self.seen.box)

    def give_way(self) -> None:
        """Something else takes the room; it is not come back to."""
        self._shown = False
        self._app.board.show_pane("")

    def replay(self) -> None:
        """The room as it was at the moment under the cursor, and back."""
        seen, at = self.seen, self.time.at
        self.give_way()
        if seen is not None:
            self._app.action_replay(where=at or "", home=lambda: self._show(seen.back))

    def closer(self, pane: str, about: object = None) -> None:
        """Something of it in full, over it."""
        self._app.board.show_pane(pane, about)

    # Moving.

    def cycle(self, step: int) -> bool:
        """The next box, after the last the entry line; False where the review is not shown."""
        if not self.open or self.seen is None:
            return False
        board = self._app.board
        order = ["", *BOXES]
        here = order.index(self.seen.box) if board.focus_name == NAME else 0
        chosen = order[(here + step) % len(order)]
        if chosen:
            self.choose(chosen)
        else:
            board.set_focus(board.entry)
        return True

    def tab(self, n: int) -> bool:
        """The box of this number; False where the review is not shown."""
        if not self.open or not 1 <= n <= len(BOXES):
            return self.open
        self.choose(BOXES[n - 1])
        return True

    def move(self, by: int) -> bool:
        """The cursor of the box with the keys; False where the review has none."""
        if not self.open or self.seen is None or self._app.board.focus_name != NAME:
            return False
        box = self.seen.box
        most = max(0, rows_of(self.seen, self._app.incident, box) - 1)
        self.seen.cursors[box] = max(0, min(self.seen.cursor(box) + by, most))
        return True

    def point(self, name: str, x: int, y: int) -> bool | None:
        """Somebody clicked in a box: whether the row under the cursor already was there; None elsewhere."""
        if not self.open or not name.startswith(PREFIX) or self.seen is None:
            return None
        box = name.removeprefix(PREFIX)
        painted = self._app.board.painted(name)
        same = self.seen.box == box and self._app.board.focus_name == NAME
        self.choose(box)
        if painted is None or not painted.heading <= y < len(painted.rows):
            return False
        if box == "lanes":
            self.time.point(x)
            return False
        row = painted.item_at(y)
        if not 0 <= row < rows_of(self.seen, self._app.incident, box):
            return False
        before, self.seen.cursors[box] = self.seen.cursor(box), row
        return same and before == row

    @property
    def chosen_clock(self) -> str:
        """The id of the clock under the cursor, "" for none."""
        from warroom.tui.panels.review.clocks import listed

        found = listed(self.seen.review) if self.seen is not None else ()
        return found[min(self.seen.cursor("clocks"), len(found) - 1)].id if found and self.seen is not None else ""

    # What the threads say.

    def heard(self) -> None:
        """The record grew: what is new of it is read too."""
        if self._shown and self.seen is not None and self.seen.stream == self._app.stream:
            self._app.keeper.look(lambda looking: looking.review())

    def read(self, message: m.ReviewRead) -> None:
        """The record was read so far."""
        seen = self.seen
        if seen is None or seen.stream != message.stream:
            return
        seen.read, seen.of = message.seq, message.of
        seen.gathered, seen.moments = message.gathered, message.moments
        self.look()

    def record_read(self, message: m.RecordRead) -> None:
        """The record nearest to the cursor."""
        if self.seen is not None and self.seen.stream == message.stream and message.record.seq == self.time.asked:
            self.seen.nearest = message.record

    def verified_to(self, message: m.VerifiedTo) -> None:
        """The chain was walked so far."""
        if self.seen is not None:
            self.seen.verified, self.seen.whole = message.seq, message.whole
            if message.whole and self._asked_to_verify:
                self._asked_to_verify = False
                self._app.entering.say(f"the chain holds from #1 to #{message.seq}", bad=False)

    # Making the model of it.

    def look(self) -> None:
        """Called before each painting: have what is shown made anew where it is not what is known any more."""
        seen, app = self.seen, self._app
        if self._shown and not self.open and not self.under:
            # Something else was opened in its place, and is not come back from.
            self._shown = False
        if seen is None or not self._shown or self._making or seen.stream != app.stream or not seen.read:
            return
        now = app.room_clock.now()
        # Of an incident that is over nothing moves; of one that runs the minute does.
        moving = now.replace(second=0, microsecond=0) if app.incident.ended_at is None else None
        of = (app.incident.seq, seen.read, moving)
        if of == seen.made_of:
            return
        seen.made_of, self._making = of, True
        incident, gathered = app.incident, seen.gathered
        parts_too = seen.read >= seen.of
        app.run_worker(
            lambda: self._make(seen, incident, gathered, now, parts_too=parts_too),
            name="review",
            thread=True,
            exit_on_error=True,
        )
        if self._hashed_at != len(app.incident.runs):
            self._hashed_at = len(app.incident.runs)
            self.hash_evidence()

    def _make(
        self, seen: "Seen", incident: "Incident", gathered: "Gathered", now: datetime, *, parts_too: bool
    ) -> None:
        """On a thread of its own: nothing here touches the journal or the screen."""
        from warroom.report.review import review

        made = review(incident, gathered, now)
        self.post(lambda: self._made(seen, made, None))
        drafted: tuple[Part, ...] = ()
        if parts_too:
            from warroom.report.postmortem.parts import parts

            drafted = parts(incident, gathered, now, made)
        self.post(lambda: self._made(seen, made, drafted))

    def _made(self, seen: "Seen", made: "Review", parts: "tuple[Part, ...] | None") -> None:
        seen.review = made
        seen.columns = {}
        if parts is not None:
            seen.parts = parts or seen.parts
            self._making = False
            self._app.sections.follow_parts()
        if seen is self.seen and seen.at is None:
            self.time.begin()
        self._app.repaint()

    def post(self, act: "Callable[[], object]") -> None:
        """From another thread: do it on the screen's own; not any more once the screen is being taken away."""
        self._app._tell(m.RunTold(act))  # noqa: SLF001  as the other threads of the app do

    # Evidence.

    def verify(self) -> None:
        """Walk the chain from its first record, and hash every output anew."""
        if self.seen is not None:
            self.seen.verified, self.seen.whole = 0, False
        self._asked_to_verify = True
        self._app.keeper.verify()
        self.hash_evidence()
        self._app.entering.say("the chain is walked from #1, and the outputs are hashed anew", bad=False)

    def hash_evidence(self) -> None:
        """Look whether the outputs that were kept are still what they were."""
        seen, app = self.seen, self._app
        names = tuple(dict.fromkeys(run.evidence for run in app.incident.runs if run.evidence))
        if seen is None or not names:
            return
        seen.held = {}
        folder = app.settings.journal
        app.run_worker(lambda: self._hash(seen, folder, names), name="hashes", thread=True, exit_on_error=True)

    def _hash(self, seen: "Seen", journal: "Path", names: "tuple[str, ...]") -> None:
        from warroom.errors import WarroomError
        from warroom.runbook.evidence import Evidence

        evidence = Evidence(journal)
        for name in names:
            said = ""
            try:
                evidence.read(name)
            except WarroomError as error:
                said = str(error)
            self.post(lambda name=name, said=said: self._hashed(seen, name, said))  # type: ignore[misc]

    def _hashed(self, seen: "Seen", name: str, said: str) -> None:
        seen.held[name] = said
        self._app.repaint_soon()

    def read_output(self, run: "Run") -> None:
        """Show what a run left, from the file that holds it."""
        from warroom.tui.panels.review.evidence import story

        seen, app = self.seen, self._app
        if seen is None:
            return
        about = tuple(story(run, app.scene, seen))
        title = f"run {run.n}"
        if not run.evidence:
            app.sections.show_lines(title, (*about, "", run.last or "nothing of its output was kept"), run.outcome)
            return
        journal = app.settings.journal

        def read() -> None:
            from warroom.errors import WarroomError
            from warroom.runbook.evidence import Evidence

            try:
                said = Evidence(journal).read(run.evidence)[:MOST_OUTPUT].decode("utf-8", "replace")
            except WarroomError as error:
                said = str(error)
            lines = (*about, "", *said.split("\n"))
            self.post(lambda: self._output_read(title, lines, run.outcome))

        app.run_worker(read, name="output", thread=True, exit_on_error=True)

    def _output_read(self, title: str, lines: "tuple[str, ...]", outcome: str) -> None:
        # Only where somebody still waits for it.
        if self.open:
            self._app.sections.show_lines(title, lines, outcome)
            self._app.repaint()

    # Exporting.

    def busy(self, said: str) -> None:
        """How far an export is."""
        if self.seen is not None:
            self.seen.busy = said
            self._app.repaint_soon()

    def exported(self, said: str, *, bad: bool) -> None:
        """It is there, or it is not."""
        if self.seen is not None:
            self.seen.busy = ""
        self._app.entering.say(said, bad=bad)
        self._app.repaint()

    # What is said around it.

    def says(self) -> "Row":
        """The row above the entry line while nothing is typed there and a box has the keys."""
        from warroom.tui.panels.review.rows import keys_said

        if self.under and self._app.sections.read is not None:
            return self._app.sections.says()
        if not self.open or self.seen is None or self._app.board.focus_name != NAME:
            return ()

        scene, box = self._app.scene, self.seen.box
        if self.seen.busy:
            return ((self.seen.busy, "text"),)
        return (
            (box, "title"),
            ("  ", "text"),
            *keys_said(scene, *_SAYS[box], ("panels", "next box"), ("leave", "back")),
        )

    @property
    def footer(self) -> "Row":
        """The keys of this screen, behind the first three."""
        from warroom.tui.content import width_of
        from warroom.tui.panels.review.rows import keys_said

        if self.under:
            return keys_said(self._app.scene, ("leave", "review"))
        if not self.open:
            return ()

        back = "lobby" if self.seen is not None and self.seen.back == "lobby" else "room"
        words = [
            ("review.export", "export"),
            ("review.verify", "verify"),
            ("review.replay", "replay"),
            ("review.clocks", "clocks"),
            ("review.earlier review.later", "move in time"),
            ("panels", "boxes"),
        ]
        # Help, palette and quit stand before them, and the way back is among them.
        room = self._app.size.width - FIRST
        while words and width_of(keys_said(self._app.scene, *words, ("leave", back))) > room:
            words.pop()
        return keys_said(self._app.scene, *words, ("leave", back))


def rows_of(seen: "Seen", incident: "Incident", box: str) -> int:
    """How many rows of a box take the cursor."""
    review = seen.review
    if review is None:
        return 0
    match box:
        case "lanes":
            return len(review.lanes)
        case "clocks":
            from warroom.tui.panels.review.clocks import listed

            return len(listed(review))
        case "draft":
            return len(seen.parts)
        case "updates":
            return len(review.gaps)
        case "people":
            return len(review.people)
        case "evidence":
            return len(incident.runs) + len(incident.links)
    return len(review.corrections)
