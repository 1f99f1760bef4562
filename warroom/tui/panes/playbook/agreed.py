"""What a team has agreed before anything happens: levels, roles, ladder, phases, checklist, questions."""

from collections.abc import Sequence

from warroom.playbook.model import Duty, Item, Phase, Playbook, Role, Rung, Severity
from warroom.playbook.words import level_words, limit_words, trigger_words, window_words, within_words
from warroom.tui.panes.playbook.blocks import GAP, Block, Piece, above, bullets, quiet


def severities(playbook: Playbook) -> list[Block]:
    """A block a level."""
    return [_severity(level, gap=n > 0) for n, level in enumerate(playbook.severities)]


def _severity(level: Severity, *, gap: bool) -> Block:
    clocks = (
        ("answer", limit_words(level.response)),
        ("tell users", limit_words(level.cadence)),
        ("escalate", limit_words(level.escalate)),
    )
    return Block(
        (
            Piece(level_words(level), "title"),
            *((Piece(level.meaning, indent=2),) if level.meaning else ()),
            *quiet(*(f"{name}: {limit}" for name, limit in clocks if limit)),
            *bullets((*level.criteria, *map(trigger_words, level.triggers))),
            *quiet(f"calls {level.notify}" if level.notify else ""),
            *quiet(f"on {', '.join(level.channels)}" if level.channels else "", level.source),
        ),
        heading=GAP if gap else (),
    )


def roles(playbook: Playbook) -> list[Block]:
    """A block a role."""
    return [_role(role, gap=n > 0) for n, role in enumerate(playbook.roles)]


def _role(role: Role, *, gap: bool) -> Block:
    needed = "needed" if role.needed else ""
    called = role.id if role.name and role.name.casefold() != role.id.casefold() else ""
    return Block(
        (
            Piece(role.name or role.id, "title"),
            *quiet(called, needed, _levels(role.severities), role.source),
            *bullets(role.duties),
        ),
        heading=GAP if gap else (),
    )


def escalation(playbook: Playbook) -> list[Block]:
    """A block a rung, then one for each duty that hangs on a condition."""
    rungs = [_rung(n, rung) for n, rung in enumerate(playbook.ladder, 1)]
    duties = [_duty(duty, first=n == 0, gap=bool(rungs)) for n, duty in enumerate(playbook.duties)]
    return [*rungs, *duties]


def _rung(n: int, rung: Rung) -> Block:
    after = f"called {limit_words(rung.after)} after declaring"
    condition = f"if {rung.condition}" if rung.condition else ""
    return Block(
        (
            Piece(rung.who, "title", first=f"{n} "),
            *quiet(after, condition, rung.how, _levels(rung.severities), rung.source),
        )
    )


def _duty(duty: Duty, *, first: bool, gap: bool) -> Block:
    heading = above("owed on a condition", gap=gap) if first else ()
    after = f"once it lasts {limit_words(duty.after)}" if duty.after else ""
    condition = f"if {duty.condition}" if duty.condition else ""
    about = (after, condition, duty.owner, duty.channel, _levels(duty.severities), duty.source)
    return Block((Piece(duty.text, first="· "), *quiet(*about)), heading)


def phases(playbook: Playbook) -> list[Block]:
    """A block a phase."""
    return [_phase(phase, gap=n > 0) for n, phase in enumerate(playbook.phases)]


def _phase(phase: Phase, *, gap: bool) -> Block:
    about = quiet(window_words(phase), phase.source)
    return Block((Piece(phase.title, "title"), *about, *bullets(phase.steps)), GAP if gap else ())


def checklist(playbook: Playbook) -> list[Block]:
    """A block an item, in the playbook's order."""
    titles = {phase.id: phase.title for phase in playbook.phases}
    wide = max((len(str(item.n)) for item in playbook.items), default=1)
    return [_item(item, titles.get(item.phase, item.phase), wide) for item in playbook.items]


def _item(item: Item, phase: str, wide: int) -> Block:
    anchor = item.anchor.removeprefix("item:")
    limit = f"{within_words(item.limit)} after {anchor}" if item.limit else f"after {anchor}"
    by_itself = f"ticked by {item.done_by}" if item.done_by else ""
    indent = wide + 1
    return Block(
        (
            Piece(item.text, first=f"{item.n:>{wide}} "),
            *quiet(limit, item.owner, _levels(item.severities), phase, by_itself, item.source, indent=indent),
            *quiet(item.why, indent=indent),
        ),
        kind="item",
        n=item.n,
    )


def questions(playbook: Playbook) -> list[Block]:
    """A block a question; the first of each group has its title above."""
    found: list[Block] = []
    for group in playbook.questions:
        for n, question in enumerate(group.questions):
            heading = (*above(group.title, gap=bool(found)), *quiet(group.source, indent=0)) if n == 0 else ()
            found.append(Block((Piece(question),), heading, kind="question", about=question, copied=question))
    return found


def _levels(severities: Sequence[str]) -> str:
    return " ".join(severities)
