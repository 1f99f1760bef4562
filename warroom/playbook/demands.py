"""What every part of a playbook file is asked: ids once, words where words belong, names that stand for something."""

import re
from collections.abc import Collection, Iterable, Sequence

from warroom.located import Place, Tree, did_you_mean, quoted
from warroom.playbook.keys import Span
from warroom.playbook.model import Limit, parse_limit

_ID = re.compile(r"\w[\w.-]{0,39}")
_WORDS_ONLY = re.compile(r"\b(?:daily|weekly|needed|best effort|business)\b", re.IGNORECASE)
_NO_LIMIT = ("", "none", "no limit", "variable")


def need_id(tree: Tree, path: Place, said: str) -> None:
    """A word without spaces."""
    if not _ID.fullmatch(said):
        raise tree.fail(path, f"{quoted(said)} is no id: 1 to 40 letters, digits, `_`, `-` or `.`, no spaces")


def need_ids(tree: Tree, at: Place, ids: Sequence[str]) -> None:
    """The ids of a list, each once, whatever the case."""
    seen: dict[str, int] = {}
    for place, said in enumerate(ids):
        path: Place = (*at, place, "id")
        need_id(tree, path, said)
        if (before := seen.setdefault(said.casefold(), place)) != place:
            line = tree.line((*at, before, "id"))
            raise tree.fail(path, f"the id {quoted(said)} is taken by line {line}")


def need_words(tree: Tree, path: Place, said: str) -> None:
    """Something to read."""
    if not said.strip():
        raise tree.fail(path, "this needs words")


def need_each(tree: Tree, path: Place, said: Iterable[str]) -> None:
    """Something to read at every place of a list."""
    for place, words in enumerate(said):
        need_words(tree, (*path, place), words)


def need_known(tree: Tree, path: Place, said: str, known: Collection[str], what: str) -> None:
    """A name of one of these; nothing at all is well. `what` begins the sentence, such as "no severity"."""
    if said and said not in known:
        raise tree.fail(path, f"{what} {quoted(said)}{did_you_mean(said, known)}")


def need_all_known(tree: Tree, path: Place, said: Iterable[str], known: Collection[str], what: str) -> None:
    """The same of every place of a list."""
    for place, name in enumerate(said):
        if name not in known:
            raise tree.fail((*path, place), f"{what} {quoted(name)}{did_you_mean(name, known)}")


def need_role(tree: Tree, path: Place, said: str, roles: Collection[str]) -> None:
    """A role as the owner of something."""
    if said and said not in roles:
        raise tree.fail(path, f"an owner is a role, and {quoted(said)} is none{did_you_mean(said, sorted(roles))}")


def limit_at(tree: Tree, path: Place, said: Span) -> Limit | None:
    """The limit that stands there; None for no limit."""
    if not isinstance(said, str):
        if said.seconds is not None and said.seconds < 0:
            raise tree.fail((*path, "seconds"), "a limit is not less than 0 seconds")
        return Limit(seconds=said.seconds, calendar=said.calendar, words=said.words)
    try:
        return read_limit(said)
    except ValueError:
        sentence = f"cannot read {quoted(said)} as a limit: 5 min, 1 h, immediate, next business day"
        raise tree.fail(path, sentence) from None


def read_limit(words: str) -> Limit | None:
    """The limit in these words; None for no limit. ValueError where they are neither a limit nor a known manner."""
    said = words.strip()
    if said.lower() in _NO_LIMIT:
        return None
    limit = parse_limit(said)
    if limit is None and _WORDS_ONLY.search(said):
        limit = Limit(words=said)
    if limit is None:
        raise ValueError(said)
    return limit
