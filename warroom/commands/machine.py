"""The commands about this machine: settings, what works."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from warroom import __version__, wiring
from warroom.commands import opening
from warroom.commands.speak import out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, BadInput, WarroomError
from warroom.incident.words import DUTY
from warroom.settings import Settings
from warroom.text import plain


def init(target: Path) -> None:
    """A commented settings file."""
    from warroom.settings import TEMPLATE

    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is") from None
    except OSError as error:
        raise BadInput(f"{target}: {error.strerror}") from error
    with suppress(OSError):
        target.chmod(0o644)
    tell(f"{target} is written: its comments say what it can hold")


def doctor(settings_of: Callable[[], Settings]) -> int:
    """What works here."""
    import platform

    from warroom.journal.library import SAFE_WAL, version

    out(f"ok    warroom {__version__}, Python {platform.python_version()}, {platform.system()} {platform.machine()}")
    library, safe = version()
    wanted = ".".join(map(str, SAFE_WAL))
    if safe:
        out(f"ok    SQLite {library}, write-ahead log is safe")
    else:
        out(f"note  SQLite {library} is older than {wanted}: a rollback journal is used, slower; pip install pysqlite3")
    try:
        settings = settings_of()
    except WarroomError as error:
        out(f"BAD   settings: {plain(str(error))}")
        return EXIT_BAD
    out(f"ok    settings from {settings.source or 'defaults, no warroom.yaml found'}")
    bad = _doctor_journal(settings)
    try:
        loaded = wiring.playbook(settings)
        out(f"ok    playbook {loaded.playbook.name}, {len(loaded.playbook.items)} items, from {loaded.source}")
    except WarroomError as error:
        out(f"BAD   playbook: {plain(str(error))}")
        bad = True
    bad = _doctor_checks(settings) or bad
    bad = _doctor_senders(settings) or bad
    bad = _doctor_screen(settings) or bad
    name = wiring.me(settings)
    out(f"ok    you are {name}" if name else f"note  {wiring.unix_user()} is nobody's name: export WARROOM_AS=NAME")
    return EXIT_BAD if bad else EXIT_DONE


def _doctor_checks(settings: Settings) -> bool:
    """What may be asked here and what waits; whether something does."""
    from warroom.checks.acceptance import count_said, hidden_said, waits_said
    from warroom.commands.check import standing

    try:
        found, accepted = standing(settings)
    except WarroomError:
        # What is wrong with the playbook or the journal was said above.
        return True
    none = "" if found.checks else "; warroom init writes a file to put them in"
    out(f"ok    {len(found.asked)} checks{none}")
    if found.hidden:
        out(f"note  {plain(hidden_said(found.hidden))}")
    for source in found.waiting:
        wait = "wait" if len(source.checks) + len(source.senders) > 1 else "waits"
        out(f"BAD   {count_said(source)} {wait}: {plain(waits_said(source, accepted))}")
    return bool(found.waiting)


def _doctor_senders(settings: Settings) -> bool:
    """By which ways updates go out; whether one of them could not send."""
    if not settings.senders:
        out("note  no senders: updates are copied by hand")
        return False
    from warroom.updates.ways.prepared import prepared

    broken = {sender.name: problem for sender in settings.senders if (problem := prepared(sender).problem())}
    for name, problem in broken.items():
        out(f"BAD   sender {name}: {plain(problem)}")
    if not broken:
        out(f"ok    {len(settings.senders)} senders, nothing is missing")
    return bool(broken)


def _doctor_screen(settings: Settings) -> bool:
    """Colours and keys; whether something is wrong with what settings say of them."""
    from warroom import themes
    from warroom.tui.keys import with_changes

    for theme in themes.listed():
        if theme.trouble:
            out(f"note  {plain(theme.trouble)}")
    where = settings.theme_from
    try:
        themes.load(settings.theme)
        where = ""
        with_changes(settings.keys)
    except BadInput as error:
        out(f"BAD   {plain(where + str(error))}")
        return True
    changed = f", {len(settings.keys)} keys of your own" if settings.keys else ""
    out(f"ok    theme {settings.theme}{changed}")
    return False


def _doctor_journal(settings: Settings) -> bool:
    from warroom.journal.verify import verify as walk_all

    if not wiring.has_journal(settings):
        out(f"ok    journal {settings.journal}, not made yet")
        return False
    try:
        with opening.house(settings, reading=True) as house:
            heads, once = house.journal.heads(), house.journal.once_held()
            found = [walk_all(house.journal, stream, once.get(stream)) for stream in heads | once]
            loose = house.journal.loose()
            size = settings.journal.stat().st_size / 1024
            records = sum(seq for seq, _ in heads.values())
            out(f"ok    journal {settings.journal}, {records} records, {size:.0f} KiB, {house.journal.mode}")
            if (on_call := house.room(DUTY).incident.on_call) is not None:
                out(f"ok    on call {plain(on_call.person)} since {on_call.since:%Y-%m-%d %H:%M} UTC")
    except WarroomError as error:
        out(f"BAD   journal {settings.journal}: {plain(str(error))}")
        return True
    for one in found:
        if one.fault is not None:
            out(f"BAD   {plain(str(one.fault))}")
    for said in loose:
        out(f"BAD   {plain(said)}")
    if not loose and not any(one.fault for one in found):
        out(f"ok    the record holds, {len(found)} streams verified")
    return bool(loose) or any(one.fault is not None for one in found)
