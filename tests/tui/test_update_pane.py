"""The update pane: words to users are written in place, held against lint, kept, approved, sent; nothing is lost."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.segment import Segment
from textual import events

from tests.tui.scenes import scenes
from tests.tui.stage import NARROW, WIDE, Stage, data, declare, play, write
from tests.tui.test_drafts import kept
from tests.tui.test_drilling import drilled
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.clock import SystemClock
from warroom.incident import intents as i
from warroom.incident.facts import Record
from warroom.incident.update import Update
from warroom.tui.look import Look
from warroom.tui.panels.editor import MOST_LETTERS, Editor
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.update.seen import Seen, Words, joined, parted
from warroom.tui.view import Scene, changed_scene
from warroom.updates.lint import against, lint
from warroom.updates.senders.file import Options
from warroom.updates.ways.model import Sender

HUGE = (200, 60)
IMPACT = i.SetImpact(text="all requests fail")


def begun(path: Path, *intents: i.Intent) -> str:
    """An incident of which the playbook's words for users can be filled in whole."""
    stream = declare(path)
    write(
        path, i.SetMilestone(name="started", moment=SystemClock().now() - timedelta(minutes=9)), IMPACT, stream=stream
    )
    if intents:
        write(path, *intents, stream=stream)
    return stream


def editor(stage: Stage) -> Editor:
    found = stage.app.composing.editor
    assert found is not None
    return found


async def opened(stage: Stage) -> None:
    await stage.pilot.press("f2")
    await stage.until(lambda: editor(stage).has_focus)
    await stage.shows("─ lint ─" if stage.app.size.width < 100 else "lint ─")


async def put(stage: Stage, text: str) -> None:
    """Write this in place of what stands there, as a person who selects it all and pastes."""
    await stage.pilot.press("ctrl+home")
    editor(stage).selection = type(editor(stage).selection)((0, 0), editor(stage).document.end)
    editor(stage).post_message(events.Paste(text))
    await stage.until(lambda: editor(stage).text == text)
    await stage.pilot.pause()


async def left(stage: Stage) -> None:
    """Back at the entry line, with what was written on the record."""
    await stage.pilot.press("escape")
    await stage.until(lambda: stage.entry.has_focus)
    await stage.settled()


@cache
def promising() -> str:
    return f"{SystemClock().now() + timedelta(minutes=20):%H:%M} UTC"


@cache
def well() -> str:
    """Words that nothing speaks against."""
    since = f"{SystemClock().now() - timedelta(minutes=9):%H:%M} UTC"
    return f"Since {since} all users see errors.\nNext update by {promising()}."


def update(stage: Stage, n: int = 1) -> Update:
    found = stage.app.incident.update(n)
    assert found is not None
    return found


def recorded(stage: Stage, n: int = 1) -> str:
    """The words the record has under this number, "" for none."""
    found = stage.app.incident.update(n)
    return found.text if found is not None else ""


def of_kind(stage: Stage, kind: str) -> list[Record]:
    return [record for record in stage.records() if record.kind == kind]


def drawn(stage: Stage, words: str) -> list[Segment]:
    """The segments that draw these words in the text."""
    found = (segment for y in range(editor(stage).size.height) for segment in editor(stage).render_line(y))
    return [segment for segment in found if words in segment.text]


@pytest.mark.parametrize("size", [NARROW, WIDE, HUGE])
def test_f2_begins_with_the_playbooks_words_filled_in_and_the_next_time(path: Path, size: tuple[int, int]) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert "all requests fail" in editor(stage).text
        assert "We write again by" in editor(stage).text
        await stage.shows("to status_page", "INVESTIGATING")
        assert stage.kinds().count("update_drafted") == 0, "looking records nothing"

    play(path, act, size)


