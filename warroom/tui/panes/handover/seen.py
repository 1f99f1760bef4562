"""What the hand-over pane is about now: the offer, or who could be offered what, and what its cursor walks."""

from typing import NamedTuple

import msgspec

from warroom.errors import Refused
from warroom.incident.offered import of_interest, standing
from warroom.incident.rules.gate import name_of
from warroom.incident.shift import done
from warroom.incident.state import ListTick, Offer, ShiftOffer
from warroom.playbook.model import Playbook, Ticklist
from warroom.report.handing import handover_list
from warroom.secrets import mask
from warroom.tui.panes import Opened
from warroom.tui.panes.people import people
from warroom.tui.view import Scene

COMMAND = "commander"


class Looking(msgspec.Struct):
    """What the pane remembers: the role looked at, "" for the one that concerns whoever sits here; and whether the
    cursor was put where it is wanted first, for what stood then."""

    role: str = ""
    placed: str = ""


class Target(NamedTuple):
    """A row under the cursor: to accept, a person to hand over to, or an item of the playbook's list."""

    kind: str
    name: str = ""
    n: int = 0
    tick: ListTick | None = None


def place(scene: Scene, opened: Opened, found: list[Target]) -> None:
    """The cursor within what it walks; at first on what is to be done: to take what is offered, or to choose whom."""
    here = looking(opened)
    offer: Offer | ShiftOffer | None = shift_offer(scene) if is_shift(scene) else offer_of(scene, opened)
    stands = f"offer {offer.seq}" if offer is not None else "none"
    if here.placed != stands:
        here.placed = stands
        wanted = (n for n, target in enumerate(found) if target.kind in ("accept", "person"))
        opened.cursor = next(wanted, 0)
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))


def looking(opened: Opened) -> Looking:
    """The pane's memory, made where there is none."""
    if not isinstance(opened.about, Looking):
        opened.about = Looking()
    found: Looking = opened.about
    return found


def is_shift(scene: Scene) -> bool:
    """Whether no room is open, so that the shift is what is handed over."""
    return not scene.incident.seq


def roles(scene: Scene) -> list[str]:
    """What can be looked at: what is offered, then what somebody holds; command first of each."""
    incident = scene.incident
    offered = [offer.role for offer in standing(incident, scene.now)]
    held = sorted(incident.roles, key=lambda role: role != COMMAND)
    return list(dict.fromkeys((*offered, *held))) or [COMMAND]


def role_of(scene: Scene, opened: Opened) -> str:
    """The role looked at: as chosen, else of the offer that concerns me, else mine, else command."""
    chosen, every = looking(opened).role, roles(scene)
    if chosen in every:
        return chosen
    if offer := of_interest(scene.incident, scene.now, scene.me):
        return offer.role
    mine = [role for role, held in scene.incident.roles.items() if held.person.casefold() == scene.me.casefold()]
    return COMMAND if COMMAND in mine or not mine else mine[0]


def offer_of(scene: Scene, opened: Opened) -> Offer | None:
    """The offer of the role looked at, while it stands."""
    role = role_of(scene, opened)
    return next((offer for offer in standing(scene.incident, scene.now) if offer.role == role), None)


def shift_offer(scene: Scene) -> ShiftOffer | None:
    """The offer of the shift, while it stands."""
    offer = scene.shift.offer if scene.shift is not None else None
    return offer if offer is not None and not offer.lapsed(scene.wall) else None


def playbook_of(scene: Scene) -> Playbook:
    return scene.playbook if is_shift(scene) else scene.incident.playbook


def listed(scene: Scene) -> Ticklist | None:
    """The playbook's list for handing over; a drill is no part of the shift whose list it is."""
    return None if scene.incident.is_drill else handover_list(playbook_of(scene))


def giver(scene: Scene, opened: Opened) -> str:
    """Who holds what would be handed over, "" for nobody."""
    if is_shift(scene):
        here = scene.shift.on_call if scene.shift is not None else None
        return here.person if here is not None else ""
    held = scene.incident.roles.get(role_of(scene, opened))
    return held.person if held else ""


def targets(scene: Scene, opened: Opened) -> list[Target]:
    """What the cursor walks, in the order in which it is painted."""
    offer: Offer | ShiftOffer | None = shift_offer(scene) if is_shift(scene) else offer_of(scene, opened)
    items = _items(scene)
    if offer is not None:
        mine = offer.to.casefold() == scene.me.casefold()
        return [*([Target("accept")] if mine else []), *items] or [Target("offer")]
    holder = giver(scene, opened)
    if not holder and not is_shift(scene):
        return items or [Target("nobody")]
    known = people(scene)
    if is_shift(scene):
        met = {name.casefold() for name in known}
        others = dict.fromkeys(name for incident in scene.open_states.values() for name in incident.people)
        known += [name for name in others if name.casefold() not in met]
    whom = [name for name in known if _can_take(name) and name.casefold() != holder.casefold()]
    return [*items, *(Target("person", name) for name in whom)] or [Target("nobody")]


def _items(scene: Scene) -> list[Target]:
    found = listed(scene)
    if found is None:
        return []
    return [
        Target("item", text, n, done(scene.lists, found.id, n, mask(text), scene.wall))
        for n, text in enumerate(found.items, 1)
    ]


def _can_take(name: str) -> bool:
    try:
        return name_of(name) == name
    except Refused:
        return False
