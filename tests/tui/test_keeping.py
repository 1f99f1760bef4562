"""An incident from another journal on the screen, and words that leave every screen when they are erased."""

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
from warroom.tui.alarms import late, wrong

SECRET = "xyzzy-plugh-4711"


@pytest.fixture
def imported(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An incident that runs in another journal, in this one."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    other = tmp_path / "other.sqlite"
    stream = declare(other, title="old outage")
    write(other, i.Note(text="from over there"), i.Suspect(text="the pool"), stream=stream)
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
