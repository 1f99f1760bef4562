"""What an import found, as rows for a table: kind, count, where."""

from collections.abc import Iterable, Sequence

import msgspec

from warroom.playbook.markdown.reading import Imported
from warroom.playbook.model import Playbook


class Row(msgspec.Struct, frozen=True):
    """One line of the table; `where` is "12-48" (lines of the page) or ""."""

    kind: str
    count: int
    where: str
    words: str = ""


def summary(imported: Imported) -> list[Row]:
    """A row for each kind of piece that was found, then what is proposed and what was left."""
    book = imported.playbook
    steps = [*book.steps, *(step for one in book.scenarios for step in one.steps)]
    run = [step for step in steps if step.run and step.risk != "shown"]
    shown = [step for step in steps if step.run and step.risk == "shown"]
    clocked = sum(item.limit is not None for item in book.items)
    made = [
        _row("severities", book.severities, ", ".join(level.id for level in book.severities)),
        _row("response times", [level for level in book.severities if level.response]),
        _row("update cadences", [level for level in book.severities if level.cadence]),
        _row("escalation steps", book.ladder),
        _row("duties on a condition", book.duties),
        _row("roles", book.roles, ", ".join(role.id for role in book.roles)),
        _row("phases", book.phases),
        _row("questions", book.questions),
        _row("checklist items", book.items, f"{clocked} with a clock" if book.items else ""),
        _row("scenarios", book.scenarios, ", ".join(one.title for one in book.scenarios)),
        _row("commands", run, f"{sum(step.risk == 'destroys' for step in run)} destroy" if run else ""),
        _row("shown code and queries", shown),
        _row("steps by hand", [step for step in steps if not step.run]),
        _row(
            "templates", book.templates, ", ".join(dict.fromkeys(one.channel for one in book.templates if one.channel))
        ),
        _row("contacts", book.contacts),
        _row("links", book.links),
        _row("lists for a shift", book.lists, ", ".join(f"{one.title} {len(one.items)}" for one in book.lists)),
        Row(
            "resolution criteria",
            len(book.resolution.criteria) + len(book.resolution.watch_for),
            _where([book.resolution]),
        ),
        Row("post-mortem", _parts_of_review(book), _where([book.postmortem])),
        Row("metrics", len(book.metrics), ""),
        Row("principles", len(book.principles), ""),
        Row("prevention", len(book.prevention), ""),
        _row("checks proposed", book.proposed, ", ".join(one.url for one in book.proposed)),
    ]
    lines = sum(len(left.text.split("\n")) for left in book.left)
    return [*(row for row in made if row.count), Row("lines left", lines, _where(book.left))]


def _parts_of_review(book: Playbook) -> int:
    review = book.postmortem
    return len(review.sections) + len(review.attendees) + len(review.agenda) + (review.within is not None)


def _row(kind: str, pieces: Sequence[object], words: str = "") -> Row:
    return Row(kind, len(pieces), _where(pieces), words)


def _where(pieces: Iterable[object]) -> str:
    lines = [
        int(number) for piece in pieces if (number := str(getattr(piece, "source", "")).rpartition(":")[2]).isdigit()
    ]
    if not lines:
        return ""
    return str(min(lines)) if min(lines) == max(lines) else f"{min(lines)}-{max(lines)}"
