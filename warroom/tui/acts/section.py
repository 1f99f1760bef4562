"""In what was opened from the review: write a section here or in one's own editor, record it, copy it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def write(app: "Navigating") -> None:
    """Its words get the keys."""
    if app.sections.read is not None and not app.sections.read.section:
        app.entering.say("this is no section of the post-mortem: there is nothing to write", bad=False)
        return
    app.sections.write()


def record(app: "Navigating") -> None:
    """Into the journal, as it stands."""
    app.sections.record()


def editor(app: "Navigating") -> None:
    """In $EDITOR, on this terminal."""
    app.entering.named(app.sections.in_own_editor)


def copy(app: "Navigating") -> None:
    """All of it."""
    from warroom.tui.copying import copy_text

    if (read := app.sections.read) is not None:
        said, failed = copy_text(app, "\n".join((read.title, "", *read.lines)), read.title)
        app.entering.say(said, bad=failed)
