"""What the keys of the registry do: move between views, panels and rows. Acting from a panel fills the entry line."""

from typing import TYPE_CHECKING

from textual.app import App

from warroom.clock import DrillClock, SystemClock
from warroom.incident.state import EMPTY, Incident
from warroom.tui.board import Board
from warroom.tui.entering import Entering
from warroom.tui.keeper import Keeper
from warroom.tui.view import Scene
from warroom.tui.watching import Watching


class Navigating(App[int]):
    """The actions; the app beneath owns what they act on."""

    incident: Incident
    stream: str
    scene: Scene
    keeper: Keeper
    entering: Entering
    watching: Watching
    clock: SystemClock
    room_clock: SystemClock | DrillClock

    if TYPE_CHECKING:

        def repaint(self) -> None:
            """Draw what is known now."""

    @property
    def board(self) -> Board:
        """The one screen, also while the palette lies over it."""
        found = self.screen_stack[0]
        assert isinstance(found, Board)
        return found

    def action_help(self) -> None:
        self.board.show_pane("help")
        self.repaint()

    def action_brief(self) -> None:
        if self.incident.seq:
            self.board.show_pane("brief")
        else:
            self.entering.say("no incident is open: /declare P0 TITLE", bad=False)
        self.repaint()

    def action_lobby(self) -> None:
        if self.board.view == "lobby":
            if self.stream:
                self.keeper.enter(self.stream, "")
            return
        self.incident = EMPTY
        self.room_clock = self.clock
        self.board.show_view("lobby")
        self.keeper.enter("", "")
        self.repaint()

    def action_quit_warroom(self) -> None:
        self.entering.quit()
        self.repaint()

    async def action_quit(self) -> None:
        self.entering.quit()

    def action_help_quit(self) -> None:
        self.action_ask_quit()

    def action_ask_quit(self) -> None:
        self.entering.say("^Q quits; the record stays, and other terminals go on", bad=False)
        self.repaint()

    def action_next_panel(self) -> None:
        self.board.cycle(1)
        self.repaint()

    def action_previous_panel(self) -> None:
        self.board.cycle(-1)
        self.repaint()

    def action_leave(self) -> None:
        board = self.board
        if self.entering.escape():
            pass
        elif board.pane is not None:
            board.show_pane("")
        elif board.focus_name:
            board.opened = ""
            board.entry.focus()
            board.timeline.scroll_to_end()
        else:
            board.timeline.scroll_to_end()
        self.repaint()

    def action_page(self, pages: int) -> None:
        if self.board.pane:
            self.board.scroll_pane(pages)
            self.repaint()
        else:
            self.board.timeline.scroll_page(pages)

    def action_tab(self, n: int) -> None:
        from warroom.tui.grid import TABS, tabbed

        if self.board.view == "room" and tabbed(*self.size):
            self.board.choose_tab(TABS[n - 1])
            self.repaint()

    def action_cursor(self, by: int) -> None:
        self.board.move_cursor(by, self.scene)
        self.repaint()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A panel's key acts only while that panel has the keys."""
        if action == "act":
            return self.board.focus_name == str(parameters[0]).partition(".")[0]
        return super().check_action(action, parameters)

    def action_act(self, key: str) -> None:
        from warroom.tui.acts import act

        act(key)(self)
        self.repaint()

    def offer(self, line: str) -> None:
        """Put a line into the entry, for Enter to do or the person to change."""
        self.entering.offer(line)
        self.repaint()
