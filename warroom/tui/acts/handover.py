"""In hand-over: what offers, takes, declines or withdraws fills the entry line; Enter there does it."""

from typing import TYPE_CHECKING

from warroom.incident import intents as i
from warroom.incident.intents import Intent
from warroom.incident.state import changed
from warroom.report.handing import freeze, frozen_lines, handover_list, unticked
from warroom.tui.panes.handover import lines_of_shift
from warroom.tui.panes.handover.seen import (
    COMMAND,
    Target,
    is_shift,
    listed,
    looking,
    offer_of,
    role_of,
    roles,
    shift_offer,
    targets,
)

if TYPE_CHECKING:
    from warroom.tui.navigating import Navigating


def act(app: "Navigating") -> None:
    """Take what is offered, offer it to the person under the cursor, tick the item."""
    target = _here(app)
    match target.kind if target else "":
        case "person" if target is not None:
            app.offer(f"/handover @{target.name}{_role_words(app)}")
        case "item" if target is not None:
            found = listed(app.scene)
            if found is not None:
                app.offer(f"/{'untick' if target.tick else 'tick'} {found.id} {target.n}", of_pane=True)
        case "accept":
            accept(app)
        case "nobody":
            app.entering.say("nobody else is known: /handover @NAME", bad=False)


def accept(app: "Navigating") -> None:
    if not is_shift(app.scene):
        app.offer(f"/accept{_named_role(app)} ")
    else:
        app.offer("/accept")


def decline(app: "Navigating") -> None:
    app.offer(f"/decline{'' if is_shift(app.scene) else _named_role(app)} ")


def withdraw(app: "Navigating") -> None:
    app.offer(f"/withdraw{'' if is_shift(app.scene) else _named_role(app)}")


def role(app: "Navigating") -> None:
    """Look at the next role: those that are offered, then those somebody holds."""
    pane = app.board.pane
    if pane is None or is_shift(app.scene):
        return
    every = roles(app.scene)
    here = role_of(app.scene, pane)
    place = every.index(here) if here in every else -1
    looking(pane).role = every[(place + 1) % len(every)]
    pane.cursor = pane.top = 0


def copy(app: "Navigating") -> None:
    """The brief as text: as frozen, else as it is now."""
    from warroom.tui.copying import copy_text

    pane, scene = app.board.pane, app.scene
    if pane is None:
        return
    if is_shift(scene):
        offered = shift_offer(scene)
        lines = list(offered.lines if offered is not None else lines_of_shift(scene))
    else:
        offer = offer_of(scene, pane)
        lines = frozen_lines(offer.brief if offer is not None else freeze(scene.incident, scene.now), scene.now)
    said, bad = copy_text(app, "\n".join(f"{about:<11} {words}" for about, words in lines), "brief")
    app.entering.say(said, bad=bad)


def with_words(app: "Navigating", intent: Intent) -> Intent:
    """An offer of the shift with what the next one has to know; anything else as it is."""
    if not isinstance(intent, i.OfferShift):
        return intent
    scene = app.scene
    left = unticked(handover_list(scene.playbook), scene.lists, scene.wall)
    return changed(intent, lines=lines_of_shift(scene), left=left)


def _here(app: "Navigating") -> Target | None:
    pane = app.board.pane
    if pane is None or pane.name != "handover":
        return None
    found = targets(app.scene, pane)
    return found[pane.cursor] if 0 <= pane.cursor < len(found) else None


def _role_words(app: "Navigating") -> str:
    """The role behind the name, where it is not command."""
    if is_shift(app.scene) or app.board.pane is None:
        return ""
    found = role_of(app.scene, app.board.pane)
    return "" if found == COMMAND else f" {found}"


def _named_role(app: "Navigating") -> str:
    """The role before what is read back, where several are offered."""
    from warroom.incident.offered import standing

    if app.board.pane is None or len(standing(app.scene.incident, app.scene.now)) < 2:
        return ""
    return f" {role_of(app.scene, app.board.pane)}"
