"""Textual's own parts, the palette and the input, in the colours of our theme."""

from textual.theme import Theme as TextualTheme

from warroom.themes import Theme


def variables(theme: Theme) -> dict[str, str]:
    """The CSS variables our own widgets use."""
    roles = theme.roles
    return {
        "text-title": roles["title"],
        "text-body": roles["text"],
        "text-quiet": roles["muted"],
        "focus-ground": roles["line"],
    }


def textual_theme(theme: Theme) -> TextualTheme:
    """The theme as Textual knows it."""
    roles = theme.roles
    return TextualTheme(
        name=f"warroom-{theme.name}",
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
        dark=theme.dark,
        variables=variables(theme),
    )
