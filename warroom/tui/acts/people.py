"""In the people pane: the role under the cursor, given by one key more, taken, or emptied, as its verb would."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from warroom.playbook.model import Role
from warroom.text import visible
from warroom.tui.asking import Question
from warroom.tui.look import Row
from warroom.tui.panes.people import choices, given, roles

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating

AFTER_NAMES = 42
"""Cells of the question that are no names."""


def assign(app: "Navigating") -> None:
    """Ask who: a digit gives the role at once, @ writes the line for any other name."""
    role = _here(app)
    if role is None:
        return
    whom = choices(app.scene)
    names = given(whom, app.size.width - AFTER_NAMES - len(role.id))
    if len(names) < 2 * len(whom):
        names = (*names, ("…  ", "muted"))
    keys = {str(n): _giving(app, role, name) for n, name in enumerate(whom, 1)}
    keys["@"] = keys["at"] = lambda: app.offer(f"/role {role.id} @")
    held = app.incident.roles.get(role.id)
    now = f", now {visible(held.person)}" if held else ""
    said: Row = (
        (f"{visible(role.id)}", "title"),
        (f"{now}: ", "muted"),
        *names,
        ("@", "title"),
        (" another  ", "muted"),
        ("Esc", "title"),
        (" no", "muted"),
    )
    if app.board.pane is not None:
        app.board.pane.about = tuple(whom)
    app.entering.pose(Question(said, keys=keys, escape=lambda: app.board.focus_panel("pane")))


def me(app: "Navigating") -> None:
    """Take what nobody holds at once; what somebody holds only by Enter."""
    role = _here(app)
    if role is None:
        return
    held = app.incident.roles.get(role.id)
    if held is None and app.scene.me:
        _give(app, role, app.scene.me)
    else:
        app.offer(f"/role {role.id} @{app.scene.me or 'me'}")


def hand_over(app: "Navigating") -> None:
    """Offer it to somebody, who takes it by reading back."""
    from warroom.tui.panes.handover.seen import Looking

    role = _here(app)
    if role is not None and role.id in app.incident.roles:
        app.board.show_pane("handover", Looking(role=role.id))
    elif role is not None:
        app.entering.say(f"nobody is {role.id}: there is nothing to hand over", bad=False)


def empty(app: "Navigating") -> None:
    """Nobody, by Enter."""
    role = _here(app)
    if role is not None and role.id in app.incident.roles:
        app.offer(f"/role {role.id} @nobody")
    elif role is not None:
        app.entering.say(f"nobody is {role.id}", bad=False)


def _here(app: "Navigating") -> Role | None:
    found, cursor = roles(app.scene), app.board.cursor
    return found[cursor] if 0 <= cursor < len(found) else None


def _giving(app: "Navigating", role: Role, name: str) -> Callable[[], None]:
    return lambda: _give(app, role, name)


def _give(app: "Navigating", role: Role, name: str) -> None:
    app.entering.enter(f"/role {role.id} @{name}")
    if app.scene.me:
        # Else it is asked who gives it, at the entry line.
        app.board.focus_panel("pane")
