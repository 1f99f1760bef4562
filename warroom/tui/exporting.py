"""What is reviewed as a new file in the working directory: post-mortem, page, the record's bytes, an archive.

Made by a thread with a journal of its own that only reads, so that neither the screen nor what is being written waits.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warroom.errors import BadInput, NotHere, WarroomError
from warroom.report.words import number
from warroom.text import visible

if TYPE_CHECKING:
    from warroom.settings import Settings
    from warroom.tui.navigating import Navigating
    from warroom.wiring import House

TELL_EVERY_S = 0.25
MOST_NAMES = 1000
Told = Callable[[str], None]
"""Hears how far an export is."""


class Form(NamedTuple):
    """What it is called, the end of its file's name, and what makes it into a file."""

    said: str
    suffix: str
    make: "Callable[[House, str, Path, Told], None]"


def _report(format_: str) -> "Callable[[House, str, Path, Told], None]":
    def make(house: "House", stream: str, target: Path, told: Told) -> None:
        from warroom.commands.new_file import write_new
        from warroom.commands.reports import Asked, maker
        from warroom.report.formats import renderer

        made = maker("postmortem")(Asked(house, stream))
        write_new(target, _counted(renderer(format_)(made), told))

    return make


def _record(house: "House", stream: str, target: Path, told: Told) -> None:
    from warroom.commands.new_file import write_new
    from warroom.journal.verify import export

    write_new(target, _counted((f"{line}\n" for line in export(house.journal, stream)), told))


def _archive(house: "House", stream: str, target: Path, told: Told) -> None:
    from warroom.commands.evidence import pack

    at = time.monotonic()

    def progress(doing: str, share: float) -> None:
        nonlocal at
        if time.monotonic() - at >= TELL_EVERY_S:
            at = time.monotonic()
            told(f"{doing}, {share:.0%}")

    missing, _, _ = pack(house, house.room(stream).incident, target, progress)
    if missing:
        raise NotHere(f"{target.name} is there, but without: {'; '.join(missing)}")


FORMS = {
    "m": Form("Markdown", "-postmortem.md", _report("md")),
    "h": Form("HTML", "-postmortem.html", _report("html")),
    "j": Form("lossless JSONL", ".jsonl", _record),
    "e": Form("evidence archive", "-evidence.tar.gz", _archive),
}


def _counted(chunks: Iterable[str], told: Told) -> Iterator[str]:
    written, at = 0, time.monotonic()
    for chunk in chunks:
        written += len(chunk)
        if time.monotonic() - at >= TELL_EVERY_S:
            at = time.monotonic()
            told(f"{number(written // 1000)} kB written")
        yield chunk


def free_name(folder: Path, stream: str, suffix: str) -> Path:
    """A name in this folder that nothing has. Raises BadInput where all are taken."""
    stem = "".join(c if c.isalnum() or c in "-_." else "-" for c in stream)[:100] or "incident"
    names = (f"{stem}{f'-{n}' if n > 1 else ''}{suffix}" for n in range(1, MOST_NAMES))
    found = next((path for name in names if not _taken(path := folder / name)), None)
    if found is None:
        raise BadInput(f"{folder} holds {MOST_NAMES - 1} exports of {stem} already: move some of them away")
    return found


def _taken(path: Path) -> bool:
    return path.is_symlink() or path.exists()


def export_as(app: "Navigating", form: Form) -> None:
    """Begin it; how far it is and where it lies are said in the row above the entry line."""
    seen = app.reviewing.seen
    app.reviewing.again()
    if seen is None:
        return
    if seen.busy:
        app.entering.say(f"one at a time: {seen.busy}", bad=True)
        return
    seen.busy = f"{form.said} is made"
    waiting = app.sections.unrecorded_here()
    without = f", without your draft of {', '.join(waiting)}" if waiting else ""
    stream, settings = seen.stream, app.settings

    def told(said: str) -> None:
        app.reviewing.post(lambda: app.reviewing.busy(f"{form.said}: {said}"))

    def work() -> None:
        try:
            target = _made(settings, stream, form, told)
            said, bad = f"{form.said} is in {visible(str(target))}{without}", False
        except WarroomError as error:
            said, bad = str(error), True
        except OSError as error:
            said, bad = f"not written: {error.strerror or error}", True
        app.reviewing.post(lambda: app.reviewing.exported(said, bad=bad))

    app.run_worker(work, name="export", thread=True, exit_on_error=True)


def _made(settings: "Settings", stream: str, form: Form, told: Told) -> Path:
    from warroom import wiring

    target = free_name(Path.cwd(), stream, form.suffix)
    with wiring.open_house(settings, reading=True) as house:
        form.make(house, stream, target, told)
    return target
