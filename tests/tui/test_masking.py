"""Secrets at the entry line: shown before Enter, masked in the record, and recorded as typed where somebody says so."""

from pathlib import Path

from tests.tui.stage import NARROW, Stage, declare, notes, play
from warroom.tui.panels.entry import Entry


def marked(entry: Entry) -> list[str]:
    """What stands out in the entry line as it is drawn."""
    return [part.text for part in entry.render_line(0) if part.style is not None and part.style.reverse]


def test_a_secret_stands_out_before_enter_and_is_masked_in_the_record(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("db is password=hunter22 now")
        await stage.says("password masked", "^O records it as typed", "will be a note")
        assert marked(stage.entry) == ["hunter22"]
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["db is password=[redacted:password] now"])
        assert "hunter22" not in stage.text

    play(path, act)


def test_ctrl_o_records_it_as_typed_for_this_line_alone(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("password=hunter22")
        await stage.pilot.press("ctrl+o")
        await stage.says("password as typed", "^O masks it")
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["password=hunter22"])
        await stage.keep("password=hunter33")
        assert notes(stage.records()) == ["password=hunter22", "password=[redacted:password]"]

    play(path, act)


def test_ctrl_o_twice_masks_after_all(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("password=hunter22")
        await stage.pilot.press("ctrl+o", "ctrl+o")
        await stage.says("password masked")
        await stage.pilot.press("enter")
        await stage.until(lambda: notes(stage.records()) == ["password=[redacted:password]"])

    play(path, act)


def test_ctrl_o_on_a_line_without_a_secret_says_so_and_leaves_the_next_line_masked(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("nothing here")
        await stage.pilot.press("ctrl+o")
        await stage.says("nothing here looks like a secret")
        await stage.pilot.press("enter")
        await stage.keep("password=hunter22")
        assert notes(stage.records()) == ["nothing here", "password=[redacted:password]"]

    play(path, act)


def test_a_secret_in_a_title_is_in_no_name_either(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.line("/declare P0 token=ghp_abcdefghijklmnopqrstuvwxyz0123456789 is out")
        await stage.until(lambda: stage.app.stream)
        assert stage.app.incident.title == "token=[redacted:github-token] is out"
        assert "ghp" not in stage.app.stream

    play(path, act)


def test_at_80_columns_the_way_out_is_still_said(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("curl -H 'Authorization: Bearer abcdefghijklmnop123456'")
        await stage.says("masked", "^O")

    play(path, act, size=NARROW)


def test_a_secret_typed_after_ctrl_o_is_masked_all_the_same(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("password=hunter22")
        await stage.pilot.press("ctrl+o", "ctrl+u")
        await stage.keep("token=abcdef123456")
        await stage.type("password=hunter33")
        await stage.pilot.press("ctrl+o")
        await stage.keep(" and token=abcdef123456")
        assert [note for note in notes(stage.records()) if "abcdef" in note or "hunter" in note] == []

    play(path, act)
