"""Which theme is worn, and Textual's own parts, the palette and the input, in its colours."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.filter import LineFilter
from textual.theme import Theme as TextualTheme

from warroom import themes
from warroom.errors import BadInput
from warroom.settings import Settings
from warroom.tui.colours import Colours, colours, shown
from warroom.tui.look import Look
from warroom.tui.output import can_show_glyphs
from warroom.tui.remembered import Remembered

PALETTE = """
Input > .input--cursor, Input:ansi > .input--cursor {
    background: $cursor-ground; color: $cursor-text; text-style: $cursor-style;
}
Input > .input--placeholder, Input:ansi > .input--placeholder { color: $text-quiet; text-style: none; }
CommandPalette { background: $background 60%; overflow: hidden; }
CommandPalette:ansi { background: transparent; }
CommandPalette > Vertical, CommandPalette:dark > Vertical { background: $background; }
CommandPalette.-low > Vertical { margin-top: 0; }
CommandPalette > .command-palette--help-text { color: $text-quiet; text-style: not bold; }
CommandPalette #--input { border: $edge $text-quiet; border-left: none; border-right: none; padding-left: 1; }
CommandPalette #--input.--list-visible { border-bottom: none; }
CommandPalette.-low #--input { border: none; }
CommandPalette SearchIcon, CommandPalette LoadingIndicator { display: none; }
CommandPalette CommandList { border-bottom: $edge $text-quiet; }
CommandPalette CommandList > .option-list--option { color: $text-body; text-style: none; }
CommandPalette CommandList > .option-list--option-highlighted {
    color: $text-title; background: $surface; text-style: $row-style;
}
"""
"""What variables do not reach: no icon, nothing dim or moving, and a cursor that shows on any ground."""


class Offer(NamedTuple):
    """A theme as the palette lists it; without a name the one in settings."""

    title: str
    help: str
    name: str


class Wardrobe:
    """Looks for this terminal: from a flag, else as chosen on the screen, else from settings, else as it can show."""

    def __init__(self, settings: Settings, remembered: Remembered) -> None:
        self._settings = settings
        self._remembered = remembered
        self._glyphs = settings.glyphs == "unicode" or (settings.glyphs == "auto" and can_show_glyphs())
        self._colours = colours()

    def first(self) -> tuple[Look, str]:
        """The look to begin with, and a sentence about a choice that could not be followed, "" for none.

        BadInput where the theme that a flag, a variable or the settings name cannot be used.
        """
        chosen = self._remembered.chosen.theme
        trouble = ""
        if chosen and not self._settings.theme_held:
            try:
                return self.look(chosen), ""
            except BadInput as error:
                trouble = _briefly(str(error))
        try:
            return self.look(self.settled()), trouble
        except BadInput as error:
            raise BadInput(f"{self._settings.theme_from}{error}") from None

    def look(self, name: str) -> Look:
        """The look of this theme; BadInput where it cannot be used."""
        theme = shown(themes.load(name), self._colours)
        return Look(theme, glyphs=self._glyphs, colours=self._colours is not Colours.NONE)

    def settled(self) -> str:
        """The theme where nothing was chosen on the screen."""
        settings = self._settings
        named = settings.theme_from or settings.theme != themes.DEFAULT
        return themes.FEW if not named and self._colours is Colours.SIXTEEN else settings.theme

    def offers(self, worn: str) -> Iterator[Offer]:
        """What can be chosen while `worn` is."""
        for listed in themes.listed():
            whose = "yours, " if listed.own else ""
            said = "worn now" if listed.name == worn else "colours, at once"
            yield Offer(f"Theme {listed.name}", _briefly(listed.trouble) or f"{whose}{said}", listed.name)
        if self._remembered.chosen.theme:
            yield Offer("Theme as in settings", f"{self.settled()}; forgets what was chosen here", "")

    def choose(self, name: str) -> tuple[Look, str]:
        """The look of this theme, or as settled where it has no name, remembered; and a sentence about it.

        BadInput where it cannot be used; nothing is remembered then.
        """
        try:
            look = self.look(name or self.settled())
        except BadInput as error:
            raise BadInput(_briefly(str(error))) from None
        self._remembered.keep(theme=name or None)
        worn = f"theme {look.theme.name}"
        if not look.colours:
            return look, f"{worn} from now on, to be seen without NO_COLOR"
        if name and self._settings.theme_held:
            by = self._settings.theme_from.removesuffix(": ")
            return look, f"{worn} until you leave: {by} names another for the next start"
        return look, worn if name else f"{worn}, as in settings"


def _briefly(said: str) -> str:
    """A sentence about a file, for one row of the screen."""
    return said.removeprefix(f"{themes.own_dir().parent}/")


def begin(app: App[Any], look: Look) -> None:
    """Have Textual's own parts in this look before anything is styled: afterwards all of it would be styled again."""
    # Textual's own filter for the terminal's colours turns them into others, and costs a tenth of every frame.
    app._filters = [] if look.colours else [OneTone()]  # noqa: SLF001  Textual has no other way
    app.no_color = not look.colours
    theme = textual_theme(look)
    app.register_theme(theme)
    app.set_reactive(App.theme, theme.name)
    app.stylesheet.set_variables(app.get_css_variables())


