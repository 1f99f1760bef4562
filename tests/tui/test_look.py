"""Looks: every sign in both spellings, every theme in as many colours as there are, chosen, remembered, forgotten."""

import re
import signal
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich._emoji_codes import EMOJI
from rich.color import Color, ColorSystem
from rich.style import Style

from tests.pty.terminal import Terminal, shell, terminal
from tests.test_themes import IN_HEX, TEXTS, apart, poor
from tests.tui.stage import Stage, declare, play
from warroom import themes
from warroom.errors import BadInput
from warroom.settings import Settings
from warroom.tui import colours as colours_module
from warroom.tui.colours import Colours, colours, shown
from warroom.tui.dress import Wardrobe
from warroom.tui.lines import draw
from warroom.tui.look import LANE_SIGNS, SIGNS, SPARKS, SPARKS_ASCII, Look, Sign
from warroom.tui.remembered import Remembered, default_file

# Signs.

TABLE = {
    "✗": "x", "▴": "^", "✓": "+", "∅": "?", "=": "=", "~": "~", "◦": "o", "!": "!", "◌": ".", "-": "-", "›": ">",
    "$": "$", "»": "&", "@": "@", "▸": ">", "◊": "D", "?": "?", "⊗": "%", "‹": "<",
}  # fmt: skip
"""The glyphs that speak of a state, and their ASCII."""
AMBIGUOUS = set("─▇▒")


def test_every_sign_of_the_table_is_there_in_both_spellings() -> None:
    assert {sign.glyph: sign.ascii for sign in SIGNS if sign not in LANE_SIGNS.values()} == TABLE
    assert [(sign.glyph, sign.ascii) for sign in LANE_SIGNS.values()] == [
        ("▇", "#"),
        ("▒", ":"),
        ("─", "-"),
        ("?", "?"),
    ]


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.word)
def test_a_sign_is_one_cell_wherever_it_is_drawn(sign: Sign) -> None:
    assert len(sign.glyph) == len(sign.ascii) == 1
    assert sign.ascii.isascii()
    assert unicodedata.east_asian_width(sign.glyph) in ("N", "Na") or sign.glyph in AMBIGUOUS
    assert sign.glyph not in {emoji[0] for emoji in EMOJI.values()} or sign.glyph.isascii()


def test_in_ascii_nothing_of_ours_needs_more() -> None:
    look = Look(themes.load("dark"), glyphs=False)
    ours = "".join(sign.glyph for sign in SIGNS) + "…─│▾⏎"
    assert draw(((ours, "text"),), 80, look).text.isascii()
    assert all(look.sign(sign)[0] == sign.ascii for sign in SIGNS)
    assert look.spark((0, 1, 2, 3, 4, 5, 6, 7), 8) == SPARKS_ASCII
    assert Look(themes.load("dark")).spark((0, 1, 2, 3, 4, 5, 6, 7), 8) == SPARKS


# Styles.


def looks() -> Iterator[Look]:
    for name in themes.names():
        for count in Colours:
            yield Look(shown(themes.load(name), count), colours=count is not Colours.NONE)


def test_without_colour_there_is_one_tone_and_dim_is_no_text() -> None:
    look = Look(themes.load("dark"), colours=False)
    for role in (*TEXTS, "line", "spark", "bad_block", "soon_block", "done_block", "focus_block", "raised"):
        for key in (role, f"{role}+b", f"{role}+u/surf", f"{role}/chip"):
            style = look.style(key)
            assert (style.color, style.bgcolor) == (None, None)
            assert bool(style.dim) == (role in ("line", "spark"))
            assert bool(style.reverse) == role.endswith("_block")
    assert all(look.style(role).bold for role in ("title", "bad", "soon", "focus", "bad_block"))
    assert not any(look.style(role).bold for role in ("text", "muted", "done", "line"))


def test_with_colour_nothing_is_dim_or_reversed() -> None:
    for look in looks():
        if look.colours:
            for role in (*TEXTS, "line", "spark", "bad_block", "raised"):
                assert not look.style(role).dim
                assert not look.style(role).reverse


def test_what_stands_on_raised_ground_is_underlined_where_there_is_none() -> None:
    for look in looks():
        plain, raised, chip = look.style("text"), look.style("text/surf"), look.style("text/chip")
        assert raised == look.style("raised")
        assert bool(raised.underline) == look.flat
        assert (raised.bgcolor == plain.bgcolor) == look.flat
        assert not chip.underline
    assert Look(themes.load("terminal")).flat
    assert not Look(themes.load("dark")).flat