def test_a_blank_is_typed_over_and_lint_says_so_at_once(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("✗ a blank is left")
        assert editor(stage).selected_text.startswith("[when it began")
        await stage.type("14:02 UTC")
        assert "since 14:02 UTC" in editor(stage).text
        await stage.shows("what users notice")

    play(path, act)


def test_esc_goes_to_the_entry_line_with_its_text_untouched_and_records_the_draft(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        await opened(stage)
        await put(stage, well())
        await left(stage)
        assert stage.entry.value == "half a line"
        assert update(stage).text == well()
        assert (update(stage).channel, update(stage).status, update(stage).by) == (
            "status_page",
            "investigating",
            "anna",
        )
        assert f"{update(stage).next_at:%H:%M} UTC" == promising()
        await stage.shows("update 1", "draft")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.entry.value == "half a line"

    play(path, act)


def test_looking_in_again_and_again_writes_no_new_version(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        for _ in range(3):
            await left(stage)
            await stage.pilot.press("f2")
            await stage.until(lambda: editor(stage).has_focus)
        assert update(stage).version == 1
        await stage.type("!")
        await left(stage)
        assert (update(stage).version, update(stage).text) == (2, well() + "!")

    play(path, act)


@pytest.mark.parametrize(("colours", "theme"), [(True, "dark"), (True, "light"), (False, "dark")])
def test_faults_are_underlined_in_their_place_with_and_without_colour(path: Path, colours: bool, theme: str) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        stage.app.look = Look(themes.load(theme), colours=colours)
        await put(stage, f"We expect to be back in 10 minutes.\nThe cause is on db-1 now.\n{well()}")
        stage.app.repaint()
        await stage.shows("✗ promises a time", "line 1: ", "▴ names a machine", "line 2: db-1")
        for words in ("back in 10 minutes", "db-1"):
            assert all(segment.style is not None and segment.style.underline for segment in drawn(stage, words))
            assert drawn(stage, words)
        assert not any(segment.style and segment.style.underline for segment in drawn(stage, "The cause"))
        reversed_ = [segment for segment in drawn(stage, " ") if segment.style and segment.style.reverse]
        assert reversed_, "the cursor shows"

    play(path, act)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_tab_leads_to_lint_and_enter_to_the_place_it_names(path: Path, size: tuple[int, int]) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, f"{well()}\nWe end it on db-1.\nIt is human error.")
        await stage.pilot.press("tab")
        await stage.until(lambda: stage.focused("update") and not editor(stage).has_focus)
        await stage.pilot.press("j", "enter")
        await stage.until(lambda: editor(stage).has_focus)
        assert editor(stage).cursor_location == (2, len("We end it on "))
        await stage.pilot.press("tab", "tab")
        await stage.until(lambda: stage.entry.has_focus)
        await stage.pilot.press("tab")
        await stage.until(lambda: editor(stage).has_focus)

    play(path, act, size)


def test_approve_acts_on_the_draft_shown_and_wants_a_reason_for_what_must_change(path: Path) -> None:
    begun(path, i.DraftUpdate(channel="chat", text="Next word: 23:59 UTC"))

    async def act(stage: Stage) -> None:
        await stage.line("/update status_page")
        await stage.until(lambda: stage.focused("update"))
        await put(stage, f"Back in 10 minutes.\n{well()}")
        await left(stage)
        await stage.says("approve is not offered: ✗ 1 must change", "/approve 2 WHY")
        await stage.line("/approve")
        await stage.says("refused: update 2: promises a time")
        assert update(stage, 2).state == "draft"
        stage.entry.put("")
        await stage.line("/approve the provider has said so")
        await stage.until(lambda: update(stage, 2).state == "approved")
        assert update(stage, 2).despite == "the provider has said so"
        assert update(stage, 1).state == "draft"

    play(path, act)


def test_what_is_typed_and_approved_in_one_go_is_what_is_approved(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await stage.pilot.press("tab")
        await stage.pilot.press("a")
        await stage.pilot.press("enter")
        await stage.until(lambda: stage.app.incident.update(1) and update(stage).state == "approved")
        assert update(stage).text == well()
        assert [record.kind for record in stage.records()][-2:] == ["update_drafted", "update_approved"]

    play(path, act)


def test_words_changed_after_approval_are_approved_anew(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await left(stage)
        await stage.line("/approve")
        await stage.until(lambda: update(stage).state == "approved")
        await stage.pilot.press("f2")
        await stage.until(lambda: editor(stage).has_focus)
        await stage.type(" Sorry.")
        await left(stage)
        await stage.until(lambda: update(stage).state == "draft" and update(stage).version == 2)

    play(path, act)


def test_send_takes_the_channels_way_and_the_pane_says_that_it_went(path: Path, tmp_path: Path) -> None:
    begun(path)
    out = tmp_path / "said.txt"
    sender = Sender(
        name="wall", kind="file", channel="status_page", options=Options(kind="file", path=str(out)), base=str(tmp_path)
    )

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("1 way", "wall")
        await put(stage, well())
        await left(stage)
        await stage.says("/send 1 goes out by wall")
        await stage.line("/send")
        await stage.until(lambda: update(stage).state == "sent")
        await stage.shows("✓ wall", "sent ", "said before ─ 1")
        assert "all users see errors" in out.read_text()
        await stage.pilot.press("f2")
        await stage.until(lambda: editor(stage).has_focus)

    play(path, act, senders=(sender,))


def test_the_words_after_those_that_went_out_are_an_update_of_their_own(path: Path, tmp_path: Path) -> None:
    begun(path)
    out = tmp_path / "said.txt"
    sender = Sender(
        name="wall", kind="file", channel="status_page", options=Options(kind="file", path=str(out)), base=str(tmp_path)
    )

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await left(stage)
        await stage.line("/send")
        await stage.until(lambda: update(stage).state == "sent")
        await stage.line("/update status_page identified")
        await stage.until(lambda: editor(stage).has_focus)
        words = editor(stage).text
        await stage.pilot.press("escape")
        await stage.line("/send")
        await stage.until(lambda: recorded(stage, 2))
        await stage.shows("update 2 ─")
        assert (editor(stage).text, recorded(stage)) == (words, well())
        assert update(stage).version == 1

    play(path, act, senders=(sender,))


def test_words_that_nobody_touched_say_what_is_so_now(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert "all requests fail" in editor(stage).text
        write(path, i.SetImpact(text="payments are refused"), stream=stage.app.stream)
        await stage.until(lambda: "payments are refused" in editor(stage).text)
        await put(stage, well())
        write(path, i.SetImpact(text="orders are lost"), stream=stage.app.stream)
        await stage.until(lambda: stage.app.incident.impact == "orders are lost")
        await stage.settled()
        assert editor(stage).text == well()

    play(path, act)


def test_a_draft_that_waits_for_the_commander_is_named_where_users_were_told(path: Path) -> None:
    stream = begun(path, i.TakeRole(role="commander", person="anna"))
    write(path, i.DraftUpdate(channel="status_page", text=well(), by="mia"), stream=stream)

    async def act(stage: Stage) -> None:
        await stage.shows("update 1 by mia waits", "/approve 1")
        await stage.line("/approve 1")
        await stage.shows("/send 1")

    play(path, act)


def test_copy_asks_whether_it_went_out_and_records_that_it_did(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await left(stage)
        await stage.line("/copy")
        await stage.says("did it go out?")
        assert stage.app.clipboard == well()
        assert update(stage).state == "draft"
        await stage.pilot.press("y")
        await stage.until(lambda: update(stage).state == "sent")
        told = of_kind(stage, "update_recorded")[-1]
        assert (data(told)["how"], data(told)["text"], told.by) == ("copied", well(), "anna")

    play(path, act)


def test_nothing_is_copied_that_may_not_go_out(path: Path) -> None:
    begun(path, i.TakeRole(role="commander", person="kim"))

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await left(stage)
        await stage.line("/copy")
        await stage.says("refused: update 1 waits for kim")
        assert stage.app.clipboard == ""

    play(path, act)


def test_each_channel_keeps_its_own_words_and_a_status_takes_the_playbooks_while_none_are_ones_own(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("alt+s")
        await stage.shows("to status_page", "IDENTIFIED")
        assert "We know what causes the problem" in editor(stage).text
        await put(stage, well())
        await stage.pilot.press("alt+c")
        await stage.shows("to email")
        assert editor(stage).text.startswith("Subject: ")
        await stage.until(lambda: recorded(stage) == well())
        await put(stage, f"Subject: We are on it\n\n{well()}")
        await stage.pilot.press("alt+c", "alt+c")
        await stage.shows("to status_page")
        assert editor(stage).text == well()
        await stage.until(lambda: recorded(stage, 2))
        assert (update(stage, 2).channel, update(stage, 2).subject, update(stage, 2).text) == (
            "email",
            "We are on it",
            well(),
        )

    play(path, act)


def test_a_text_that_a_crash_took_is_back_in_its_place_and_not_in_the_entry_line(path: Path) -> None:
    begun(path)

    async def crash(stage: Stage) -> None:
        await opened(stage)
        await put(stage, "Since 14:02 UTC\nhalf a sent")
        await stage.until(lambda: any("half a sent" in line for line in kept(path)))

    async def come_back(stage: Stage) -> None:
        await stage.says("words to users were left half written", "F2")
        await stage.pilot.press("up")
        assert "half a sent" not in stage.entry.value
        stage.entry.put("")
        await opened(stage)
        assert editor(stage).text == "Since 14:02 UTC\nhalf a sent"
        await left(stage)
        await stage.until(lambda: recorded(stage) == "Since 14:02 UTC\nhalf a sent")
        await stage.until(lambda: kept(path) == [])

    play(path, crash)
    play(path, come_back)


def test_a_paste_is_one_undo_keeps_its_lines_and_cannot_act_on_the_terminal(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, "one two three")
        editor(stage).post_message(events.Paste("\x1b]0;owned\x07 a\r\nb\tc\n"))
        await stage.until(lambda: "owned" in editor(stage).text)
        assert "\x1b" not in editor(stage).text and "\x07" not in editor(stage).text
        assert editor(stage).text.endswith(" a\nb    c")
        await stage.pilot.press("ctrl+z")
        assert editor(stage).text == "one two three"
        await stage.pilot.press("ctrl+y")
        assert "owned" in editor(stage).text
        await stage.pilot.press("ctrl+z")
        await stage.pilot.press("ctrl+left", "ctrl+w")
        assert editor(stage).text == "one three"

    play(path, act)


def test_a_letter_with_alt_is_a_key_and_no_letter(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        before = editor(stage).text
        # As a terminal sends it: pilot's own key has no letter.
        stage.app.post_message(events.Key("alt+q", "q"))
        stage.app.post_message(events.Key("alt+c", "c"))
        await stage.shows("to email")
        await stage.pilot.press("alt+c", "alt+c")
        await stage.shows("to status_page")
        assert editor(stage).text == before

    play(path, act)


def test_a_pasted_log_is_refused_whole(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        before = editor(stage).text
        editor(stage).post_message(events.Paste("x" * (MOST_LETTERS + 1)))
        await stage.says("nothing of it was taken")
        assert editor(stage).text == before

    play(path, act)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_what_may_have_gone_out_is_listed_and_answered_there(path: Path, size: tuple[int, int]) -> None:
    stream = begun(path, i.DraftUpdate(channel="chat", text="Next word: 23:59 UTC"))
    write(path, i.ApproveUpdate(n=1, despite="it is so"), i.QueueUpdate(n=1, way="ops"), stream=stream)
    write(path, i.ClaimUpdate(n=1), stream=stream)
    write(path, i.AnswerUpdate(n=1, attempt=1, outcome="unknown", why="no answer"), stream=stream)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("tab")
        await stage.pilot.press("G")
        await stage.shows("1 unknown", "1 chat", "unknown: resend?")
        await stage.pilot.press("enter")
        await stage.says("update 1 to chat", "r again", "w it went", "d drop")
        await stage.pilot.press("w")
        assert stage.entry.value == "/went 1"
        await stage.pilot.press("enter")
        await stage.until(lambda: update(stage).state == "sent")

    play(path, act, size)


def test_another_persons_version_is_told_and_taken_only_when_asked(path: Path) -> None:
    stream = begun(path, i.DraftUpdate(channel="status_page", text=well()))

    async def act(stage: Stage) -> None:
        await opened(stage)
        assert editor(stage).text == well()
        await stage.type(" Mine.")
        write(path, i.DraftUpdate(n=1, channel="status_page", text=f"{well()} Theirs."), stream=stream, by="zoe")
        await stage.shows("zoe wrote another version")
        assert editor(stage).text == f"{well()} Mine."
        await stage.pilot.press("tab")
        await stage.until(lambda: recorded(stage) == f"{well()} Mine.")
        write(path, i.DraftUpdate(n=1, channel="status_page", text=f"{well()} Theirs."), stream=stream, by="zoe")
        await stage.until(lambda: editor(stage).text == f"{well()} Theirs.")

    play(path, act)


def test_other_panes_lie_over_nothing_and_find_the_text_where_it_was(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await opened(stage)
        await put(stage, well())
        await stage.pilot.press("f4")
        await stage.shows("Incident commander")
        assert "all users see errors" not in "\n".join(stage.rows[4:30])
        await stage.until(lambda: recorded(stage) == well())
        await opened(stage)
        assert editor(stage).text == well()
        await stage.type("!")
        await stage.pilot.press("f7")
        await stage.until(lambda: stage.app.board.view == "lobby")
        await stage.until(lambda: len(of_kind(stage, "update_drafted")) == 2)
        assert [data(record)["n"] for record in of_kind(stage, "update_drafted")] == [1, 1]
        await stage.pilot.press("f2")
        await stage.says("no incident is open")

    play(path, act)


def test_a_drill_says_that_nothing_leaves(path: Path) -> None:
    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.shows("nothing leaves this machine")

    drilled(path, act)


def test_all_of_it_can_be_reached_on_a_small_screen(path: Path) -> None:
    begun(path, i.TellUsers(channel="status_page", text="We look into it."))

    async def act(stage: Stage) -> None:
        await opened(stage)
        await stage.pilot.press("escape")
        seen = stage.text
        for _ in range(6):
            await stage.pilot.press("pagedown")
            await stage.pilot.pause()
            seen += stage.text
        for words in ("severity and status agree", "no sender is set up", "said before", "We look into it.", "by hand"):
            assert words in seen

    play(path, act, NARROW)


def test_enter_on_what_users_were_told_writes_the_next(path: Path) -> None:
    begun(path, i.TellUsers(channel="status_page", text="We look into it."))

    async def act(stage: Stage) -> None:
        stage.app.board.focus_panel("told")
        await stage.pilot.press("enter")
        await stage.until(lambda: editor(stage).has_focus)
        await stage.shows("to status_page")

    play(path, act)


def test_an_unknown_channel_is_refused_with_those_there_are(path: Path) -> None:
    begun(path)

    async def act(stage: Stage) -> None:
        await stage.line("/update pigeon")
        await stage.says("no channel pigeon: status_page, email, chat")
        assert stage.app.board.pane is None

    play(path, act)


def test_a_subject_stands_on_the_first_line_and_is_parted_again() -> None:
    assert parted(joined("We are on it", "Hello,\n\nSubject: no")) == ("We are on it", "Hello,\n\nSubject: no")
    assert joined("We are on it", "Hello") == "Subject: We are on it\n\nHello"
    assert parted("Subject:We are on it\nHello") == ("We are on it", "Hello")
    assert parted("Hello\nSubject: x") == (None, "Hello\nSubject: x")


@slowly
@given(scene=scenes, size=st.tuples(st.integers(20, 250), st.integers(4, 70)), writing=st.booleans(), text=st.text())
def test_the_pane_fits_any_place_whatever_is_in_it(
    scene: Scene, size: tuple[int, int], writing: bool, text: str
) -> None:
    width, height = size
    words = Words(scene.incident.id, "status_page", "identified", text, "", "", blanks=("impact",))
    held = against(scene.incident, "status_page", "identified", scene.now)
    seen = Seen(words=words, linted=lint(text, held), writing=writing)
    for focus in ("update", ""):
        painted = pane("update").paint(changed_scene(scene, focus=focus), Opened("update", seen), width, height)
        fits(painted.rows, width, scene)
        assert len(painted.rows) <= height
