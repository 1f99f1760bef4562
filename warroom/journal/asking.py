"""What is asked of the index: which lines have words and tags, counted, and the best of them first.

Words go to FTS5 as quoted strings, in which nothing is an operator.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal

import msgspec

from warroom.journal.library import sqlite3
from warroom.journal.tokens import Phrase

COMMON = 30_000
"""Lines from which on words say nothing about which of them is meant: the newest are."""
NEWEST = 60
"""Incidents that are looked at then, besides those that are named or settled by the words."""
FEW = 2_000
"""Lines of a stream that are read at once."""
PLACE = 1 << 32
"""A line's row is its incident's number times this, plus its seq: all of an incident are one range, in order."""
_WEIGHTS = "bm25(words, 5.0, 1.0, 0.5, 0.0)"


class Asked(msgspec.Struct, frozen=True):
    """What lines are wanted: with all of these phrases, with one of each of these `tags`, between two moments, of one
    of these streams (None: of any)."""

    phrases: tuple[Phrase, ...] = ()
    tags: tuple[tuple[str, ...], ...] = ()
    since: str = ""
    until: str = ""
    streams: tuple[int, ...] | None = None


class Lot(msgspec.Struct, frozen=True):
    """How many lines of one stream were found, and the first of them by rank, each by its seq."""

    stream: str
    count: int
    seqs: tuple[int, ...]


class Lots(msgspec.Struct, frozen=True):
    """How many lines were found, of how many streams (0: of more than were counted), and the best of these."""

    total: int = 0
    streams: int = 0
    lots: tuple[Lot, ...] = ()


def tag(about: Literal["kind", "by"], word: str) -> str:
    """A kind or a person as one word that no text has in it."""
    return f"{about[0]}_{word.encode().hex()}_"


def find(db: sqlite3.Connection, asked: Asked, most: int, each: int) -> Lots:
    """The best `most` streams with the best `each` lines of each. Raises sqlite3.Error.

    Best is by rank, what names or settles an incident before what was said in it, the newest among equals; where
    COMMON lines have the words, only the latter two count.
    """
    key, source, where, values = _where(asked)
    names = {int(n): (str(began or ""), str(name)) for n, name, began in _streams(db)}
    total = int(db.execute(f"SELECT count(*) FROM {source} WHERE {where}", values).fetchone()[0])  # noqa: S608 - no word of it comes from outside
    if asked.phrases and total <= COMMON:
        return _ranked(db, asked, names, most, each)
    named: set[int] = set()
    if asked.phrases:
        key, source, where, values = _where(asked, "leading")
        rows = db.execute(f"SELECT DISTINCT {key} / {PLACE} FROM {source} WHERE {where}", values)  # noqa: S608 - same
        named = {int(row[0]) for row in rows.fetchall()}
    by_age = sorted(names, key=lambda n: names[n], reverse=True)
    counts: dict[int, int] = {}
    if len(names) > NEWEST:
        counts = _counts(db, _among(asked, {*named, *by_age[:NEWEST]}))
    if len(counts) < most:
        counts = _counts(db, asked)
    counts = {n: count for n, count in counts.items() if n in names}
    best = sorted(counts, key=lambda n: (n in named, *names[n]), reverse=True)[:most]
    newest = _newest(db, asked, best, counts, each)
    leading = _newest(db, asked, [n for n in best if n in named], counts, each, "leading")
    lots = []
    for n in best:
        seqs = dict.fromkeys([*leading.get(n, []), *newest.get(n, [])])
        lots.append(Lot(names[n][1], counts[n], tuple(seqs)[:each]))
    return Lots(total, len(counts) if sum(counts.values()) == total else 0, tuple(lots))


def _counts(db: sqlite3.Connection, asked: Asked) -> dict[int, int]:
    """How many lines each stream has, of those that have any."""
    key, source, where, values = _where(asked)
    rows = db.execute(f"SELECT {key} / {PLACE}, count(*) FROM {source} WHERE {where} GROUP BY 1", values)  # noqa: S608 - same
    return {int(n): int(count) for n, count in rows.fetchall()}


def _ranked(db: sqlite3.Connection, asked: Asked, names: Mapping[int, tuple[str, str]], most: int, each: int) -> Lots:
    key, source, where, values = _where(asked)
    found: dict[int, list[tuple[float, int]]] = {}
    for row, score in db.execute(f"SELECT {key}, {_WEIGHTS} FROM {source} WHERE {where}", values).fetchall():  # noqa: S608 - same
        n, seq = divmod(int(row), PLACE)
        found.setdefault(n, []).append((round(float(score), 1), -seq))
    newest = sorted((n for n in found if n in names), key=lambda n: names[n], reverse=True)
    best = sorted(newest, key=lambda n: min(found[n])[0])[:most]
    lots = [Lot(names[n][1], len(found[n]), tuple(-seq for _, seq in sorted(found[n])[:each])) for n in best]
    return Lots(sum(map(len, found.values())), len(newest), tuple(lots))


def _newest(
    db: sqlite3.Connection,
    asked: Asked,
    streams: Collection[int],
    counts: Mapping[int, int],
    each: int,
    columns: str = "leading said about",
) -> dict[int, list[int]]:
    """The newest lines of these streams: of those with few all are read at once, of one with many only so many."""
    found: dict[int, list[int]] = {}
    few = [n for n in streams if counts[n] <= FEW]
    for n, most in (*(((None, -1),) if few else ()), *((n, each) for n in streams if counts[n] > FEW)):
        among = _among(asked, few) if n is None else msgspec.structs.replace(asked, streams=None)
        key, source, where, values = _where(among, columns)
        if n is not None:
            where, values = f"{where} AND {key} >= ? AND {key} < ?", [*values, n * PLACE, (n + 1) * PLACE]
        wanted = f"SELECT {key} FROM {source} WHERE {where} ORDER BY {key} DESC LIMIT ?"  # noqa: S608 - same
        for row in db.execute(wanted, [*values, most]).fetchall():
            stream, seq = divmod(int(row[0]), PLACE)
            found.setdefault(stream, []).append(seq)
    return {n: seqs[:each] for n, seqs in found.items()}


def spread(db: sqlite3.Connection, asked: Asked) -> set[str]:
    """The streams that have such a line. Raises sqlite3.Error."""
    key, source, where, values = _where(asked)
    rows = db.execute(f"SELECT DISTINCT {key} / {PLACE} FROM {source} WHERE {where}", values)  # noqa: S608 - no word of it comes from outside
    found = {int(row[0]) for row in rows.fetchall()}
    return {str(name) for n, name, _ in _streams(db) if n in found}


def _streams(db: sqlite3.Connection) -> list[tuple[int, str, str]]:
    return db.execute("SELECT n, name, began FROM stream").fetchall()


def _among(asked: Asked, streams: Collection[int]) -> Asked:
    """The same of these streams alone."""
    among = streams if asked.streams is None else set(streams).intersection(asked.streams)
    return msgspec.structs.replace(asked, streams=tuple(among))


def _where(asked: Asked, columns: str = "leading said about") -> tuple[str, str, str, list[object]]:
    """The row's key, the tables, the condition in SQL, and its values.

    Words go to FTS5 as quoted strings, in which nothing is an operator.
    """
    match = [f"{{{columns}}} : ({' AND '.join(map(_quoted, asked.phrases))})"] if asked.phrases else []
    match += [either(tags) for tags in asked.tags]
    timed = bool(asked.since or asked.until)
    key, source = "line.id", "line"
    if match:
        key, source = "words.rowid", "words JOIN line ON line.id = words.rowid" if timed else "words"
    conditions: list[str] = []
    values: list[object] = []
    if match:
        conditions.append("words MATCH ?")
        values.append(" AND ".join(match))
    for sign, moment in ((">=", asked.since), ("<=", asked.until)):
        if moment:
            conditions.append(f"line.at {sign} ?")
            values.append(moment)
    if asked.streams is not None:
        conditions.append(f"{key} / {PLACE} IN (SELECT value FROM json_each(?))")  # noqa: S608 - no word of it comes from outside
        values.append(msgspec.json.encode(asked.streams).decode())
    return key, source, " AND ".join(conditions) or "1", values


def _quoted(phrase: Phrase) -> str:
    words = " ".join(phrase.words).replace('"', '""')
    return f'"{words}"{"*" if phrase.open else ""}'


def either(tags: Sequence[str]) -> str:
    return "(tags : (" + " OR ".join(f'"{tag}"' for tag in tags) + "))"
