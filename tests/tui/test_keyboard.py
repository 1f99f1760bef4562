"""What is read from a terminal: characters that come in one go are typed in one go, and every key keeps its place."""

from collections.abc import Iterable
from functools import partial
from itertools import combinations, groupby, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from tests.tui.stage import Stage, declare, notes, play
from warroom.tui.input import Keyboard
from warroom.tui.typed import Typed

BEGIN, END = "\x1b[200~", "\x1b[201~"
F12 = "\x1b[24~"
LEFT = "\x1b[D"


def typed_in(message: Message) -> Typed | None:
    """The characters a message hands over, None for another message."""
    if not isinstance(message, events.Callback):
        return None
    assert isinstance(message.callback, partial)
    [typed] = message.callback.args
    assert isinstance(typed, Typed)
    return typed


def said(messages: Iterable[Message]) -> list[str]:
    """Each message in a word: characters as they are, a key in brackets, a paste in quotes."""
    words: list[str] = []
    for message in messages:
        typed = typed_in(message)
        if typed is not None:
            words.append(typed.take())
        elif isinstance(message, events.Key):
            words.append(f"<{message.key}>")
        elif isinstance(message, events.Paste):
            words.append(f"“{message.text}”")
    return words


def read(*pieces: str) -> list[str]:
    """What is heard of these reads, each taken before the next comes."""
    keyboard = Keyboard()
    return [word for piece in pieces for word in said(keyboard.feed(piece))]


def test_characters_in_one_read_are_one_piece_and_keys_keep_their_place() -> None:
    assert read(f"ab\rcd\x7fe{LEFT}f\x03") == ["ab", "<enter>", "cd", "<backspace>", "e", "<left>", "f", "<ctrl+c>"]


def test_characters_that_come_before_those_in_front_were_taken_join_them() -> None:
    keyboard = Keyboard()
    first = list(keyboard.feed("a"))
    assert [list(keyboard.feed(piece)) for piece in ("b", "cd", "é")] == [[], [], []]
    assert said(first) == ["abcdé"]
    assert said(keyboard.feed("f")) == ["f"]


@pytest.mark.parametrize("key", ["\r", "\x7f", F12, f"{BEGIN}pasted{END}"])
def test_characters_behind_a_key_never_get_before_it(key: str) -> None:
    keyboard = Keyboard()
    heard = [message for piece in ("a", key, "b") for message in keyboard.feed(piece)]
    first, _, last = said(heard)
    assert (first, last) == ("a", "b")


def test_an_esc_that_nothing_follows_is_a_key_before_what_is_typed_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("textual._parser.get_time", iter(range(100)).__next__)
    keyboard = Keyboard()
    assert said([*keyboard.feed("a"), *keyboard.feed("\x1b"), *keyboard.tick(), *keyboard.feed("b")]) == [
        "a",
        "<escape>",
        "b",
    ]


def test_reads_may_end_anywhere_in_what_is_typed_and_pasted() -> None:
    whole = f"ab{F12}c\r{BEGIN}x\r\x1b\x11y{END}de{LEFT}\x7f"
    cuts = [(0, *cut, len(whole)) for cut in combinations(range(1, len(whole)), 2)]
    for cut in cuts:
        heard = read(*(whole[a:b] for a, b in pairwise(cut)))
        # A run may be cut by the end of a read; nothing else may.
        runs = ["".join(run) if plain else list(run) for plain, run in groupby(heard, lambda word: word[0] not in "<“")]
        assert runs == ["ab", ["<f12>"], "c", ["<enter>", "“x\r\x1b\x11y”"], "de", ["<left>", "<backspace>"]], cut


@given(st.lists(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1), max_size=6))
def test_no_character_is_lost_whatever_it_is(pieces: list[str]) -> None:
    assert "".join(read(*pieces)) == "".join(pieces)


async def send(stage: Stage, data: str) -> None:
    """What a terminal sends, read as the room reads it."""
    for message in Keyboard().feed(data):
        stage.app.post_message(message)
    await stage.pilot.pause()


def test_a_burst_changes_the_entry_line_once(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        changes: list[str] = []

        def changed(value: str) -> None:
            changes.append(value)

        stage.entry.watch(stage.entry, "value", changed, init=False)
        await send(stage, "one two\u00a0three" * 100)
        assert changes == ["one two\u00a0three" * 100]

    play(path, act)


def test_a_burst_of_lines_is_a_note_a_line_and_the_rest_stays_half_typed(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await send(stage, f"one\rtvw\x7f\x7fwo\rxree{LEFT * 4}th\x1b[3~\rhalf")
        await stage.until(lambda: notes(stage.records()) == ["one", "two", "three"])
        assert stage.entry.value == "half"

    play(path, act)


def test_a_burst_takes_the_place_of_what_is_selected(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("wrong words")
        stage.entry.select_all()
        await send(stage, "right ones")
        assert stage.entry.value == "right ones"

    play(path, act)


@pytest.mark.parametrize(("burst", "left"), [("yes", "es"), ("xy", "/tik 2xy")])
def test_the_first_character_of_a_burst_answers_a_question_or_lets_it_lapse(path: Path, burst: str, left: str) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.line("/tik 2")
        await stage.says("did you mean /tick?")
        await send(stage, burst)
        await stage.until(lambda: stage.entry.value == left)
        assert "did you mean" not in stage.said

    play(path, act)


def test_a_burst_to_a_panel_is_a_key_for_each_character(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await stage.pilot.press("tab", "tab")
        await stage.until(partial(stage.focused, "clocks"))
        await send(stage, "jjjk")
        await stage.until(lambda: stage.app.board.cursors["clocks"] == 2)
        assert stage.entry.value == "half"

    play(path, act)


def test_a_slash_begins_a_line_from_any_panel_of_which_it_is_no_key(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.pilot.press("tab", "tab")
        await stage.until(partial(stage.focused, "clocks"))
        await send(stage, "/decide we wait")
        await stage.until(lambda: stage.entry.value == "/decide we wait")
        assert stage.entry.has_focus
        stage.entry.put("")
        await stage.pilot.press("f3")
        await stage.until(partial(stage.focused, "runbook"))
        await send(stage, "/fix")
        await stage.until(lambda: stage.entry.value == "/find fix")
        assert stage.entry.has_focus

    play(path, act)


def test_characters_go_to_the_entry_line_while_nothing_has_the_keys(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        stage.app.screen.set_focus(None)
        await send(stage, "not lost")
        assert stage.entry.value == "not lost"

    play(path, act)
