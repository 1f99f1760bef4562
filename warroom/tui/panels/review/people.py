"""Who did how much: records in their name, roles held, tasks given and done."""

from warroom.report.review import Load
from warroom.report.words import number, plural, since
from warroom.text import visible
from warroom.tui.content import left, right
from warroom.tui.look import LANE_SIGNS, Row
from warroom.tui.panels.clocks import ROLE_WORDS
from warroom.tui.panels.review.rows import columns, listing
from warroom.tui.panels.review.scale import when_utc
from warroom.tui.panels.review.seen import seen_in
from warroom.tui.view import Painted, Scene

BAR = 12


def paint(scene: Scene, width: int, height: int) -> Painted:
    """A row a person, the busiest first, with how much of the record is theirs."""
    review = seen_in(scene).review
    people = review.people if review else ()
    every = sum(load.records for load in people)
    head: Row = (("people", "title"), (" ─ ", "line"), (str(len(people)), "text"), ("  who did how much", "muted"))
    rows = [_row(load, scene, width, people[0].records, every) for load in people]
    heading: Row = columns((("who", "muted"),), [(right("lines", 8), "muted"), (right("tasks", 9), "muted")], width)
    detail: list[str] = []
    if people:
        detail = [story(scene, people[min(seen_in(scene).cursor("people"), len(people) - 1)])]
    nothing = "Nobody wrote anything." if review else "read in a moment"
    return listing(scene, "people", head, rows, (width, height), detail=detail, heading=heading, nothing=nothing)


def _row(load: Load, scene: Scene, width: int, most: int, every: int) -> Row:
    roles = ", ".join(ROLE_WORDS.get(role, role) for role in load.roles)
    wide = width >= 48
    bar = round(load.records / most * BAR) if most else 0
    sign, _ = scene.look.sign(LANE_SIGNS["down"])
    share = f" {round(load.records / every * 100)} %" if every and wide else ""
    before: Row = (
        (f"{left(visible(load.person), 12)} ", "title" if load.roles else "text"),
        *((((sign * bar).ljust(BAR + 1), "spark"), (left(share, 6), "muted")) if wide else ()),
        (visible(roles), "text"),
    )
    tasks = f"{load.done}/{load.tasks}" if load.tasks else "-"
    tone = "soon" if load.done < load.tasks else "muted"
    return columns(before, [(right(number(load.records), 8), "text"), (right(tasks, 9), tone)], width)


def story(scene: Scene, load: Load) -> str:
    """One person in a sentence: since when they wrote, what they held and did."""
    wrote = next((one for one in seen_in(scene).gathered.wrote if one.person == load.person), None)
    incident, now = scene.incident, scene.now
    parts = []
    if wrote is not None:
        parts.append(f"wrote from {when_utc(wrote.first, incident)} to {when_utc(wrote.last, incident)}")
    for role, held in {**incident.left, **incident.roles}.items():
        if held.person == load.person:
            until = held.until or incident.when("resolved") or now
            parts.append(f"{role} from {when_utc(held.since, incident)}, {since((until - held.since).total_seconds())}")
    told = sum(one.by == load.person for one in incident.told)
    ran = sum(run.by == load.person for run in incident.runs)
    parts += [f"told users {plural(told, 'time')}"] if told else []
    parts += [f"ran {plural(ran, 'command')}"] if ran else []
    open_ = [task.text for task in incident.tasks if task.owner == load.person and task.done_at is None]
    parts += [f"still open: {'; '.join(open_)}"] if open_ else []
    return visible(f"{load.person}: {', '.join(parts) or 'named, and wrote nothing'}")


def in_full(scene: Scene, load: Load) -> tuple[str, ...]:
    """One person's part in it, a line each."""
    incident = scene.incident
    found = [story(scene, load)]
    tasks = [task for task in incident.tasks if task.owner == load.person]
    for task in tasks:
        due = f", due {when_utc(task.due_at, incident)}" if task.due_at else ""
        done = f"done {when_utc(task.done_at, incident)}" if task.done_at else f"open{due}"
        found.append(f"task {task.n}, {done}: {task.text}")
    told = [one for one in incident.told if one.by == load.person]
    ran = [one for one in incident.runs if one.by == load.person]
    found += [f"told {one.channel} at {when_utc(one.at, incident)}, #{one.seq}" for one in told]
    found += [f"ran at {when_utc(one.at, incident)}, #{one.seq}: {one.command}" for one in ran]
    return tuple(visible(line) for line in found)