def test_of_the_terminals_own_colours_the_default_is_not_even_named() -> None:
    look = Look(themes.load("terminal"))
    assert look.style("text") == Style(bold=False, underline=False, strike=False)
    assert look.style("bad+b").color == Color.parse("bright_red")
    assert str(look.style("bad_block").bgcolor) == str(Color.parse("red"))


# As many colours as there are.


@pytest.mark.parametrize(
    ("environ", "found"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, Colours.ALL),
        ({"TERM": "xterm", "COLORTERM": "24bit"}, Colours.ALL),
        ({"TERM": "xterm-256color"}, Colours.MANY),
        ({"TERM": "tmux-256color"}, Colours.MANY),
        ({"TERM": "xterm"}, Colours.SIXTEEN),
        ({"TERM": "linux"}, Colours.SIXTEEN),
        ({"TERM": "screen"}, Colours.SIXTEEN),
        ({"TERM": "vt100"}, Colours.SIXTEEN),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, Colours.NONE),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": ""}, Colours.ALL),
    ],
)
def test_a_terminal_says_how_many_colours_it_has(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], found: Colours
) -> None:
    says(monkeypatch, **environ)
    assert colours() is found


def says(monkeypatch: pytest.MonkeyPatch, **environ: str) -> None:
    """This is all the environment says of the terminal."""
    for name in ("TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, said in environ.items():
        monkeypatch.setenv(name, said)


def of_256(colour: str) -> str:
    """What a terminal of 256 colours shows when Rich writes this colour."""
    return Color.parse(colour).downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex


def as_seen(name: str) -> themes.Theme:
    found = shown(themes.load(name), Colours.MANY)
    return themes.Theme(
        name=name,
        dark=found.dark,
        roles={role: of_256(colour) for role, colour in found.roles.items()},
        blocks={kind: themes.Block(of_256(block.fg), of_256(block.bg)) for kind, block in found.blocks.items()},
    )


@pytest.mark.parametrize("name", IN_HEX)
def test_in_256_colours_a_theme_reads_as_well_and_keeps_its_raised_ground(name: str) -> None:
    seen = as_seen(name)
    # To one decimal: the greys of 256 are wide apart.
    assert poor(seen, 6.95 if name == "high-contrast" else 4.45) == {}
    assert seen.roles["surf"] != seen.roles["bg"]
    assert round(apart(seen)) >= {"dark": 28, "light": 17, "high-contrast": 27, "colour-blind": 40}[name]


def test_rich_writes_the_very_colour_that_was_found_nearest() -> None:
    for red, green, blue in [(17, 21, 27), (243, 241, 235), (196, 48, 43), (94, 94, 96), (0, 0, 0), (255, 255, 255)]:
        for seen, written in colours_module._candidates(red, green, blue):
            assert of_256(written) == "#{:02x}{:02x}{:02x}".format(*seen)


def test_in_sixteen_colours_the_news_of_a_dark_theme_keep_their_hues() -> None:
    found = shown(themes.load("dark"), Colours.SIXTEEN)
    assert [found.roles[role].removeprefix("bright_") for role in ("bad", "soon", "done")] == ["red", "yellow", "cyan"]
    assert found.blocks["bad"].bg == "red"
    assert found.native


def test_a_theme_that_needs_no_other_colours_stays_as_it_is() -> None:
    for count in Colours:
        assert shown(themes.load("terminal"), count) == themes.load("terminal")
    assert shown(themes.load("dark"), Colours.ALL) == themes.load("dark")


# Which theme.


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own themes, none yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "warroom" / "themes"
    folder.mkdir(parents=True)
    return folder


def worn(*, theme: str = "", held: bool = False, chosen: str = "") -> str:
    """The theme at the start with these settings, after `chosen` was chosen on the screen."""
    memory = Remembered(default_file())
    memory.keep(theme=chosen or None)
    from_ = "--theme: " if held else "warroom.yaml:1: theme: " if theme else ""
    settings = Settings(journal=Path("j"), theme=theme or "dark", theme_from=from_, theme_held=held)
    return Wardrobe(settings, memory).first()[0].theme.name


def test_a_flag_comes_before_the_screen_the_screen_before_settings_and_these_before_what_the_terminal_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    says(monkeypatch, TERM="xterm")
    assert worn() == "terminal"
    assert worn(theme="dark") == "dark"
    assert worn(theme="light", chosen="high-contrast") == "high-contrast"
    assert worn(theme="light", held=True, chosen="high-contrast") == "light"
    says(monkeypatch, TERM="xterm-256color")
    assert worn() == "dark"


def test_a_theme_in_settings_that_cannot_be_used_is_told_with_its_place() -> None:
    with pytest.raises(BadInput, match=r"^warroom\.yaml:1: theme: no theme `drak`, did you mean `dark`\?$"):
        worn(theme="drak")
    with pytest.raises(BadInput, match=r"^--theme: no theme `drak`"):
        worn(theme="drak", held=True, chosen="light")


def test_a_choice_that_cannot_be_used_any_more_gives_way_and_is_told(own: Path) -> None:
    (own / "mine.yaml").write_text("extends: dark\nroles:\n  bad: redd\n")
    memory = Remembered(default_file())
    memory.keep(theme="mine")
    look, said = Wardrobe(Settings(journal=Path("j"), theme="light"), memory).first()
    assert look.theme.name == "light"
    assert "mine.yaml:3: roles.bad: `redd` is no colour" in said


@pytest.mark.parametrize(("said", "glyphs"), [("unicode", True), ("ascii", False)])
def test_glyphs_are_as_settings_say_whatever_the_terminal(said: str, glyphs: bool) -> None:
    settings = Settings(journal=Path("j"), glyphs=said)  # type: ignore[arg-type]  # a word of the setting, from a table
    assert Wardrobe(settings, Remembered(None)).first()[0].glyphs is glyphs


# On the screen.


def test_a_theme_chosen_from_the_palette_is_worn_at_once_and_at_the_next_start(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, TERM="xterm-256color", COLORTERM="truecolor")
    declare(path)

    async def choose(stage: Stage) -> None:
        await stage.type("half a line")
        await stage.pilot.press("ctrl+p", *"light")
        await stage.shows("Theme light", "colours, at once")
        await stage.pilot.press("enter")
        await stage.says("theme light")
        assert stage.app.look.theme.name == "light"
        assert stage.entry.value == "half a line"
        assert stage.entry.styles.background.hex.lower() == themes.load("light").roles["surf"]

    async def again(stage: Stage) -> None:
        assert stage.app.look.theme.name == "light"
        assert stage.entry.styles.background.hex.lower() == themes.load("light").roles["surf"]
        await stage.pilot.press("ctrl+p", *"as in settings")
        await stage.shows("Theme as in settings", "dark; forgets")
        await stage.pilot.press("enter")
        await stage.says("theme dark, as in settings")

    async def forgotten(stage: Stage) -> None:
        assert stage.app.look.theme.name == "dark"
        assert "Theme as in settings" not in {
            command.title for command in stage.app.get_system_commands(stage.app.screen)
        }

    for act in (choose, again, forgotten):
        play(path, act, theme_from="warroom.yaml:1: theme: ")


def test_ones_own_theme_stands_in_the_palette_and_a_broken_one_is_told_and_changes_nothing(
    path: Path, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, TERM="xterm-256color", COLORTERM="truecolor")
    declare(path)
    (own / "mine.yaml").write_text("extends: dark\nroles:\n  bg: '#010203'\n")
    (own / "broken.yaml").write_text("extends: dark\nroles:\n  bad: '[redd'\n")

    async def act(stage: Stage) -> None:
        await stage.pilot.press("ctrl+p", *"theme broken")
        await stage.shows("Theme broken", "themes/broken.yaml:3: roles.bad: `[redd` is no colour, did you mean red?")
        await stage.pilot.press("enter")
        await stage.says("✗ themes/broken.yaml:3: roles.bad: `[redd` is no colour, did you mean red?")
        assert (stage.app.look.theme.name, stage.app.remembered.chosen.theme) == ("dark", None)
        await stage.pilot.press("ctrl+p", *"theme mine")
        await stage.shows("yours, colours, at once")
        await stage.pilot.press("enter")
        await stage.says("theme mine")
        assert stage.app.screen.styles.background.hex == "#010203"
        (own / "mine.yaml").write_text("extends: dark\nroles:\n  bg: '#040506'\n")
        stage.app.use_theme("mine")
        await stage.until(lambda: stage.app.screen.styles.background.hex == "#040506")

    play(path, act, theme_from="warroom.yaml:1: theme: ", glyphs="unicode")


def test_without_colour_the_whole_screen_and_the_palette_have_none(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, TERM="xterm-256color", COLORTERM="truecolor", NO_COLOR="1")
    declare(path)

    def tones(stage: Stage) -> set[tuple[Color | None, Color | None]]:
        strips = stage.app.screen._compositor.render_strips()
        return {(s.style.color, s.style.bgcolor) for strip in strips for s in strip if s.style is not None}

    def marked(stage: Stage, words: str, *styles: str) -> bool:
        strips = stage.app.screen._compositor.render_strips()
        found = [s.style for strip in strips for s in strip if words in s.text and s.style is not None]
        return bool(found) and all(getattr(found[0], style) for style in styles)

    async def act(stage: Stage) -> None:
        await stage.type("half a line")
        assert tones(stage) == {(None, None)}
        assert marked(stage, "critical", "reverse", "bold")
        assert marked(stage, "half a line", "underline", "bold")
        cursor = stage.app.board.entry.render_line(0)
        assert any(s.style and s.style.reverse for s in cursor)
        await stage.pilot.press("ctrl+p", *"light")
        await stage.shows("Theme light")
        assert tones(stage) == {(None, None)}
        assert marked(stage, "Theme", "underline") or marked(stage, "Ligh", "underline")
        await stage.pilot.press("enter")
        await stage.says("theme light from now on, to be seen without NO_COLOR")
        assert tones(stage) == {(None, None)}

    play(path, act)


def test_the_row_with_the_keys_is_pointed_at_within_the_one_heavy_border(path: Path) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        while not stage.focused("clocks"):
            await stage.pilot.press("tab")
            await stage.pilot.pause()
        await stage.shows("┃›", " ━ ")
        assert stage.text.count("┃›") == 1
        before = next(y for y, row in enumerate(stage.rows) if "┃›" in row)
        await stage.pilot.press("j")
        await stage.until(lambda: "┃›" in stage.rows[before + 1])
        assert stage.text.count("┃›") == 1
        await stage.pilot.press("escape")
        await stage.until(lambda: "━" not in stage.text)
        assert "│›" not in stage.text

    play(path, act, glyphs="unicode")


# What is sent.


def attributes(room: Terminal) -> set[str]:
    """What was sent of colours and marks: "1" for bold, "38;2" for one of all colours, "38;5" for one of 256."""
    found: set[str] = set()
    for said in re.findall(r"\x1b\[([0-9;]+)m", room.raw.decode(errors="replace")):
        numbers = iter(said.split(";"))
        for number in numbers:
            if number not in ("38", "48"):
                found.add(number)
                continue
            kind = next(numbers)
            found.add(f"{number};{kind}")
            for _ in range(3 if kind == "2" else 1):
                next(numbers)
    return found


MARKS = {"0", "1", "2", "4", "7"}
HUES = {str(n) for first in (30, 40, 90, 100) for n in range(first, first + 8)} | {"39", "49"}


@pytest.mark.parametrize(
    ("environ", "sent", "never"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, {"38;2", "48;2"}, {"38;5", "48;5"} | HUES),
        ({"TERM": "xterm-256color"}, {"38;5", "48;5"}, {"38;2", "48;2"} | HUES),
        ({"TERM": "xterm"}, {"37", "41", "91", "90"}, {"38;2", "48;2", "38;5", "48;5", "2"}),
        ({"TERM": "screen"}, {"37", "41", "91", "90"}, {"38;2", "48;2", "38;5", "48;5", "2"}),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, MARKS, {"38;2", "48;2"} | HUES),
    ],
    ids=["all", "256", "xterm", "screen", "none"],
)
def test_a_terminal_is_sent_no_colour_that_it_does_not_have(
    tmp_path: Path, environ: dict[str, str], sent: set[str], never: set[str]
) -> None:
    assert shell(tmp_path, "declare", "P0", "API down").returncode == 0
    with terminal(tmp_path, more=environ) as room:
        room.opened()
        room.line("seen by all")
        room.shows("seen by all", "saved")
        room.type("\x10")
        room.shows("Search for commands")
        room.type("acknow")
        room.shows("acknowledge;")
        found = attributes(room)
        assert sent <= found
        assert found & never == set()
        room.kill(signal.SIGTERM)
        room.ended()
        room.restored()
