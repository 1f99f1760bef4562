"""The whole draft: what stands under its title, its parts, what the template has no place for, the meeting."""

from collections.abc import Sequence
from typing import Any

import msgspec

from warroom.incident.sections import sections_of
from warroom.journal.record import stamp
from warroom.report.document import Block, Code, Document, Facts, Heading, Items, Para, Table
from warroom.report.postmortem.actions import items_of, status_of, table
from warroom.report.postmortem.causes import causes
from warroom.report.postmortem.done import evidence, resolution
from warroom.report.postmortem.fields import field_of, value_of
from warroom.report.postmortem.filled import Filled
from warroom.report.postmortem.known import Known
from warroom.report.postmortem.meeting import meeting
from warroom.report.postmortem.model import Part
from warroom.report.postmortem.parts import impact, timeline
from warroom.report.postmortem.topics import pieces, topic_of

_ABOUT = (
    ("Date", "date"),
    ("Duration", "duration"),
    ("Severity", "severity"),
    ("Incident commander", "commander"),
    ("Users affected", "users"),
    ("Data loss", "data"),
    ("Revenue", "revenue"),
)
_ALWAYS = ("date", "duration", "severity", "commander")


def document(known: Known, made: Sequence[Part], source: str = "") -> Document:
    """The draft as a document; a section is a heading of level 2."""
    incident = known.incident
    blocks: list[Block] = []
    for part in made:
        blocks += [Heading(part.title), *part.blocks]
        if part.written is not None:
            blocks.append(Para(f"In own words: {part.said}.", "muted"))
    blocks += _appendix(known)
    blocks += meeting(known)
    return Document(
        title=f"Post-mortem: {incident.title or incident.id}",
        blocks=tuple(blocks),
        about=about(known),
        source=source,
        drill=incident.is_drill,
    )


def about(known: Known) -> tuple[tuple[str, str], ...]:
    """The pairs under the title; what nobody recorded says so, where the template asks for it."""
    incident = known.incident
    found = [("Incident", incident.id)]
    if incident.open and known.over is None:
        found.append(("State", f"draft: still open, {incident.status or 'not declared'}"))
    elif incident.cancelled_at is not None:
        found.append(("State", f"cancelled at {known.clock(incident.cancelled_at)}"))
    for word, name in _ABOUT:
        value = value_of(known, name)
        if value or name in _ALWAYS or name in asked_for(known):
            found.append((word, value or "not recorded"))
    found.append(("Playbook", incident.playbook.title or incident.playbook.name))
    if template := incident.playbook.postmortem.file:
        found.append(("Template", template))
    return tuple(found)


def asked_for(known: Known) -> frozenset[str]:
    """The fields that any section of the template asks for."""
    asks = (ask for section in sections_of(known.incident.playbook) for ask in section.asks)
    return frozenset(field_of(piece) for ask in asks for piece in pieces(ask))


def _appendix(known: Known) -> list[Block]:
    """What the record has and the team's template has no section for."""
    topics = {topic_of(section) for section in sections_of(known.incident.playbook)}
    blocks: list[Block] = []
    for topic, title, fill in _APPENDICES:
        made = fill(known, ()) if topic not in topics else Filled()
        shown = [said for block in made.blocks if (said := _said(block)) is not None]
        blocks += [Heading(f"Appendix: {title}"), *shown] if shown else []
    return blocks


def _said(block: Block) -> Block | None:
    """A block without what nobody recorded: an appendix asks for nothing."""
    if isinstance(block, Items):
        items = tuple(item for item in block.items if item.tone != "blank")
        return Items(items, block.ordered) if items else None
    return None if isinstance(block, Para) and block.tone == "blank" else block


def _evidence(known: Known, _asks: tuple[str, ...]) -> Filled:
    ran = evidence(known)
    return Filled((ran,)) if ran is not None else Filled()


_APPENDICES = (
    ("impact", "impact", impact),
    ("timeline", "timeline", timeline),
    ("causes", "causes", causes),
    ("resolution", "actions taken", resolution),
    ("evidence", "evidence", _evidence),
)


def data(known: Known, made: Sequence[Part]) -> dict[str, Any]:
    """The draft for scripts: times are RFC 3339 UTC, durations seconds, what nobody recorded is null."""
    incident = known.incident
    back = incident.playbook.postmortem
    return {
        "id": incident.id,
        "title": incident.title,
        "severity": known.severity or None,
        "status": incident.status or None,
        "drill": incident.is_drill,
        "draft": incident.open and known.over is None,
        "began_at": stamp(known.began) if known.began else None,
        "over_at": stamp(known.over) if known.over else None,
        "duration_s": known.lasted_s,
        "commanders": list(known.commanders),
        "users_affected": known.field("users") or None,
        "data_loss": known.field("data") or None,
        "revenue": known.field("revenue") or None,
        "playbook": incident.playbook.name,
        "sections": [_part_data(part) for part in made],
        "action_items": [
            {
                "n": task.n,
                "action": task.text,
                "owner": task.owner,
                "priority": task.priority or None,
                "due_at": stamp(task.due_at) if task.due_at else None,
                "status": status_of(task),
            }
            for task in items_of(known)
        ],
        "evidence": [
            {"run": run.n, "command": run.command, "at": stamp(run.at), "by": run.by, "sha256": run.sha256 or None}
            for run in incident.runs
        ],
        "attendees": list(back.attendees),
        "agenda": list(back.agenda),
    }


def rows(known: Known) -> Table:
    """What a spreadsheet reads of it: the action items."""
    return table(known)


def _part_data(part: Part) -> dict[str, Any]:
    written = part.written
    return {
        "id": part.id,
        "title": part.title,
        "said": part.said,
        "not_recorded": list(part.gaps),
        "written": {"by": written.by, "at": stamp(written.at), "seq": written.seq, "text": written.text}
        if written
        else None,
        "blocks": [_block_data(block) for block in part.blocks],
    }


def _block_data(block: Block) -> dict[str, Any]:
    match block:
        case Para(text=text, tone=tone):
            return {"paragraph": text} | ({"blank": True} if tone == "blank" else {})
        case Heading(text=text):
            return {"heading": text}
        case Items(items=items):
            found = [msgspec.to_builtins(item) for item in items]
            return {"items": [{k: v for k, v in one.items() if v not in ("", None)} for one in found]}
        case Table(head=head, rows=rows):
            return {"head": list(head), "rows": [list(row) for row in rows]}
        case Code(text=text):
            return {"code": text}
        case Facts(pairs=pairs):
            return {"facts": dict(pairs)}
    return {}
