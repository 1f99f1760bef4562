"""The theme files: every text can be read, all eyes tell the news apart, and a bad file says where it is bad."""

from itertools import combinations
from math import dist
from pathlib import Path

import pytest

from warroom import themes
from warroom.errors import BadInput
from warroom.located import parse

TEXTS = ("title", "text", "muted", "bad", "soon", "done", "focus")
NEWS = ("bad", "soon", "done")
IN_HEX = [name for name in themes.names() if not themes.load(name).native]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear light.
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
APART = {"dark": 25, "light": 20, "high-contrast": 31, "colour-blind": 34}
"""How far apart the news stay to these eyes, in CIE 1976 ΔE, rounded to whole ones."""


def linear(colour: str) -> list[float]:
    """Red, green and blue as light, from 0 to 1."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(light: list[float]) -> tuple[float, float, float]:
    """CIE L*a*b* under D65."""
    to_xyz = (
        (0.4124564, 0.3575761, 0.1804375, 0.95047),
        (0.2126729, 0.7151522, 0.0721750, 1.0),
        (0.0193339, 0.1191920, 0.9503041, 1.08883),
    )
    x, y, z = (sum(f * c for f, c in zip(row[:3], light, strict=True)) / row[3] for row in to_xyz)
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, eyes: str) -> tuple[float, float, float]:
    """The colour as these eyes see it."""
    light = linear(colour)
    return lab([min(1, max(0, sum(f * c for f, c in zip(row, light, strict=True)))) for row in EYES[eyes]])


def apart(theme: themes.Theme) -> float:
    """The least distance between two of the news, to the eyes that tell them apart worst."""
    pairs = combinations([theme.roles[role] for role in NEWS], 2)
    return min(dist(seen(one, eyes), seen(other, eyes)) for one, other in pairs for eyes in EYES)


def poor(theme: themes.Theme, least: float) -> dict[str, float]:
    """The texts and blocks with less contrast than that."""
    found = {
        f"{role} on {ground}": contrast(theme.roles[role], theme.roles[ground])
        for role in TEXTS
        for ground in ("bg", "surf")
    }
    found |= {f"{kind} block": contrast(block.fg, block.bg) for kind, block in theme.blocks.items()}
    return {what: value for what, value in found.items() if value < least}


def theme_of(text: str) -> themes.Theme:
    return themes.theme(parse(text, "t.yaml"))


def said_of(text: str) -> str:
    with pytest.raises(BadInput) as caught:
        theme_of(text)
    return str(caught.value)


def test_the_measures_themselves() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#8f9aa8", "#11151b") == pytest.approx(6.4, abs=0.05)
    assert contrast("#966200", "#f3f1eb") == pytest.approx(4.6, abs=0.05)
    assert lab(linear("#ffffff")) == pytest.approx((100, 0, 0), abs=0.01)
    assert lab(linear("#ff0000")) == pytest.approx((53.24, 80.09, 67.20), abs=0.01)
    for eyes in EYES:
        assert seen("#808080", eyes) == pytest.approx(lab(linear("#808080")), abs=0.01)
    assert dist(seen("#00ff00", "protanopia"), seen("#ffff00", "protanopia")) < 15


@pytest.mark.parametrize("name", IN_HEX)
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    assert poor(themes.load(name), 7 if name == "high-contrast" else 4.5) == {}


@pytest.mark.parametrize("name", IN_HEX)
def test_eyes_that_miss_a_colour_tell_the_news_apart(name: str) -> None:
    assert round(apart(themes.load(name))) >= APART[name]


def test_a_theme_of_the_usual_red_amber_and_green_would_be_found_out() -> None:
    usual = theme_of("extends: light\nroles: {bad: '#c62828', soon: '#8a6d00', done: '#2e7d32'}")
    assert apart(usual) < 15


@pytest.mark.parametrize("name", themes.names())
def test_a_theme_is_complete_and_named_as_its_file(name: str) -> None:
    theme = themes.theme(themes.tree(name))
    assert theme.name == name
    assert set(theme.roles) == {*TEXTS, "bg", "surf", "line", "spark"}
    assert set(theme.blocks) == {"bad", "soon", "done", "focus"}
    if not theme.native:
        assert theme.dark == (luminance(theme.roles["bg"]) < 0.5)
        assert theme.roles["surf"] != theme.roles["bg"]


def test_the_five_are_there_and_dark_is_first() -> None:
    assert tuple(themes.names()) == themes.OURS == ("dark", "light", "high-contrast", "colour-blind", "terminal")
    assert themes.load("dark").roles["bad"] == "#ff6b62"
    assert themes.load("light").blocks["done"] == themes.Block("#fbfaf6", "#00695c")


def test_the_terminals_own_colours_leave_its_ground_and_its_text_alone() -> None:
    theme = themes.load("terminal")
    assert {theme.roles[role] for role in ("bg", "surf", "text", "muted", "title")} == {"default"}
    assert (theme.roles["bad"], theme.roles["soon"], theme.roles["done"]) == ("bright_red", "yellow", "cyan")
    assert theme.native
    assert not any(colour.startswith("#") for colour in theme.roles.values())


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="no theme `drak`, did you mean `dark`"):
        themes.load("drak")
    for outside in ("../themes/dark", "", "dark.yaml", "/etc/passwd"):
        with pytest.raises(BadInput, match="no theme"):
            themes.load(outside)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"#8f9aa8"',
            "grey",
            "t.yaml:15: roles.muted: `grey` is no colour, did you mean bright black? write '#1b222b' with its quotes",
        ),
        ('"#8f9aa8"', "brite red", "did you mean bright red?"),
        ('"#8f9aa8"', "8f9aa8", "did you mean '#8f9aa8'?"),
        (
            '"#8f9aa8"',
            '"rgb(1, 2, 3)"',
            "roles.muted: `rgb(1, 2, 3)` is no colour: write '#1b222b' with its quotes, or one",
        ),
        ('"#8f9aa8"', "#8f9aa8", "roles: `muted` is empty (# begins a comment)"),
        ('"#c4302b"', '"#c43"', "roles.bad_block.bg: `#c43` is no colour"),
        ('"#c4302b"', '"#c43"', "did you mean '#cc4433'?"),
        ('{fg: "#ffffff", bg: "#c4302b"}', '"#c4302b"', "roles.bad_block: expected keys and values, found text"),
        ("  muted:", "  mute:", "roles: unknown key `mute`, did you mean `muted`"),
        ("dark: true", "dark: very", "dark: expected true or false"),
        ("name: dark", "name: dusk", "t.yaml:8: name: `dusk` in a file called t.yaml: "),
    ],
)
def test_a_bad_theme_says_where_and_what_is_nearest(old: str, new: str, said: str) -> None:
    text = (themes.themes_dir() / "dark.yaml").read_text()
    if "dusk" not in new:
        text = text.replace("name: dark\n", "\n")
    assert said in said_of(text.replace(old, new, 1))


@pytest.mark.parametrize("said", ["bright red", "bright_red", "Bright-Red", '"bright red"'])
def test_a_terminals_colour_may_be_written_as_one_likes(said: str) -> None:
    assert theme_of(f"extends: dark\nroles: {{bad: {said}}}").roles["bad"] == "bright_red"


# Themes of one's own.


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own themes, none yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    folder = tmp_path / "warroom" / "themes"
    folder.mkdir(parents=True)
    return folder


def test_ones_own_says_only_what_differs(own: Path) -> None:
    (own / "dusk.yaml").write_text('extends: dark\nroles:\n  bg: "#000000"\n  bad_block: {bg: "#a00000"}\n')
    dusk, dark = themes.load("dusk"), themes.load("dark")
    assert (dusk.name, dusk.dark, dusk.roles) == ("dusk", True, {**dark.roles, "bg": "#000000"})
    assert dusk.blocks == {**dark.blocks, "bad": themes.Block(dark.blocks["bad"].fg, "#a00000")}
    assert [Path(tree.name).stem for tree in themes.trees("dusk")] == ["dusk", "dark"]
    assert themes.own_names() == ["dusk"]
    assert themes.listed()[-1] == themes.Listed("dusk", own=True)
    with pytest.raises(BadInput, match="no theme `dusc`, did you mean `dusk`"):
        themes.load("dusc")


def test_ones_own_may_stand_alone(own: Path) -> None:
    text = (themes.themes_dir() / "terminal.yaml").read_text()
    (own / "green.yaml").write_text(text.replace("name: terminal", "name: green").replace("done: cyan", "done: green"))
    assert themes.load("green").roles["done"] == "green"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("extends: drak\n", "t.yaml:1: extends: no theme `drak` comes with warroom, did you mean `dark`?"),
        ("extends: t\n", "t.yaml:1: extends: no theme `t` comes with warroom"),
        ("extends: [dark]\n", "t.yaml:1: extends: expected text, found a list"),
        ("extends: dark\nroles:\n  sone: '#000000'\n", "t.yaml:3: roles: unknown key `sone`, did you mean `soon`?"),
        ("extends: dark\nroles:\n  bad:\n", "t.yaml:2: roles: `bad` is empty (# begins a comment)"),
        ("extends: dark\nroles: [bad]\n", "t.yaml:2: roles: expected keys and values, found a list"),
        ("extends: dark\nrolls: {}\n", "t.yaml:2: unknown key `rolls`, did you mean `roles`?"),
        (
            "extends: dark\nroles:\n  bad_block: {fg: '#000000', gb: red}\n",
            "t.yaml:3: roles.bad_block: unknown key `gb`",
        ),
        ("dark: true\n", "t.yaml:1: `roles` is missing"),
    ],
)
def test_a_bad_one_of_ones_own_says_where(text: str, said: str) -> None:
    assert said_of(text).startswith(said)


def test_a_broken_one_is_listed_with_its_trouble_and_harms_no_other(own: Path) -> None:
    (own / "broken.yaml").write_text("extends: dark\nroles:\n  bad: redd\n")
    (own / "no yaml.yaml").write_text("extends: dark\n")
    (own / "light.yaml").write_text("extends: dark\n")
    (own / "folder.yaml").mkdir()
    (own / "gone.yaml").symlink_to("nowhere")
    (own / "fine.yaml").write_text("extends: light\n")
    listed = {one.name: one.trouble for one in themes.listed() if one.own}
    assert listed.pop("fine") == ""
    assert listed.pop("broken").startswith(f"{own}/broken.yaml:3: roles.bad: `redd` is no colour")
    assert listed.pop("light") == f"{own}/light.yaml: warroom has a theme of this name: call the file otherwise"
    assert "at most 40 letters" in listed.pop("no yaml")
    assert listed.pop("folder") == f"{own}/folder.yaml: this is a directory, and a file is needed"
    assert listed.pop("gone").startswith(f"{own}/gone.yaml: ")
    assert listed == {}
    assert themes.load("light").roles["bg"] == "#fbfaf6"
    assert themes.own_names() == ["broken", "fine", "folder", "gone"]
    with pytest.raises(BadInput, match=r"broken\.yaml:3: roles\.bad: `redd` is no colour"):
        themes.load("broken")


def test_a_broken_one_that_is_mended_is_listed_as_mended(own: Path) -> None:
    (own / "mine.yaml").write_text("extends: drak\n")
    assert themes.listed()[-1].trouble
    (own / "mine.yaml").write_text("extends: dark\n\n")
    assert themes.listed()[-1] == themes.Listed("mine", own=True)


def test_a_file_name_that_would_act_on_a_terminal_is_shown_and_does_not(own: Path) -> None:
    (own / "\x1b[31mred.yaml").write_text("extends: dark\n")
    [found] = [one for one in themes.listed() if one.own]
    assert "\x1b" not in found.name + found.trouble
    assert themes.own_names() == []


def test_without_themes_of_ones_own_ours_are_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    assert themes.listed() == [themes.Listed(name) for name in themes.names()]


def test_the_wheel_has_its_themes_beside_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (themes.themes_dir() / "dark.yaml").is_file()
    (tmp_path / "warroom" / "_themes").mkdir(parents=True)
    (tmp_path / "warroom" / "_themes" / "own.yaml").touch()
    monkeypatch.setattr(themes, "__file__", str(tmp_path / "warroom" / "themes.py"))
    assert themes.themes_dir() == tmp_path / "warroom" / "_themes"
    assert themes.names() == ["own"]
