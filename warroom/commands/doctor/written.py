"""What people wrote: settings, playbook, senders, themes, keys; and the editor they write with."""

import os
import shlex
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from warroom import wiring
from warroom.commands.doctor.finding import Finding, bad, note, ok
from warroom.errors import BadInput, WarroomError
from warroom.own_editor import editor
from warroom.settings import Settings


def look(settings: Settings) -> Iterator[Finding]:
    """Everything a file of the user's can be wrong in, with file and line."""
    yield from _playbook(settings)
    yield from _validated(settings)
    yield from _senders(settings)
    yield from _screen(settings)
    yield _editor()


def _playbook(settings: Settings) -> Iterator[Finding]:
    try:
        loaded = wiring.playbook(settings)
    except WarroomError as error:
        yield bad("playbook", f"playbook: {error}")
        return
    book = loaded.playbook
    yield ok("playbook", f"playbook {book.name}, {len(book.items)} items, from {loaded.source}")
    if loaded.from_library:
        return
    from warroom.commands.linting import found_in

    with suppress(WarroomError):
        levels = Counter(finding.level for finding in found_in(settings.playbook))
        if levels:
            said = ", ".join(f"{count} {level}{'s' * (count != 1)}" for level, count in levels.items())
            worst = bad if levels["error"] else note
            yield worst("playbook", f"lint finds {said} in it", f"warroom playbook lint {settings.playbook}")


def _validated(settings: Settings) -> Iterator[Finding]:
    """Each thing wrong with the files in force, where it stands."""
    from warroom.commands.validating import looked_through
    from warroom.playbook.yaml import is_name

    names = [settings.source] if settings.source else []
    names += [] if is_name(settings.playbook) else [settings.playbook]
    for name in names:
        try:
            problems = looked_through(Path(name)).problems
        except (WarroomError, OSError):
            continue  # said above
        for problem in problems:
            yield bad("settings", str(problem))


def _senders(settings: Settings) -> Iterator[Finding]:
    """By which ways updates go out, and what keeps one from sending; no secret is printed."""
    if not settings.senders:
        yield note("senders", "no senders: updates are copied by hand")
        return
    from warroom.updates.ways.prepared import prepared

    broken = {sender.name: problem for sender in settings.senders if (problem := prepared(sender).problem())}
    for name, problem in broken.items():
        yield bad("senders", f"sender {name}: {problem}")
    if not broken:
        yield ok("senders", f"{len(settings.senders)} senders, nothing is missing")


def _screen(settings: Settings) -> Iterator[Finding]:
    """Themes, and the user's own keys."""
    from warroom import themes
    from warroom.tui.keys import with_changes

    for theme in themes.listed():
        if theme.trouble:
            yield note("theme", theme.trouble)
    where = settings.theme_from
    try:
        themes.load(settings.theme)
        where = ""
        with_changes(settings.keys)
    except BadInput as error:
        yield bad("theme", f"{where}{error}")
        return
    changed = f", {len(settings.keys)} keys of your own" if settings.keys else ""
    yield ok("theme", f"theme {settings.theme}{changed}")


def _editor() -> Finding:
    chosen = bool(os.environ.get("VISUAL") or os.environ.get("EDITOR"))
    try:
        command = editor()
    except BadInput as error:
        return (bad if chosen else note)("editor", str(error))
    if shutil.which(command[0]) is None:
        return bad("editor", f"$EDITOR is {command[0]}, which is not installed", "export EDITOR=nano")
    if not chosen:
        said = f"no $EDITOR is set, so that sections are written with {command[0]}"
        return note("editor", said, "export EDITOR=nano")
    return ok("editor", f"sections are written with {shlex.join(command)}")
