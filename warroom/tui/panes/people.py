"""Who holds which role, who is here, who wrote, and whom the playbook names to be called."""

from collections.abc import Iterable

from warroom.errors import Refused
from warroom.incident import breach
from warroom.incident.called import answer_words, unanswered
from warroom.incident.offered import standing
from warroom.incident.rules.gate import name_of
from warroom.incident.words import MACHINES, ROLES
from warroom.playbook.model import Role
from warroom.report.words import moment, number, plural, since
from warroom.text import visible
from warroom.tui.content import cut, fit, left, right, spread, under, width_of, wrap
from warroom.tui.look import CHECK_SIGNS, ROLE_SIGNS, Row
from warroom.tui.panels.clocks import ROLE_WORDS, window
from warroom.tui.panes import Opened, Pane, way_back
from warroom.tui.view import Painted, Scene

DIGITS = 9
"""How many people one key can give a role to."""

NAME, WHO, SINCE = 22, 16, 10
HERE = 20


def roles(scene: Scene) -> list[Role]:
    """The playbook's roles in its order, warroom's own where it has none, then what else somebody holds."""
    incident = scene.incident
    found = list(incident.playbook.roles) or [Role(id=name, needed=name == "commander") for name in ROLES]
    known = {role.id for role in found}
    return [*found, *(Role(id=name) for name in incident.roles if name not in known)]


def people(scene: Scene) -> list[str]:
    """Everybody known: who took part first, in the order they came, then settings and contacts, then who is here."""
    incident = scene.incident
    contacts = (contact.name for contact in incident.playbook.contacts)
    present = (one.name for one in scene.present)
    found: dict[str, str] = {}
    for name in (*incident.people, scene.me, *scene.known, *contacts, *present):
        if name and name not in MACHINES:
            found.setdefault(name.casefold(), name)
    return list(found.values())


def choices(scene: Scene) -> list[str]:
    """Whom one key gives a role: the first of the people whose names can stand in a line."""
    return [name for name in people(scene) if _can_hold(name)][:DIGITS]


def _can_hold(name: str) -> bool:
    try:
        return name_of(name) == name
    except Refused:
        return False


