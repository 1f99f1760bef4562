"""Phases of an incident and the time each has."""

from warroom.playbook.markdown.clocks import Clock, clocks
from warroom.playbook.markdown.draft import Draft, PhaseDraft
from warroom.playbook.markdown.fields import column_of
from warroom.playbook.markdown.plain import parens, simple, tidy, without_parens
from warroom.playbook.markdown.titles import phase_name
from warroom.playbook.markdown.tree import Block, Section


def begin_phase(section: Section, draft: Draft) -> PhaseDraft:
    """The phase of a title such as "Phase 2: Triage (5-15 minutes)", registered."""
    title = section.title
    timed = [
        inner
        for inner in parens(title)
        if clocks(inner) or simple(inner) in ("variable", "ongoing", "varies", "continuous")
    ]
    name = phase_name(without_parens(title) if timed else title)
    made = PhaseDraft(draft.new_id("phase", name), name, section.line)
    if clock := window_of(title):
        _timed(made, clock)
        found = _in_time(title)
        if made.begins is None and len(found) == 2 and found[0].sense == clock.sense:
            made.begins = found[0].limit
    draft.phases.append(made)
    return made


def window_of(title: str) -> Clock | None:
    """The time in a phase's title whose end is the phase's: "(T+0 to T+10 min)", "(10-30 min)"."""
    found = _in_time(title)
    return found[-1] if found else None


def _in_time(title: str) -> list[Clock]:
    return [clock for clock in clocks(title) if clock.sense in ("within", "bare", "offset", "after")]


def _timed(phase: PhaseDraft, clock: Clock) -> None:
    if clock.low is not None:
        phase.begins = clock.beginning
    phase.ends = clock.limit


def take_phase_table(table: Block, draft: Draft) -> bool:
    """Whether a table had a phase in each row."""
    kinds = [column_of(cell.text) for cell in table.rows[0]]
    if "phase" not in kinds or len(table.rows) < 2:
        return False
    name = kinds.index("phase")
    draft.use_block(table)
    for row in table.rows[1:]:
        if name >= len(row) or not row[name].text:
            continue
        made = PhaseDraft(draft.new_id("phase", row[name].text), tidy(row[name].text), row[0].no)
        for place, cell in enumerate(row):
            if place == name or not cell.text.strip(" -–—"):
                continue
            found = [clock for clock in clocks(cell.text) if clock.sense in ("within", "bare", "offset", "after")]
            if place < len(kinds) and kinds[place] == "time" and found:
                _timed(made, found[0])
            else:
                made.steps.append(cell.text)
        draft.phases.append(made)
    return True
