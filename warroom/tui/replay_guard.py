"""What may be done while the past is shown: to read, and nothing else."""

from typing import TYPE_CHECKING

from warroom.incident.intents import FinishCommand, Intent
from warroom.tui.binding import presses

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp

LIVE = "the room"
"""Where a replay leads back to that was begun in the room."""
REFUSED = "this is a replay: nothing is recorded, run or sent. Esc goes back to"
READS = (
    "checks.open", "clocks.checklist", "clocks.every", "timeline.open", "timeline.mark", "timeline.copy",
    "playbook.open", "playbook.into", "playbook.back", "playbook.copy",
)  # fmt: skip
"""Keys of panels and panes that only read."""


class Guarded:
    """The guard of a replay: every key, intent and run asks it, and is told why not."""

    on: bool
    _app: "WarroomApp"

    @property
    def way_back(self) -> str:
        """Where Esc leads in the end."""
        raise NotImplementedError

    def refusal(self, intent: Intent) -> str:
        """Why an intent is not recorded now, "" where it is: the end of a run that began before is a fact."""
        return self._refused if self.on and not isinstance(intent, FinishCommand) else ""

    @property
    def _refused(self) -> str:
        return f"{REFUSED} {self.way_back}{', as it is now' if self.way_back == LIVE else ''}"

    def refuses(self) -> bool:
        """Say that nothing is done in a replay, where there is one."""
        if self.on:
            self._app.entering.say(self._refused, bad=False)
            self._app.repaint_soon()
        return self.on

    def allows(self, id_: str) -> bool:
        """Whether this key of a panel, or of the replay, acts where the keys are now."""
        place = self._app.board.focus_name
        mine = id_.startswith("replay.")
        if not self.on:
            return not mine and place == id_.partition(".")[0]
        names = {key.id: presses(key) for key in self._app.keys}
        if mine:
            return not any(names[id_] & names[read] for read in READS if read.startswith(f"{place}."))
        if place != id_.partition(".")[0]:
            return False
        return id_ in READS or not any(names[id_] & held for name, held in names.items() if name.startswith("replay."))

    def acts(self, id_: str) -> bool:
        """Whether a key's act may be done; where not, it is said."""
        if not self.on:
            return True
        self._app.entering.said = ()
        if id_.startswith("replay."):
            return True
        if id_ == "checks.open":
            self._say_check()
            return False
        if id_ not in READS:
            self.refuses()
            return False
        return True

    def _say_check(self) -> None:
        views, cursor = self._app.seen.views, self._app.board.cursor
        if cursor < len(views):
            view = views[cursor]
            since = f" since {view.since:%H:%M:%S} UTC" if view.since else ""
            reason = f": {view.reason}" if view.reason else ""
            self._app.entering.say(f"{view.name} was {view.word}{since}{reason}", bad=False)
