"""Which checks this terminal may ask, as settings, playbooks and acceptances change; and the question for more."""

from typing import TYPE_CHECKING

from warroom.checks.acceptance import Source, Standing, count_said, follows, hidden_said, rows, sources, stand
from warroom.checks.model import View
from warroom.incident import intents as i
from warroom.incident.facts import ChecksAccepted, Record
from warroom.incident.state import Accepted
from warroom.incident.words import DUTY
from warroom.tui.asking import Question
from warroom.tui.look import Row
from warroom.tui.view import changed_scene

if TYPE_CHECKING:
    from warroom.playbook.yaml import Loaded
    from warroom.tui.app import WarroomApp


class Allowed:
    """Follows what may be asked on duty; the app owns it, and tells it what came."""

    def __init__(self, app: "WarroomApp") -> None:
        self.standing = Standing()
        self._app = app
        self._accepted: dict[str, Accepted] = {}
        self._loaded: Loaded | None = None
        self._hidden_said: tuple[str, ...] = ()
        self._asked: tuple[View, ...] = ()

    def load(self, loaded: "Loaded") -> None:
        """The playbook in force was read."""
        self._loaded = loaded
        self.look()

    @property
    def accepted(self) -> dict[str, Accepted]:
        """What was accepted so far, by the hash of its file."""
        return self._accepted

    def accept(self, accepted: dict[str, Accepted]) -> None:
        """What was accepted so far, by anybody."""
        self._accepted = accepted
        self.look()

    def follows(self, sha256: str) -> bool:
        """Whether the steps of the playbook with this hash may read without a question."""
        return follows(self._loaded, sha256, self._accepted)

    def look(self) -> None:
        """Ask what may be asked now: the room that is open counts, and every other that runs."""
        app = self._app
        if self._loaded is None:
            return
        incidents = [app.incident, *app.scene.open_states.values()]
        found = sources(app.settings, self._loaded, (one for one in incidents if one.seq))
        standing = stand(found, self._accepted)
        if standing == self.standing:
            return
        self.standing = standing
        app.machine.waiting = len(standing.unasked)
        if not app.incident.is_drill:
            app.scene = changed_scene(app.scene, views=self.views(self._asked))
        app.watching.watch(DUTY, standing.asked)
        if standing.hidden and standing.hidden != self._hidden_said:
            self._hidden_said = standing.hidden
            app.entering.say_in_passing(hidden_said(standing.hidden))

    def views(self, asked: tuple[View, ...]) -> tuple[View, ...]:
        """The rows of what is asked on duty, and below them those that wait."""
        self._asked = asked
        return (*asked, *rows(self.standing, self._accepted, (view.name for view in asked)))

    def ask(self) -> None:
        """Show what would be asked, and let it be asked where `y` says so."""
        app, waiting = self._app, self.standing.waiting
        if not waiting:
            app.entering.say("no checks wait to be accepted", bad=False)
            return
        app.board.show_pane("accept", (waiting, self._accepted))
        said: Row = (
            (f"let {count_said(*waiting)} run from here? ", "soon+b"),
            ("y", "title"),
            (" yes, in your name   ", "muted"),
            ("Esc", "title"),
            (" no; all that would be asked stands above", "muted"),
        )
        app.entering.pose(Question(said, keys={"y": lambda: app.entering.named(lambda: self._take(waiting))}))

    def _take(self, waiting: tuple[Source, ...]) -> None:
        app = self._app
        if app.board.pane is not None and app.board.pane.name == "accept":
            app.board.show_pane("")
        for source in waiting:
            app.ask_on_duty(i.AcceptChecks(name=source.name, sha256=source.sha256, digest=source.digest))

    def kept(self, records: list[Record]) -> None:
        """The acceptance is on disk."""
        names = [record.fact.name for record in records if isinstance(record.fact, ChecksAccepted)]
        if names:
            senders = " and its senders are used" if self._app.settings.senders else ""
            self._app.entering.say(f"accepted: the checks of {', '.join(names)} are asked now{senders}", bad=False)
