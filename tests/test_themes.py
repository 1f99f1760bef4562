"""The theme files: whether every text can be read on its ground, and whether a bad file says where it is bad."""

from pathlib import Path

import pytest

from warroom import themes
from warroom.errors import BadInput
from warroom.located import parse

TEXTS = ("title", "text", "muted", "bad", "soon", "done", "focus")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#8f9aa8", "#11151b") == pytest.approx(6.4, abs=0.05)
    assert contrast("#966200", "#f3f1eb") == pytest.approx(4.6, abs=0.05)


@pytest.mark.parametrize("name", themes.names())
def test_every_text_can_be_read_on_every_ground(name: str) -> None:
    theme = themes.load(name)
    poor = {
        (role, ground): round(contrast(theme.roles[role], theme.roles[ground]), 2)
        for role in TEXTS
        for ground in ("bg", "surf")
        if contrast(theme.roles[role], theme.roles[ground]) < 4.5
    }
    assert poor == {}
    blocks = {kind: round(contrast(block.fg, block.bg), 2) for kind, block in theme.blocks.items()}
    assert min(blocks.values()) >= 4.5, blocks


@pytest.mark.parametrize("name", themes.names())
def test_a_theme_is_complete_and_named_as_its_file(name: str) -> None:
    theme = themes.load(name)
    assert theme.name == name
    assert set(theme.roles) == {*TEXTS, "bg", "surf", "line", "spark"}
    assert set(theme.blocks) == {"bad", "soon", "done", "focus"}
    assert theme.dark == (luminance(theme.roles["bg"]) < 0.5)


def test_dark_and_light_are_there() -> None:
    assert {"dark", "light"} <= set(themes.names())
    assert themes.load("dark").roles["bad"] == "#ff6b62"
    assert themes.load("light").blocks["done"] == themes.Block("#fbfaf6", "#00695c")


def test_an_unknown_theme_names_the_nearest() -> None:
    with pytest.raises(BadInput, match="no theme `drak`, did you mean `dark`"):
        themes.load("drak")
    with pytest.raises(BadInput, match="no theme"):
        themes.load("../themes/dark")


def test_a_bad_colour_says_where() -> None:
    text = (themes.themes_dir() / "dark.yaml").read_text()
    for old, new, said in [
        ('"#8f9aa8"', "grey", "roles.muted: `grey` is no colour"),
        ('"#8f9aa8"', "#8f9aa8", r"roles: `muted` is empty \(# begins a comment\)"),
        ('"#c4302b"', '"#c43"', "roles.bad_block.bg: `#c43` is no colour"),
        ("  muted:", "  mute:", "roles: unknown key `mute`, did you mean `muted`"),
        ("dark: true", "dark: very", "dark: expected true or false"),
    ]:
        with pytest.raises(BadInput, match=said):
            themes.theme(parse(text.replace(old, new, 1), "t.yaml"))


def test_the_wheel_has_its_themes_beside_the_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (themes.themes_dir() / "dark.yaml").is_file()
    (tmp_path / "warroom" / "_themes").mkdir(parents=True)
    (tmp_path / "warroom" / "_themes" / "own.yaml").touch()
    monkeypatch.setattr(themes, "__file__", str(tmp_path / "warroom" / "themes.py"))
    assert themes.themes_dir() == tmp_path / "warroom" / "_themes"
    assert themes.names() == ["own"]