def dress_palette(app: App[Any]) -> None:
    """Have the palette in our look too: read when it is first opened, because all of it is read again for a start."""
    app.stylesheet.add_source(PALETTE, read_from=(__name__, "PALETTE"))


def change(app: App[Any], look: Look) -> None:
    """Have Textual's own parts in this look from now on."""
    theme = textual_theme(look)
    before = app.get_theme(theme.name)
    app.register_theme(theme)
    if app.theme != theme.name:
        app.theme = theme.name
    elif before != theme:
        # The same theme from a file that was edited meanwhile.
        app._watch_theme(theme.name)  # noqa: SLF001


class OneTone(LineFilter):
    """Takes the colours out of Textual's own parts; what they fill with one is reversed."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002  Textual's
        """The segments without colour."""
        return [Segment(text, _toneless(style) if style else style, control) for text, style, control in segments]


@lru_cache(256)
def _toneless(style: Style) -> Style:
    filled = style.bgcolor is not None and not style.bgcolor.is_default
    return style.without_color + Style(reverse=True) if filled else style.without_color


def variables(look: Look) -> dict[str, str]:
    """The CSS variables our own widgets use."""
    roles = _css_colours(look)
    ground, text = ("surf", "text") if look.native else ("text", "surf")
    return {
        "text-title": roles["title"],
        "text-body": roles["text"],
        "text-quiet": roles["muted"],
        "focus-ground": roles["line"],
        "surface": roles["surf"],
        "row-style": "bold underline" if look.flat else "bold",
        "cursor-ground": roles[ground],
        "cursor-text": roles[text],
        "cursor-style": "reverse" if look.native else "none",
        "edge": "hkey" if look.glyphs else "ascii",
        # Textual's ansi themes must have these.
        "ansi-background": roles["bg"],
        "ansi-foreground": roles["text"],
    }


def textual_theme(look: Look) -> TextualTheme:
    """The theme as Textual knows it."""
    roles = _css_colours(look)
    return TextualTheme(
        name=f"warroom-{look.theme.name}",
        primary=roles["focus"],
        secondary=roles["muted"],
        warning=roles["soon"],
        error=roles["bad"],
        success=roles["done"],
        accent=roles["focus"],
        foreground=roles["text"],
        background=roles["bg"],
        surface=roles["surf"],
        panel=roles["surf"],
        dark=look.theme.dark,
        ansi=look.native,
        variables=variables(look),
    )


def _css_colours(look: Look) -> dict[str, str]:
    """Each role's colour as CSS calls it."""

    def named(colour: str) -> str:
        return colour if colour.startswith("#") else f"ansi_{colour}"

    return {role: named(colour) if look.colours else "ansi_default" for role, colour in look.theme.roles.items()}
