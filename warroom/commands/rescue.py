"""The commands for bad days: a copy of the journal, and what a damaged one still holds."""

from contextlib import closing
from pathlib import Path

from warroom import wiring
from warroom.commands.speak import as_json, out, tell
from warroom.commands.waiting import Progress
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput, NotHere
from warroom.journal.gaps import Gap, Side
from warroom.journal.salvage import Salvaged
from warroom.settings import Settings
from warroom.text import plain, visible


def backup(settings: Settings, target: Path, format_: str) -> int:
    """A copy of the journal at this moment."""
    from warroom.journal.backup import backup as copy

    if str(target) == "-":
        raise BadInput("a backup goes into a file: warroom backup OUT")
    if not wiring.has_journal(settings):
        raise NotHere(f"no journal {settings.journal}")
    progress = Progress()
    try:
        with closing(wiring.open_journal(settings.journal, reading=True)) as journal:
            copied = copy(journal, target, journal.once_held(), progress)
    finally:
        progress.end()
    for one in copied.streams:
        if format_ == "json":
            said = one.fault.said if one.fault else None
            out(as_json({"stream": one.stream, "seq": one.seq, "hash": one.hash, "fault": said}))
        elif one.fault is None:
            out(f"holds    {visible(one.stream)} to #{one.seq} {one.hash}")
        else:
            out(f"DAMAGED  {visible(one.stream)} holds to #{one.seq}; {plain(str(one.fault))}")
    if format_ == "json":
        fault = copied.fault or None
        out(as_json({"file": str(target), "size": copied.size, "sha256": copied.sha256, "fault": fault}))
    else:
        out(f"wrote    {visible(str(target))}, {copied.size} bytes, SHA-256 {copied.sha256}")
    if copied.fault:
        tell(f"{target} is kept, but it does not hold: {copied.fault}; warroom salvage takes all that holds")
        return EXIT_BAD
    return EXIT_DONE


def salvage(damaged: Path, target: Path, format_: str) -> int:
    """What a damaged journal still holds, in a new file."""
    from warroom.journal.head import OutsideHead, default_folder
    from warroom.journal.salvage import salvage as take

    outside = OutsideHead(damaged, default_folder())

    def once_held(journal_id: str) -> dict[str, tuple[int, str]]:
        claims = outside.claims(journal_id) if journal_id else outside.others("")
        return {stream: (seen.seq, seen.hash) for stream, seen in claims.items()}

    progress = Progress()
    try:
        found = take(damaged, target, once_held, progress)
    finally:
        progress.end()
    for line in _json(found) if format_ == "json" else _lines(found):
        out(line)
    _sum_up(found, damaged, target)
    return EXIT_DONE if found.whole else EXIT_BAD


def _json(found: Salvaged) -> list[str]:
    """A line a stream, a gap and so on; `what` says which."""
    parts = {
        "stream": found.streams,
        "gap": found.gaps,
        "words_lost": found.wordless,
        "does_not_fit": found.left_out,
        "unproven_words": found.loose,
    }
    return [as_json({"what": what, "is": one}) for what, every in parts.items() for one in every]


def _lines(found: Salvaged) -> list[str]:
    lines: list[str] = []
    for kept in found.streams:
        last = f", to #{kept.seq} {kept.hash}" if kept.seq else ""
        lines.append(f"kept     {visible(kept.stream)} {kept.records} of {kept.promised} records{last}")
    lines += [_gap(gap) for gap in found.gaps]
    for bare in found.wordless:
        lines.append(f"missing  {visible(bare.stream)}, the words of {_side(bare.record)}: when and by whom is known")
    for odd in found.left_out:
        kept_or_not = "doubtful" if odd.kept else "left out"
        lines.append(f"{kept_or_not} {visible(odd.stream)} #{odd.seq} {odd.hash[:12]}: {odd.said}")
    for loose in found.loose:
        lines.append(f"unproven {visible(loose.stream)} #{loose.seq}, its record is lost: {visible(loose.body)}")
    return lines


def _gap(gap: Gap) -> str:
    numbers = f"#{gap.first}" if gap.first == gap.last else f"#{gap.first} to #{gap.last}"
    before = f"after {_side(gap.before)}" if gap.before else "at the beginning"
    after = f"before {_side(gap.after)}" if gap.after else "at the end"
    return f"missing  {visible(gap.stream)} {numbers}, {before}, {after}"


def _side(side: Side) -> str:
    return f"#{side.seq} ({side.at:%Y-%m-%d %H:%M:%S}Z {visible(side.by)})"


def _sum_up(found: Salvaged, damaged: Path, target: Path) -> None:
    kept = sum(stream.records for stream in found.streams)
    every = sum(stream.promised for stream in found.streams)
    if found.changed_meanwhile:
        tell(f"{damaged} was written to meanwhile: close every warroom on it and do it again")
    if not found.has_old_id:
        tell("the journal's id was lost: the new file has a new one")
    lost = sum(gap.last - gap.first + 1 for gap in found.gaps)
    bare = f"; {len(found.wordless)} stand without their words" if found.wordless else ""
    gone = f"; {lost} are lost, in {len(found.gaps)} gap{'s' * (len(found.gaps) != 1)}" if lost else ""
    tell(f"{kept} of {every} records are in {target}{gone}{bare}; {damaged} is as it was")
