"""`warroom playbook`: those there are, one for people or programs, a new file, and the keys of such files."""

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from warroom.commands.speak import as_json, out, put, tell
from warroom.errors import BadInput
from warroom.playbook import yaml
from warroom.text import plain, safe_json, visible

_SUFFIXES = (".yaml", ".yml")


def show(name: str, format_: str) -> None:
    """One playbook: laid out for the terminal, as Markdown, as the model itself, or as a file."""
    loaded = yaml.load(name)
    if format_ == "json":
        from warroom.playbook.contract import as_contract

        out(as_json(as_contract(loaded.playbook)))
    elif format_ == "yaml":
        put(plain(loaded.text))
    elif format_ == "markdown":
        from warroom.playbook.page import page

        put(plain(page(loaded.playbook)))
    else:
        from warroom.playbook.shown import shown

        put(shown(loaded.playbook, shutil.get_terminal_size((100, 24)).columns, colours=_coloured()))


def list_all(format_: str) -> None:
    """Those that come with warroom."""
    from warroom.playbook.shown import summary
    from warroom.playbook.words import counts

    books = [yaml.load(name).playbook for name in yaml.names()]
    if format_ == "json":
        out(
            as_json(
                [
                    {
                        "name": book.name,
                        "title": book.title,
                        "severities": [level.id for level in book.severities],
                        "counts": counts(book),
                    }
                    for book in books
                ]
            )
        )
        return
    names = max(len(book.name) for book in books)
    titles = max(len(book.title) for book in books)
    for book in books:
        levels = " ".join(level.id for level in book.severities)
        rest = summary(book).partition(", ")[2]
        out(visible(f"{book.name:<{names}}  {book.title:<{titles}}  {levels}  {rest}"))


def new(target: Path, source: str) -> None:
    """A file of one's own, never over one that is there."""
    from warroom.playbook.fresh import fresh, name_of

    if target.suffix not in _SUFFIXES:
        raise BadInput(f"{target}: a playbook is a .yaml file, such as {target.with_suffix('.yaml')}")
    text = fresh(source, name_of(target.stem))
    try:
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644), "w", encoding="utf-8") as file:
            try:
                file.write(text)
                file.flush()
            except OSError:
                target.unlink()
                raise
    except FileExistsError:
        raise BadInput(f"{target} is there already and is left as it is") from None
    except (OSError, ValueError) as error:
        raise BadInput(f"{target}: {error.strerror if isinstance(error, OSError) else error}") from error
    with suppress(OSError):
        target.chmod(0o644)
    tell(f"{target} is written: `playbook: {target}` in warroom.yaml, or --playbook {target}, uses it")


def schema() -> None:
    """What may stand in a playbook file, for editors and other programs."""
    import json

    from warroom.playbook.schema import schema as described

    put(safe_json(f"{json.dumps(described(), indent=2, ensure_ascii=False)}\n"))


def names_from(begun: str) -> list[str]:
    """The playbooks of the library whose names begin so, for a shell to complete."""
    return [name for name in yaml.names() if name.startswith(begun)]


def _coloured() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