def paint(scene: Scene, opened: Opened, width: int, height: int) -> Painted:
    """The roles with their cursor on top; below, what is to be done by the one under it, then everybody."""
    found = roles(scene)
    opened.cursor = max(0, min(opened.cursor, len(found) - 1))
    room = max(1, min(len(found), height // 2))
    top, _ = window(len(found), room, opened.cursor)
    rows = [_heading(width)]
    for n, role in enumerate(found[top : top + room], top):
        rows.append(_role(role, scene, width, cursor=n == opened.cursor))
    items = (-1, *range(top, top + room))
    rows += _duties(found[opened.cursor], width, 3 if height >= 24 else 2)
    gap: list[Row] = [()] if height >= 24 else []
    # While it is asked who, the digits stay those that the question was asked with.
    asked = isinstance(opened.about, tuple) and scene.focus != "people"
    digits = list(opened.about if asked else choices(scene))
    everybody = (*people(scene), *_wrote(scene))
    persons = (_person(name, scene, width, digits) for name in everybody)
    below = [*_calls(scene, width, gap), *gap, _people_heading(width), *persons]
    left_over = max(0, height - len(rows))
    opened.top = max(0, min(opened.top, len(below) - left_over))
    rows += below[opened.top : opened.top + left_over]
    more = len(below) - opened.top - left_over
    items += (-1,) * (len(rows) - len(items))
    return Painted(_head(scene, found), rows[:height], _foot(scene, more), 1, top, items=items[:height])


def _head(scene: Scene, found: list[Role]) -> Row:
    incident = scene.incident
    empty = [role for role in found if role.id in incident.needed_roles and role.id not in incident.roles]
    parts: Row = ((f"{plural(len(empty), 'needed role')} nobody", "bad+b"),) if empty and incident.running else ()
    held = f"{len(incident.roles)} of {plural(len(found), 'role')} held"
    here = {one.name.casefold() for one in scene.present if one.stream == incident.id}
    parts = (*parts, ("  " if parts else "", "text"), (held, "text"))
    return (("people", "title"), (" ─ ", "line"), *parts, (f"  {len(here)} here" if here else "", "muted"))


def _foot(scene: Scene, more: int) -> Row:
    below: Row = ((f"{more} below, PgDn ▾  ", "muted"),) if more > 0 else ()
    if scene.replay is not None:
        return (*below, ("Esc", "title"), (f" {way_back(scene)}", "muted"))
    if scene.focus != "people":
        way = (("Tab", "title"), (" to the roles  ", "muted"), ("Esc", "title"), (f" {way_back(scene)}", "muted"))
        return (*below, *way)
    keys = (("Enter", " give to…  "), ("m", " mine  "), ("x", " nobody  "), ("h", " hand over  "), ("Tab", " entry"))
    return (*below, *(part for key, words in keys for part in ((key, "title"), (words, "muted"))))


def _heading(width: int) -> Row:
    columns = f"  {left('role', NAME)} {left('who', WHO)} {left('since UTC', SINCE)}"
    return fit(((columns, "muted"), ("  duties" if width >= 70 else "", "muted")), width)


def _role(role: Role, scene: Scene, width: int, *, cursor: bool) -> Row:
    incident = scene.incident
    held = incident.roles.get(role.id)
    pointer = ("›" if scene.look.glyphs else ">") if cursor else " "
    if held is not None:
        who: Row = ((left(visible(held.person), WHO), "title"),)
        moved = moment(held.since, scene.now)
    else:
        missing = role.id in incident.needed_roles and incident.running
        who = ((left("! nobody" if missing else "-", WHO), "bad+b" if missing else "muted"),)
        moved = ""
    duties: Row = ((visible("; ".join(role.duties)), "muted"),)
    offer = next((one for one in standing(incident, scene.now) if one.role == role.id), None)
    if offer is not None:
        duties = ((visible(f"offered to {offer.to}, who takes it with /accept"), "soon"),)
    row: Row = (
        (pointer + " ", "focus"),
        (left(visible(role.name or role.id), NAME), "text"),
        (" ", "text"),
        *who,
        (" ", "text"),
        (left(moved, SINCE), "muted"),
    )
    rest = width - width_of(row) - 2
    if rest >= 12:
        row = (*row, ("  ", "text"), *fit(duties, rest))
    return under(spread(fit(row, width), (), width), cursor and scene.focus == "people")


def _duties(role: Role, width: int, most: int) -> list[Row]:
    """What the role under the cursor obliges to, in full."""
    said = "; ".join(visible(duty) for duty in role.duties) or "the playbook names no duties"
    lines = wrap(said, max(20, width - 4), most)
    return [((" " * 2, "text"), (line, "muted")) for line in lines]


def _calls(scene: Scene, width: int, gap: list[Row]) -> list[Row]:
    """Whom a breach asks for, then who was called, how, and whether an answer came; who does not answer stands out."""
    incident, now = scene.incident, scene.now
    rows: list[Row] = []
    if said := breach.needs(incident):
        sign, tone = scene.look.sign(ROLE_SIGNS["nobody"])
        lines = wrap(visible(said), max(20, width - 2), 3)
        rows += [((f"{sign if n == 0 else ' '} ", tone), (line, "bad+b")) for n, line in enumerate(lines)]
    silent = {one.call.seq: one for one in unanswered(incident, now)}
    every = [*incident.calls.items(), *((0, call) for call in incident.called.values())]
    for rung, call in sorted(every, key=lambda pair: (pair[1].at, pair[1].seq)):
        one = silent.get(call.seq)
        following = f"next: {one.next_rung} {one.next_who}" if one is not None and one.next_rung else ""
        how = f"by {call.how}" if call.how else ""
        told = ", ".join(filter(None, (following, how, f"called by {call.by}", call.text)))
        word, tone = answer_words(call, now), "soon" if one is not None else "muted"
        sign, hue = scene.look.sign(CHECK_SIGNS["up"] if call.acknowledged else CHECK_SIGNS["warn"])
        row: Row = (
            (f"{sign} ", hue if one is not None or call.acknowledged else "muted"),
            (left(visible(f"{rung} {call.who}" if rung else call.who), NAME), "text"),
            (" ", "text"),
            (left(word, WHO), tone),
            (f" {left(moment(call.last_at or call.at, now), SINCE)}  ", "muted"),
            (visible(told), tone),
        )
        rows.append(fit(row, width))
    heading: Row = ((f"  {left('called', NAME)} {left('answer', WHO)} {left('last UTC', SINCE)}", "muted"),)
    return [*gap, fit(heading, width), *rows] if rows else []


def _people_heading(width: int) -> Row:
    columns = f"  {left('people', NAME)} {left('where', HERE)} {right('lines', 6)} {right('last UTC', 9)}"
    return fit(((columns, "muted"), ("  holds, how to call", "muted")), width)


def _wrote(scene: Scene) -> list[str]:
    """The machines among the writers."""
    return [name for name in _lines(scene) if name in MACHINES]


def _lines(scene: Scene) -> dict[str, tuple[int, str]]:
    """How many lines each name wrote, and when the last."""
    read = scene.studied
    if read is None or read.stream != scene.incident.id:
        return {}
    return {name: (lines, moment(last, scene.now)) for name, (lines, last) in read.wrote.items()}


def _person(name: str, scene: Scene, width: int, digits: list[str]) -> Row:
    incident = scene.incident
    folded = name.casefold()
    digit = str(digits.index(name) + 1) if name in digits else " "
    wrote = [said for who, said in _lines(scene).items() if who.casefold() == folded]
    lines = number(sum(count for count, _ in wrote)) if wrote else ""
    last = wrote[-1][1] if wrote else ""
    holds = [ROLE_WORDS.get(role, role) for role, held in incident.roles.items() if held.person.casefold() == folded]
    contacts = (c for c in incident.playbook.contacts if c.name.casefold() == folded)
    calls = (", ".join(filter(None, (c.role, c.how))) for c in contacts)
    about = "  ".join(filter(None, (", ".join(holds), *calls)))
    where, tone = _where(name, scene)
    machine = name in MACHINES
    you = " (you)" if folded == scene.me.casefold() and scene.me else ""
    row: Row = (
        (f"{digit} ", "title"),
        (left(visible(name) + you, NAME), "muted" if machine else "text"),
        (" ", "text"),
        (left(where, HERE), tone),
        (f" {right(lines, 6)} {right(last, 9)}  ", "text" if lines and not machine else "muted"),
        (cut(visible(about), max(0, width - NAME - HERE - 23)), "muted"),
    )
    return fit(row, width)


def _where(name: str, scene: Scene) -> tuple[str, str]:
    """Which room somebody looks at now, and at which terminal; the one that said something last counts."""
    mine = [one for one in scene.present if one.name.casefold() == name.casefold()]
    if not mine:
        return "", "muted"
    here = min(mine, key=lambda one: (one.stream != scene.incident.id, one.silent_s))
    word = "here" if here.stream == scene.incident.id else "elsewhere" if here.stream else "in the lobby"
    terminal = f" {visible(here.terminal.removeprefix('/dev/'))}" if here.terminal.startswith("/") else ""
    more = f" +{len(mine) - 1}" if len(mine) > 1 else ""
    silent = f", silent {since(here.silent_s)}" if here.silent_s >= 15 else ""
    return f"{word}{terminal}{silent}{more}", "text" if word == "here" and not silent else "muted"


def given(names: Iterable[str], room: int) -> Row:
    """Digits with the names they stand for, as many as fit in so many cells."""
    row: list[tuple[str, str]] = []
    for n, name in enumerate(names, 1):
        part = ((f"{n} ", "title"), (f"{visible(name)}  ", "text"))
        if width_of((*row, *part)) > room:
            break
        row += part
    return tuple(row)


PANE = Pane(paint, lambda scene, _opened: len(roles(scene)))
