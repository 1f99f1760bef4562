"""What a line can ask for that is no fact: the verbs the screen does by itself."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from warroom.errors import WarroomError
from warroom.incident import intents as i
from warroom.incident.moment import leading
from warroom.text import visible
from warroom.tui import searching
from warroom.tui.panels.intended import NO_ROOM, of_a_room
from warroom.tui.panels.timeline_row import Pending

if TYPE_CHECKING:
    from warroom.tui.app import WarroomApp
    from warroom.tui.entering import Entering


class Tools:
    """The tools of the entry line, and the file that has what waits."""

    def __init__(self, app: "WarroomApp", entering: "Entering") -> None:
        self._app = app
        self._entering = entering
        self._in_file: tuple[str, set[str]] = ("", set())

    def has(self, line: Pending) -> bool:
        """Whether a file has this line."""
        return line.id in self._in_file[1]

    def file_of(self, lines: Sequence[Pending]) -> str:
        """The file that has all of these, "" for none."""
        return visible(self._in_file[0]) if all(map(self.has, lines)) else ""

    def do(self, name: str, rest: str, line: str) -> bool:
        """Do it; False where the line is to come back."""
        pane = self._app.board.pane
        if name == "find" and pane is not None and pane.name == "playbook":
            from warroom.tui.acts.playbook import find_words

            return find_words(self._app, rest)
        if name == "find" and pane is not None and pane.name == "runbook":
            from warroom.tui.acts import runbook

            return runbook.find_words(self._app, rest)
        if name == "find" and not self._app.incident.seq:
            from warroom.tui.acts import search

            return search.look(self._app, rest)
        if of_a_room(name, rest) and not self._app.incident.seq:
            self._entering.say(f"{NO_ROOM}; your text is kept", bad=True)
            return False
        match name:
            case "brief":
                self._app.action_brief()
            case "find":
                return searching.find(self._app, rest)
            case "filter":
                return searching.narrow(self._app, rest)
            case "retry":
                if not self._entering.pending:
                    self._entering.say("nothing waits to be written", bad=False)
                self._app.keeper.retry()
            case "save-as":
                return self._save_as(rest)
            case "similar":
                from warroom.tui.acts import similar

                similar.show(self._app)
            case "drill":
                return self._app.drilling.do(rest, line)
            case "playbook":
                return self._playbook(rest, line)
            case "update":
                from warroom.tui.acts.update import by_line as compose_by_line

                return compose_by_line(self._app, rest)
            case "copy":
                from warroom.tui.acts.update import copy_words

                return copy_words(self._app, rest)
            case "run":
                from warroom.tui.stepping import by_line

                return by_line(self._app, rest)
        return True

    def _save_as(self, name: str) -> bool:
        """What waits, as lines that `warroom note -` reads."""
        say, pending = self._entering.say, self._entering.pending
        if not name:
            say("it goes: /save-as FILE", bad=True)
            return False
        if not pending:
            say("nothing waits to be written", bad=False)
            return True
        zone = self._app.context().zone
        lines = [f"{p.at:%Y-%m-%dT%H:%M:%SZ} {visible(leading(p.words, p.at, zone)[1])}\n" for p in pending]
        try:
            with Path(name).expanduser().open("x", encoding="utf-8") as file:
                file.writelines(lines)
        except (OSError, RuntimeError, ValueError) as error:
            say(f"{name}: {getattr(error, 'strerror', None) or error}", bad=True)
            return False
        self._in_file = (name, {p.id for p in pending})
        say(f"{len(lines)} written to {name}; warroom note - reads it", bad=False)
        return True

    def _playbook(self, rest: str, line: str) -> bool:
        if rest == "accept":
            self._app.allowed.ask()
            return True
        if rest == "reload":
            return self._reload(line)
        if not rest:
            self._app.action_playbook()
            return True
        self._entering.say("it goes: /playbook reload, or accept; alone it opens here", bad=True)
        return False

    def _reload(self, line: str) -> bool:
        from warroom import wiring

        try:
            loaded = wiring.playbook(self._app.settings)
        except WarroomError as error:
            self._entering.say(str(error), bad=True)
            return False
        self._app.allowed.load(loaded)
        self._entering.send(line, (i.AdoptPlaybook(playbook=loaded.playbook, sha256=loaded.sha256), line))
        return True
