"""An incident from another journal on the screen, and words that leave every screen when they are erased."""

import queue
from contextlib import closing
from pathlib import Path

import pytest

from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from warroom.clock import SystemClock
from warroom.commands.taking import import_files
from warroom.incident import intents as i
from warroom.journal.live import Live
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export
from warroom.room import Room
from warroom.settings import Settings
from warroom.tui import keeper
from warroom.tui.alarms import late, wrong
from warroom.tui.messages import Opened

SECRET = "xyzzy-plugh-4711"


@pytest.fixture
def imported(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An incident that runs in another journal, in this one."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    other = tmp_path / "other.sqlite"
    stream = declare(other, title="old outage")
    write(
        other,
        i.Note(text="from over there"),
        i.Suspect(text="the pool"),
        i.GiveTask(owner="bo", text="look at the pool", seconds=600),
        i.GiveTask(owner="kim", text="call the provider"),
        i.FinishTask(n=2),
        stream=stream,
    )
    file = tmp_path / "out.jsonl"
    with closing(Journal(other)) as journal:
        file.write_text("".join(f"{line}\n" for line in export(journal, stream)))
    assert import_files(Settings(journal=path, as_="kim"), [str(file)], "text") == 0
    return stream


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_an_imported_incident_is_read_and_nothing_of_it_is_late_or_rings(
    path: Path, imported: str, size: tuple[int, int]
) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("IMPORTED", "old outage")
        await stage.until(lambda: stage.app.scene.looked_back_on)
        assert "from over there" in stage.text
        assert "nobody" not in stage.rows[0] + stage.rows[1] + stage.rows[2]
        assert stage.app.scene.deadlines == ()
        assert (late(stage.app.scene), wrong(stage.app.scene)) == ([], [])
        await stage.line("/ic @anna")
        await stage.says("was imported")
        stage.entry.value = ""
        kept = await stage.keep("looked at it from here")
        assert kept.kind == "note"

    play(path, act, size, incident=imported)


def test_in_the_lobby_it_stands_among_what_is_past(path: Path, imported: str) -> None:
    declare(path, title="API down", severity="P1")

    async def act(stage: Stage) -> None:
        await stage.until(lambda: len(stage.app.scene.summaries) == 2)
        assert stage.app.incident.title == "API down"
        await stage.pilot.press("f7")
        await stage.shows("imported")
        assert imported not in stage.app.scene.open_states

    play(path, act)


def test_erased_words_leave_the_screen_of_an_open_room(path: Path) -> None:
    stream = declare(path)
    write(path, i.Suspect(text=f"{SECRET} is revoked"), i.Note(text=f"it needs {SECRET} now"), stream=stream)

    def erase(*seqs: int) -> None:
        with closing(Journal(path)) as journal, closing(Live(path)) as live:
            room = Room(journal, live, SystemClock(), stream)
            for seq in seqs:
                room.act(i.Redact(by="bo", seq=seq, why="a token"))

    async def act(stage: Stage) -> None:
        await stage.shows(SECRET)
        await stage.type("half a thou")
        erase(*(record.seq for record in stage.records() if record.kind in ("suspected", "note")))
        await stage.until(lambda: SECRET not in stage.text)
        await stage.shows("erased")
        assert SECRET not in repr(stage.app.incident)
        assert SECRET not in repr(stage.timeline.__dict__)
        assert stage.entry.value == "half a thou"

    play(path, act)
    for file in path.parent.glob("journal.sqlite*"):
        if file.name != path.name:
            assert SECRET.encode() not in file.read_bytes(), file


def test_a_terminal_that_ends_before_it_heard_of_an_erasure_does_not_put_the_words_back(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(keeper, "POLL_S", 60.0)
    monkeypatch.setattr(keeper, "AT_LEAST_S", 60.0)
    stream = declare(path)
    write(path, i.Suspect(text=SECRET), stream=stream)
    heard: queue.Queue[object] = queue.Queue()
    here = keeper.Keeper(path, SystemClock(), {})
    here.attach(heard.put)
    here.start()
    here.enter(stream, "")
    while not isinstance(heard.get(timeout=30), Opened):
        pass
    with closing(Journal(path)) as journal, closing(Live(path)) as live:
        room = Room(journal, live, SystemClock(), stream)
        room.act(i.Redact(by="anna", seq=room.incident.suspects[0].seq, why="a token"))
        assert here.stop(30)
        kept = live.kept(stream)
        assert kept is not None
        assert SECRET not in repr(kept)


def test_tasks_of_an_imported_incident_are_shown_without_a_clock(path: Path, imported: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("look at the pool", "by ", "call the provider", "done")
        for key in ("c", "a"):
            await stage.pilot.press("tab", "tab")
            await stage.until(lambda: stage.focused("clocks"))
            await stage.pilot.press(key)
            await stage.shows("It came from another journal", "F9 replays it")
            await stage.pilot.press("escape", "escape")

    play(path, act, incident=imported)


def test_an_imported_incident_is_replayed_as_it_was_where_it_ran(path: Path, imported: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("IMPORTED")
        await stage.pilot.press("f9")
        await stage.shows("REPLAY", "nobody commands", "response: acknowledge")

    play(path, act, incident=imported)


def test_in_the_review_of_an_imported_incident_c_shows_its_clocks(path: Path, imported: str) -> None:
    async def act(stage: Stage) -> None:
        await stage.shows("IMPORTED")
        await stage.pilot.press("f6")
        await stage.until(lambda: stage.app.reviewing.seen and stage.app.reviewing.seen.review)
        await stage.pilot.press("c")
        await stage.shows("all clocks", "response: acknowledge", "status page set")

    play(path, act, incident=imported)
