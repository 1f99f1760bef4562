"""The review on the screen: opened from room and lobby, moved in, read, and everything of it reached by a key."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.looking_back.complete import complete
from tests.looking_back.odd import JOURNAL, ODD
from tests.looking_back.odd import told as story
from tests.tui.stage import NARROW, WIDE, Stage, declare, play, write
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.runbook.evidence import Evidence
from warroom.tui.panels.review.names import BOXES

HUGE = (200, 60)
SMALL = (60, 18)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A whole incident, told once."""
    folder = tmp_path_factory.mktemp("written")
    return folder, complete(folder)


@pytest.fixture
def told(written: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The same in a journal of this test's own, and its stream."""
    folder = tmp_path_factory.mktemp("told") / "journal"
    shutil.copytree(written[0], folder)
    return folder, written[1]


async def opened(stage: Stage) -> None:
    """The review, with everything read."""
    await stage.until(lambda: stage.app.incident.seq)
    await stage.pilot.press("f6")
    await known(stage)


async def known(stage: Stage) -> None:
    await stage.until(lambda: stage.app.reviewing.open)
    await stage.until(lambda: stage.app.reviewing.seen and stage.app.reviewing.seen.parts)
    await stage.pilot.pause()


def box(stage: Stage) -> str:
    return stage.app.reviewing.seen.box if stage.app.reviewing.seen else ""


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE, SMALL])
def test_f6_shows_lanes_clocks_and_draft_at_every_size(told: tuple[Path, str], size: tuple[int, int]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert "REVIEW" in stage.rows[0]
        assert "late" in stage.rows[2]
        for n, name in enumerate(BOXES, 1):
            await stage.pilot.press(str(n))
            assert box(stage) == name
            words = "draft post-mortem" if name == "draft" else name
            await stage.shows(f" {words} ━")
        await stage.pilot.press("1")
        await stage.shows("api", "▇▇▇", "UTC", "sent")

    play(folder / JOURNAL, act, size, incident=stream)


@pytest.mark.parametrize("back", ["f6", "escape"])
def test_the_same_key_and_esc_go_back_to_the_room_with_the_text_untouched(told: tuple[Path, str], back: str) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await opened(stage)
        await stage.pilot.press(back)
        await stage.until(lambda: not stage.app.reviewing.open)
        assert stage.app.board.view == "room"
        assert stage.entry.value == "half"
        assert stage.entry.has_focus

    play(folder / JOURNAL, act, incident=stream)


def test_in_the_lobby_f6_reviews_the_past_incident_under_the_cursor_and_esc_leads_back(
    told: tuple[Path, str],
) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        await stage.pilot.press("f7")
        await stage.shows("past")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.pilot.press("f6")
        await known(stage)
        assert stage.app.stream == stream
        await stage.until(lambda: stage.focused("review"))
        await stage.shows("Esc lobby")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.pilot.pause()
        assert not stage.app.reviewing.open

    play(folder / JOURNAL, act, incident=stream)


def test_in_an_empty_lobby_f6_says_that_there_is_nothing_to_look_back_on(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await stage.pilot.press("f6")
        await stage.says("no incident to look back on yet")

    play(path, act)


def test_tab_goes_through_every_box_and_the_entry_line(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        walked = [box(stage)]
        for _ in BOXES[1:]:
            await stage.pilot.press("tab")
            walked.append(box(stage))
        assert tuple(walked) == BOXES
        await stage.pilot.press("tab")
        assert stage.entry.has_focus
        await stage.pilot.press("shift+tab")
        assert box(stage) == "corrections"

    play(folder / JOURNAL, act, incident=stream)


def test_h_and_l_move_in_time_and_say_the_moment_the_checks_and_the_nearest_record(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        seen = stage.app.reviewing.seen
        assert seen is not None
        assert seen.drawn is not None
        before = seen.at
        await stage.pilot.press(*"llllllll")
        assert seen.at is not None
        assert before is not None
        assert seen.at > before
        await stage.shows(f"{seen.at:%H:%M} UTC", "down")
        await stage.until(lambda: seen.nearest is not None)
        assert seen.nearest is not None
        await stage.shows(f"#{seen.nearest.seq}")
        await stage.pilot.press("h")
        assert seen.at < before + 8 * seen.drawn.span

    play(folder / JOURNAL, act, incident=stream)


def test_plus_and_minus_zoom_around_the_cursor_and_0_shows_all(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        seen = stage.app.reviewing.seen
        assert seen is not None
        assert seen.review is not None
        await stage.pilot.press("+", "+")
        assert seen.window is not None
        assert seen.at is not None
        assert seen.window[0] <= seen.at <= seen.window[1]
        lasts = seen.window[1] - seen.window[0]
        await stage.shows("part of it")
        await stage.pilot.press("-")
        assert seen.window is not None
        assert seen.window[1] - seen.window[0] > lasts
        await stage.pilot.press("+", "0")
        assert seen.window is None
        await stage.pilot.press(*"+" * 30)
        assert seen.window is not None

    play(folder / JOURNAL, act, incident=stream)


def test_n_goes_from_milestone_to_milestone(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        seen = stage.app.reviewing.seen
        assert seen is not None
        await stage.pilot.press("n")
        assert seen.at == stage.app.incident.when("acknowledged")
        await stage.pilot.press("N")
        assert seen.at == stage.app.incident.when("declared")

    play(folder / JOURNAL, act, incident=stream)


@pytest.mark.parametrize(("n", "words"), [("2", "counted from"), ("4", "promised at"), ("5", "wrote from")])
def test_enter_opens_what_is_chosen_and_esc_leads_back_to_its_box(told: tuple[Path, str], n: str, words: str) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press(n)
        name = box(stage)
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.focused("section"))
        await stage.shows(words)
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.reviewing.open)
        assert box(stage) == name
        assert stage.focused("review")

    play(folder / JOURNAL, act, incident=stream)


def test_enter_on_the_lanes_opens_the_nearest_line_in_full(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.until(lambda: stage.app.reviewing.seen and stage.app.reviewing.seen.nearest)
        await stage.pilot.press("enter")
        await stage.shows("line #1", "happened", "hash")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.reviewing.open)

    play(folder / JOURNAL, act, incident=stream)


def test_enter_on_a_run_shows_its_output_or_that_nothing_was_kept(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("6", "enter")
        await stage.until(lambda: stage.focused("section"))
        await stage.shows(stage.app.incident.runs[0].command[:20])

    play(folder / JOURNAL, act, incident=stream)


def test_corrections_are_listed_with_both_versions(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("7")
        await stage.shows("amended", "struck", "back-dated")
        review = stage.app.reviewing.seen.review if stage.app.reviewing.seen else None
        assert review is not None
        n = next(n for n, one in enumerate(review.corrections) if one.how == "amended")
        await stage.pilot.press("g", *("j" * n))
        await stage.shows("first, at", "now, at")

    play(folder / JOURNAL, act, incident=stream)


def test_what_is_typed_goes_to_the_incident_that_is_reviewed_and_the_review_follows(path: Path) -> None:
    stream = declare(path)
    write(path, i.Resolve(despite="over"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("tab", "shift+tab", "shift+tab")
        assert stage.entry.has_focus
        made = await stage.keep("-20m /fix")
        assert made.kind == "fixed"
        assert stage.app.reviewing.open
        review = stage.app.reviewing.seen
        await stage.until(lambda: review and review.review and review.review.milestones[4].at)
        await stage.until(lambda: review and review.review and review.review.corrections)
        assert stage.app.incident.status == "resolved"

    play(path, act, incident=stream)


def test_what_is_missing_is_named_in_the_banner(path: Path) -> None:
    stream = declare(path)
    write(path, i.Resolve(despite="over"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert "started missing" in stage.rows[1]
        assert "fixed missing" in stage.rows[1]
        assert "detected not said" in stage.rows[1]

    play(path, act, incident=stream)


def test_a_section_nobody_changed_stays_derived_from_the_record(path: Path) -> None:
    stream = declare(path)
    write(path, i.Resolve(despite="over"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.pilot.press("ctrl+s")
        await stage.shows("was not changed")
        assert not stage.app.incident.sections
        assert not stage.app.sections.writing

    play(path, act, incident=stream)


def test_a_section_is_written_here_recorded_and_shown_as_somebodys_words(path: Path) -> None:
    stream = declare(path)
    write(path, i.Resolve(despite="over"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.pilot.press("ctrl+end")
        await stage.type("pool too small")
        await stage.pilot.press("ctrl+s")
        await stage.until(lambda: stage.app.incident.sections)
        await stage.settled()
        section = next(iter(stage.app.incident.sections.values()))
        assert section.text.endswith("pool too small")
        assert section.by == "anna"
        assert stage.records()[-1].kind == "section_written"
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.reviewing.open)
        await stage.shows("anna")

    play(path, act, incident=stream)


def test_esc_keeps_what_was_written_as_a_draft_that_e_goes_on_with(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "enter", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.pilot.press("ctrl+end")
        await stage.type("half a thought")
        await stage.pilot.press("escape")
        await stage.until(lambda: not stage.app.sections.writing)
        await stage.says("kept as a draft")
        assert not stage.app.incident.sections
        assert any("half a thought" in one.text for one in stage.app.sections.unrecorded())
        await stage.pilot.press("e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.shows("half a thought")

    play(path, act)


@pytest.mark.parametrize(
    ("key", "end", "begins"),
    [
        ("m", "-postmortem.md", b"# "),
        ("h", "-postmortem.html", b"<!"),
        ("j", ".jsonl", b"{"),
        ("e", ".tar.gz", b"\x1f\x8b"),
    ],
)
def test_x_and_a_letter_write_a_new_file_and_never_over_one(
    told: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, end: str, begins: bytes
) -> None:
    folder, stream = told
    monkeypatch.chdir(tmp_path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        for _ in range(2):
            stage.app.entering.said = ()
            await stage.pilot.press("x")
            await stage.says("export:", "Markdown", "Esc")
            await stage.pilot.press(key)
            await stage.says(" is in ")
        assert stage.focused("review")

    play(folder / JOURNAL, act, incident=stream)
    made = sorted(tmp_path.iterdir())
    assert len(made) == 2, "the second has a name of its own"
    assert all(path.name.endswith(end) for path in made)
    assert all(path.read_bytes().lower().startswith(begins) for path in made)


def test_esc_at_the_question_exports_nothing(
    told: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stream = told
    monkeypatch.chdir(tmp_path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("x", "escape")
        await stage.pilot.pause()
        assert stage.app.reviewing.open
        assert stage.focused("review")

    play(folder / JOURNAL, act, incident=stream)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_takes_no_file_is_named(
    told: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stream = told
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("x", "j")
        await stage.until(lambda: "not written" in stage.said or "no folder" in stage.said)

    play(folder / JOURNAL, act, incident=stream)


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_v_walks_the_chain_and_says_how_far(told: tuple[Path, str], size: tuple[int, int]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("v")
        await stage.until(lambda: stage.app.reviewing.seen and stage.app.reviewing.seen.whole)
        assert stage.app.reviewing.seen is not None
        assert stage.app.reviewing.seen.verified == stage.app.incident.seq
        await stage.says(f"the chain holds from #1 to #{stage.app.incident.seq}")
        # At 80 columns a chip for the clock of this story has the room.
        if size != NARROW:
            await stage.shows(f"chain ✓ verified to #{stage.app.incident.seq}")

    play(folder / JOURNAL, act, size, incident=stream)


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, str, list[Path]]:
    """An incident with two runs whose outputs were kept, its journal, and the files that hold them."""
    evidence = Evidence(tmp_path / JOURNAL)
    with story(tmp_path) as room:
        room.declare()
        for n, output in enumerate((b"up 3 days\n", b"98 connections\n"), 1):
            name = evidence.keep(output)
            done = f.CommandFinished(run=n, exit=0, evidence=name, sha256=name, size=len(output), kept=len(output))
            room.append([f.CommandStarted(run=n, command=f"command-{n}"), done])
        return tmp_path / JOURNAL, room.stream, [evidence.path(run.evidence) for run in room.room.incident.runs]


def test_outputs_that_are_as_they_were_kept_are_said_to_hold(kept: tuple[Path, str, list[Path]]) -> None:
    journal, stream, files = kept
    assert [file.read_bytes() for file in files] == [b"up 3 days\n", b"98 connections\n"]

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("6")
        await stage.shows("2 outputs  hashes hold", f"✓ {files[0].name[:8]}")
        assert "not as kept" not in stage.text

    play(journal, act, incident=stream)


@pytest.mark.parametrize("gone", [False, True], ids=["changed", "gone"])
def test_an_output_that_is_not_what_was_kept_is_said(kept: tuple[Path, str, list[Path]], gone: bool) -> None:
    journal, stream, files = kept
    files[0].chmod(0o600)
    files[0].unlink() if gone else files[0].write_bytes(b"up 4 days\n")

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("6")
        await stage.shows("1 not as kept", "✗ not as kept", f"✓ {files[1].name[:8]}")
        assert "hashes hold" not in stage.text

    play(journal, act, HUGE, incident=stream)


def test_y_copies_a_summary(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("y")
        await stage.says("the summary copied")

    play(folder / JOURNAL, act, incident=stream)


def test_c_shows_all_clocks_in_full_and_esc_leads_back(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("c")
        await stage.until(lambda: stage.focused("all_clocks"))
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.reviewing.open)

    play(folder / JOURNAL, act, incident=stream)


WIDEST = ("hostile", "many checks")
"""The incidents whose words and numbers a narrow screen has least room for; the others are seen there by CI."""


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, marks=[] if size == WIDE or name in WIDEST else pytest.mark.slow)
        for size in (NARROW, WIDE)
        for name in sorted(ODD)
    ],
)
def test_odd_incidents_are_reviewed_at_every_box(tmp_path: Path, name: str, size: tuple[int, int]) -> None:
    stream = ODD[name](tmp_path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        for n in range(1, 8):
            await stage.pilot.press(str(n), "j", "enter")
            await stage.pilot.pause()
            if not stage.app.reviewing.open:
                await stage.pilot.press("escape")
                await stage.until(lambda: stage.app.reviewing.open)
        await stage.pilot.press("1", "l", "l", "+", "-", "0", "n")
        assert stage.app.reviewing.open

    play(tmp_path / JOURNAL, act, size, incident=stream)


def test_a_section_that_was_half_written_when_the_room_ended_is_offered_by_the_next_start(path: Path) -> None:
    declare(path)

    async def begun(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "enter", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.pilot.press("ctrl+end")
        await stage.type("half a thought")
        await stage.pilot.pause()
        stage.app.entering.keep_drafts()

    async def found(stage: Stage) -> None:
        await stage.says("never recorded")
        await stage.pilot.press("up")
        assert "/write " in stage.entry.value
        assert "half a thought" in stage.entry.value

    play(path, begun)
    play(path, found)


def test_r_replays_the_moment_under_the_cursor_and_esc_comes_back_to_it(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press(*"llllllllllllll")
        seen, replaying = stage.app.reviewing.seen, stage.app.replaying
        assert seen is not None
        at = seen.at
        assert at is not None
        assert at > (stage.app.incident.when("declared") or at)
        await stage.pilot.press("r")
        await stage.until(lambda: replaying.on and replaying._whole and not replaying._waits)
        assert at <= replaying.now() < at + timedelta(minutes=5)
        await stage.shows("REPLAY", "F9 review")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.reviewing.open)
        assert (stage.app.reviewing.seen, seen.at, box(stage)) == (seen, at, "lanes")
        await stage.pilot.press("escape")
        await stage.until(lambda: not stage.app.reviewing.open)
        assert not replaying.on

    play(folder / JOURNAL, act, incident=stream)


def test_a_help_or_brief_over_the_review_leads_back_to_it(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        for key, words in (("f1", "keys in the review"), ("f8", "what is happening")):
            await stage.pilot.press("2", key)
            await stage.shows(words)
            await stage.pilot.press("escape")
            await stage.until(lambda: stage.app.reviewing.open)
            assert box(stage) == "clocks"

    play(folder / JOURNAL, act, incident=stream)


def test_what_took_the_reviews_place_does_not_lead_back_to_it(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("f4")
        await stage.until(lambda: stage.focused("people"))
        await stage.pilot.press("escape", "f8")
        await stage.shows("what is happening")
        await stage.pilot.press("escape")
        await stage.pilot.pause()
        assert not stage.app.reviewing.open
        assert stage.app.board.pane is None

    play(folder / JOURNAL, act, incident=stream)


def test_the_keys_of_the_lobby_are_where_they_were_before_the_review(told: tuple[Path, str]) -> None:
    folder, stream = told

    async def act(stage: Stage) -> None:
        await stage.until(lambda: stage.app.incident.seq)
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby" and stage.app.scene.summaries)
        await stage.pilot.press("tab")
        while not stage.focused("past"):
            await stage.pilot.press("tab")
        await stage.pilot.press("f6")
        await known(stage)
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.view == "lobby")
        assert stage.focused("past")

    play(folder / JOURNAL, act, incident=stream)


def test_tab_goes_from_a_section_that_is_written_to_the_entry_line_and_back(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "enter", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.shows("┏ Summary")
        await stage.pilot.press("tab")
        assert stage.entry.has_focus
        await stage.pilot.press("tab", "ctrl+end", *"yes")
        assert stage.app.sections.text_of("summary").endswith("yes")
        await stage.pilot.press("escape")
        await stage.says("kept as a draft")
        await stage.pilot.press("e", "ctrl+s")
        await stage.until(lambda: stage.app.incident.sections)
        assert "kept as a draft" not in stage.said

    play(path, act)


def test_what_is_read_of_the_draft_follows_what_is_recorded(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3")
        seen = stage.app.reviewing.seen
        assert seen is not None
        n = next(n for n, part in enumerate(seen.parts) if part.title == "Actions")
        await stage.pilot.press("g", *"j" * n, "enter")
        await stage.until(lambda: stage.focused("section"))
        await stage.pilot.press("slash", *"action @bo an alert at 80 connections 2027-01-05", "enter")
        await stage.settled()
        await stage.until(lambda: any("an alert at 80 connections" in row for row in stage.rows[4:36]))

    play(path, act)


def test_tables_of_a_section_keep_their_columns_at_any_width(told: tuple[Path, str]) -> None:
    folder, stream = told

    def columns(stage: Stage) -> set[bool]:
        heading = next(row for row in stage.rows if "Action " in row and "Owner" in row)
        rows = [row for row in stage.rows if "TODO" in row or " DONE" in row]
        assert rows
        at = heading.index("Owner")
        return {row[at - 1] == " " and row[at] != " " for row in rows}

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3")
        seen = stage.app.reviewing.seen
        assert seen is not None
        n = next(n for n, part in enumerate(seen.parts) if part.title == "Actions")
        await stage.pilot.press("g", *"j" * n, "enter")
        await stage.shows("Owner", "Priority")
        assert columns(stage) == {True}
        await stage.pilot.resize_terminal(90, 30)
        await stage.until(lambda: stage.sized((90, 30)))
        await stage.shows("Owner", "Priority")
        assert columns(stage) == {True}

    play(folder / JOURNAL, act, incident=stream)


def test_an_export_names_the_drafts_that_are_not_in_it(
    told: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, stream = told
    monkeypatch.chdir(tmp_path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("3", "j", "e")
        await stage.until(lambda: stage.app.sections.writing)
        await stage.pilot.press("ctrl+end", *"half", "escape", "escape")
        await stage.until(lambda: stage.app.reviewing.open)
        await stage.shows("draft not recorded")
        await stage.pilot.press("x", "m")
        await stage.says("without your draft of impact")

    play(folder / JOURNAL, act, (200, 60), incident=stream)
