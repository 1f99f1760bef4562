"""Finding lines: go to words or a time, list only some, act on the line that was found."""

from datetime import timedelta
from pathlib import Path

from tests.tui.stage import Stage, declare, notes, play, write
from tests.tui.test_timeline import fill
from warroom.clock import SystemClock
from warroom.incident import intents as i


async def focus(stage: Stage) -> None:
    stage.app.board.focus_panel("timeline")
    await stage.until(lambda: stage.app.board.focus_name == "timeline")


def begun(path: Path) -> str:
    stream = declare(path)
    write(path, i.Note(text="the pool is full"), i.Note(text="pool: ten waiting"), stream=stream, by="bo")
    fill(path, stream, 300)
    write(path, i.Decide(text="drain the Pool"), i.Note(text="last of all"), stream=stream, by="ann")
    return stream


def test_find_goes_to_the_newest_line_and_n_goes_on_to_the_others(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.line("/find pool")
        await stage.shows("3 of 3: pool")
        for key, said in (("n", "1 of 3"), ("n", "2 of 3"), ("N", "1 of 3"), ("N", "3 of 3")):
            await stage.pilot.press(key)
            await stage.shows(said)
        assert stage.timeline.current is not None
        assert stage.timeline.current.seq == 305
        await stage.pilot.press("escape")
        assert stage.entry.has_focus

    play(path, act)


def test_find_with_a_time_goes_to_the_first_line_from_then_on(path: Path) -> None:
    stream = begun(path)
    long_ago = SystemClock().now() - timedelta(minutes=30)
    write(path, i.Note(text="seen long before", at=long_ago), i.Note(text="after"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.line("/find -40m")
        await stage.until(lambda: stage.timeline.current is not None and stage.timeline.current.seq == 1)

    play(path, act)


def test_what_is_not_there_is_said_and_the_line_is_free(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.line("/find zebra")
        await stage.says("no line has zebra")
        assert stage.entry.value == ""

    play(path, act)


def test_a_filter_lists_only_some_says_so_and_new_ones_join(path: Path) -> None:
    stream = begun(path)

    async def act(stage: Stage) -> None:
        await stage.line("/filter by:ann")
        await stage.shows("2 of 306 lines")
        await stage.shows("only by:ann")
        assert "note 299" not in stage.text
        write(path, i.Note(text="from elsewhere"), stream=stream, by="ann")
        await stage.shows("from elsewhere")
        write(path, i.Note(text="not to be listed"), stream=stream, by="bo")
        await stage.until(lambda: stage.app.incident.seq == 308)
        assert "not to be listed" not in stage.text
        await stage.line("/filter")
        await stage.shows("not to be listed")
        assert "only by" not in stage.text

    play(path, act)


def test_a_filter_that_cannot_be_read_keeps_the_line(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("/filter kind:nite")
        await stage.pilot.press("enter")
        await stage.says("did you mean `note`")
        assert stage.entry.value == "/filter kind:nite"

    play(path, act)


def test_an_amended_line_joins_the_filter_it_now_matches(path: Path) -> None:
    stream = begun(path)

    async def act(stage: Stage) -> None:
        await stage.line("/filter zebra")
        await stage.shows("0 of 306 lines")
        write(path, i.Amend(seq=50, text="a zebra crossed"), stream=stream)
        await stage.shows("a zebra crossed")

    play(path, act)


def test_in_the_timeline_keys_fill_the_line_for_the_entry_under_the_cursor(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        for key, offered in (("a", "/amend 306 last of all"), ("s", "/strike 306 "), ("p", "/pin 306")):
            await focus(stage)
            await stage.pilot.press(key)
            assert stage.entry.value == offered
            await stage.pilot.press("ctrl+u")
        await focus(stage)
        await stage.pilot.press("k", "o")
        await stage.shows("only kind:decide")
        assert len(notes(stage.records())) == 303

    play(path, act)


def test_marked_lines_are_copied_to_the_clipboard_and_a_file(path: Path, state: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await focus(stage)
        await stage.pilot.press("v", "k", "y")
        await stage.says("2 lines copied")
        assert "#305  decide   drain the Pool  (ann)\n" in stage.app.clipboard
        assert stage.app.clipboard.endswith("#306  note     last of all  (ann)")
        file = state / "warroom" / "copied.txt"
        assert file.read_text(encoding="utf-8") == f"{stage.app.clipboard}\n"
        assert file.stat().st_mode & 0o777 == 0o600

    play(path, act)
