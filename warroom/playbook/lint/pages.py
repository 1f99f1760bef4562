"""Where pieces stand on the page they were read from."""

from collections.abc import Sequence

from warroom.playbook.model import Phase


def line_of(source: str) -> tuple[str, int] | None:
    """The page and the line of "PAGE.md:42"; None for anything else."""
    page, colon, line = source.rpartition(":")
    return (page, int(line)) if colon and line.isdigit() else None


def lies_within(source: str, phase: Phase, phases: Sequence[Phase]) -> bool:
    """Whether a line stands between a phase's title and the next phase's; the last phase has no known end."""
    here, begins = line_of(source), line_of(phase.source)
    if here is None or begins is None or here[0] != begins[0]:
        return False
    later = [at[1] for one in phases if (at := line_of(one.source)) and at[0] == begins[0] and at[1] > begins[1]]
    return bool(later) and begins[1] <= here[1] < min(later)
