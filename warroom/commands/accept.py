"""`warroom playbook accept`: let checks from outside run, by the hash of the file they stand in."""

import sys
from collections.abc import Sequence
from pathlib import Path

from warroom import located, wiring
from warroom import settings as settings_module
from warroom.checks.acceptance import (
    Source,
    changed_since,
    count_said,
    lines,
    listed,
    of_playbook,
    sender_lines,
    sources,
    stand,
)
from warroom.commands import opening
from warroom.commands.speak import as_json, out, tell
from warroom.commands.validating import is_playbook
from warroom.errors import EXIT_DONE, EXIT_USAGE, BadInput
from warroom.incident import intents as i
from warroom.incident.state import Accepted
from warroom.incident.words import DUTY
from warroom.journal.record import stamp
from warroom.settings import Settings
from warroom.text import visible


def accept(settings: Settings, file: str | None, format_: str, *, yes: bool) -> int:
    """Show what would be asked, ask once, and record it; without a file, whatever waits here."""
    accepted = _accepted(settings)
    found = [_named(file)] if file else _waiting(settings, accepted)
    if not any(source.checks or source.senders for source in found):
        tell(f"{file} has no checks: there is nothing to accept" if file else "no checks wait to be accepted")
        if format_ == "json":
            for source in found:
                out(as_json(_data(source, accepted)))
        return EXIT_DONE
    fresh = [source for source in found if not source.own and not source.accepted_in(accepted)]
    for source in found:
        if source not in fresh:
            _tell_known(source, accepted)
    if fresh and not yes:
        for source in fresh:
            _show(source, accepted, format_)
        if not sys.stdin.isatty():
            raise BadInput("nothing is accepted without an answer: run this in a terminal, or say --yes")
        if not _said_yes(fresh):
            tell("not accepted: nothing of it is asked")
            return EXIT_USAGE
    if fresh:
        accepted = _record(settings, fresh)
    for source in found if format_ == "json" else fresh:
        if format_ == "json":
            out(as_json(_data(source, accepted)))
        else:
            out(visible(f"accepted: {count_said(source)} of {source.name}, sha256 {source.sha256}"))
    return EXIT_DONE


def _named(file: str) -> Source:
    """The checks of a playbook or settings file, or of a playbook of the library."""
    from warroom.playbook import pages, yaml

    named = yaml.is_name(file) or pages.is_page(file)
    if named or is_playbook(located.read(Path(file).expanduser(), may_be_empty=True)):
        return of_playbook(yaml.load(file))
    read = settings_module.load(file, {}, {}, Path.cwd())
    return Source(
        name=read.source,
        sha256=read.source_sha256,
        checks=read.checks,
        senders=read.senders,
        file=read.source,
        settings=True,
    )


def _waiting(settings: Settings, accepted: dict[str, Accepted]) -> Sequence[Source]:
    """What is not asked here because nobody accepted it: of settings, the playbook in force and what runs."""
    incidents = []
    if wiring.has_journal(settings):
        with opening.house(settings, reading=True) as house:
            incidents = list(house.directory.states([s.id for s in house.directory.open_real()]).values())
    return stand(sources(settings, wiring.playbook(settings), incidents), accepted).waiting


def _accepted(settings: Settings) -> dict[str, Accepted]:
    if not wiring.has_journal(settings):
        return {}
    with opening.house(settings, reading=True) as house:
        return house.room(DUTY).incident.accepted


def _tell_known(source: Source, accepted: dict[str, Accepted]) -> None:
    if known := accepted.get(source.sha256):
        tell(f"{known.by} accepted the checks of {source.name} at {known.at:%Y-%m-%d %H:%M:%S} UTC already")


def _show(source: Source, accepted: dict[str, Accepted], format_: str) -> None:
    if format_ == "json":
        return
    out(visible(f"{source.file or source.name}: {count_said(source)}, sha256 {source.sha256}"))
    if changed := changed_since(source, accepted):
        out(visible(changed))
    for one in listed(source.checks):
        for line in lines(one):
            out(f"  {visible(line)}")
    for line in sender_lines(source.senders):
        out(f"  {visible(line)}")


def _said_yes(fresh: Sequence[Source]) -> bool:
    """The answer of whoever sits at the terminal; anything but y or yes is no."""
    sys.stdout.flush()
    sys.stderr.write(f"let {', '.join(visible(f'{count_said(one)} of {one.name}') for one in fresh)} run? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("y", "yes")


def _record(settings: Settings, fresh: Sequence[Source]) -> dict[str, Accepted]:
    with opening.house(settings) as house:
        me = wiring.must_know_me(settings, house.live)
        room = house.room(DUTY)
        for source in fresh:
            room.act(i.AcceptChecks(by=me, name=source.name, sha256=source.sha256, digest=source.digest))
        house.live.keep(room.incident)
        return room.incident.accepted


def _data(source: Source, accepted: dict[str, Accepted]) -> dict[str, object]:
    known = accepted.get(source.sha256)
    return {
        "name": source.name,
        "file": source.file,
        "sha256": source.sha256,
        "accepted": source.own or known is not None,
        "by": known.by if known else None,
        "at": stamp(known.at) if known else None,
        "changed": changed_since(source, accepted) or None,
        "checks": listed(source.checks),
        "senders": [{"name": one.name, "kind": one.kind, "channel": one.channel} for one in source.senders],
    }
