"""Blocks as rows of a width, with what is known of them now: answers, ticks."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rich.cells import cell_len

from warroom.incident.state import ListTick
from warroom.report.answers import Answer
from warroom.text import visible
from warroom.tui.content import cut, fit, folded, spread, width_of
from warroom.tui.look import CLOCK_SIGNS, LINE_SIGNS, RISK_SIGNS, SUSPECT_SIGNS, Look, Row
from warroom.tui.panes.playbook.blocks import Block, Piece
from warroom.tui.panes.playbook.seen import Laid

PROSE = 110
"""Cells of a line of words; a longer one is hard to read."""
LEAST = 8


class Known(NamedTuple):
    """What the record says: answers by question, ticks by list and number; and a moment as it is written."""

    answers: Mapping[str, Answer]
    ticks: Mapping[tuple[str, int], ListTick]
    at: Mapping[int, str]


def lay(blocks: Sequence[Block], width: int, look: Look, known: Known, key: object) -> Laid:
    """All rows, none wider than `width`, and where each block begins below its heading."""
    rows: list[Row] = []
    begins: list[int] = []
    tops: list[int] = []
    for block in blocks:
        tops.append(len(rows))
        for piece in block.heading:
            rows += _piece(piece, width, look)
        begins.append(len(rows))
        rows += _block(block, width, look, known)
    return Laid(key, rows, begins, tops)


def _block(block: Block, width: int, look: Look, known: Known) -> list[Row]:
    match block.kind:
        case "question":
            return _question(block, width, look, known.answers.get(block.about), known)
        case "tick":
            return _tick(block, width, look, known.ticks.get((block.about, block.n)), known)
    return [row for piece in block.pieces for row in _piece(piece, width, look)]


def _question(block: Block, width: int, look: Look, answer: Answer | None, known: Known) -> list[Row]:
    sign = look.sign(LINE_SIGNS["done"] if answer else SUSPECT_SIGNS["open"])
    rows: list[Row] = []
    for n, line in enumerate(folded(visible(block.about), max(LEAST, min(width, PROSE) - 2))):
        rows.append((sign if n == 0 else (" ", "text"), (" ", "text"), (line, "text" if answer else "title")))
    if answer is not None:
        before = f", {answer.before} before" if answer.before else ""
        said = f"{visible(answer.by)} {known.at[answer.seq]}, #{answer.seq}{before}"
        rows += [(("  ", "text"), (line, "title")) for line in folded(visible(answer.text), max(LEAST, width - 2))]
        rows.append(fit((("  ", "text"), (said, "muted")), width))
    return [fit(row, width) for row in rows]


def _tick(block: Block, width: int, look: Look, tick: ListTick | None, known: Known) -> list[Row]:
    sign = look.sign(LINE_SIGNS["done"] if tick else CLOCK_SIGNS["running"])
    said: Row = ((f"{cut(visible(tick.by), 12)} {known.at[tick.seq]}", "muted"),) if tick else ()
    rows: list[Row] = []
    for piece in block.pieces:
        room = max(LEAST, min(width, PROSE) - 2 - width_of(said) - bool(said) - len(piece.first))
        for n, line in enumerate(folded(visible(piece.words), room)):
            front: Row = (sign, (" ", "text")) if n == 0 else (("  ", "text"),)
            mark = piece.first if n == 0 else " " * len(piece.first)
            row: Row = (*front, (mark, "muted"), (line, "muted" if tick else piece.style))
            rows.append(spread(row, said, min(width, PROSE)) if n == 0 and said else fit(row, width))
    return rows


def _piece(piece: Piece, width: int, look: Look) -> list[Row]:
    if piece.exact:
        return _exactly(piece, width, look)
    if not piece.words and not piece.first:
        return [()]
    indent = " " * min(piece.indent, max(0, width - LEAST))
    first = visible(piece.first)
    tail: Row = ()
    if piece.risk is not None:
        sign, tone = look.sign(RISK_SIGNS[piece.risk])
        tail = ((f"{sign} {RISK_SIGNS[piece.risk].word}", tone),)
    full = min(width, PROSE)
    room = max(LEAST, full - len(indent) - len(first) - (width_of(tail) + 1 if tail else 0))
    rows: list[Row] = []
    for n, line in enumerate(folded(visible(piece.words), room)):
        mark = first if n == 0 else " " * len(first)
        row: Row = ((f"{indent}{mark}", "muted"), (line, piece.style))
        rows.append(spread(row, tail, full) if n == 0 and tail else fit(row, width))
    return rows


def _exactly(piece: Piece, width: int, look: Look) -> list[Row]:
    """Line for line; where one goes on, the bar beside it is broken."""
    bar, goes_on = ("│ ", "┊ ") if look.glyphs else ("| ", ": ")
    indent = " " * min(piece.indent, max(0, width - LEAST))
    room = max(1, width - len(indent) - 2)
    rows: list[Row] = []
    for line in piece.words.rstrip("\n").split("\n"):
        line = visible(line.rstrip("\r"))
        for n, part in enumerate(in_parts(line, room)):
            rows.append(fit(((f"{indent}{goes_on if n else bar}", "line"), (part, piece.style)), width))
    return rows


def in_parts(line: str, room: int) -> list[str]:
    """The line in parts of so many cells, that joined are the line again; between words where there is a place."""
    if line.isascii() and len(line) <= room:
        return [line]
    parts: list[str] = []
    while line:
        part = _first(line, room)
        space = part.rfind(" ")
        if len(part) < len(line) and space >= len(part) // 2:
            part = part[: space + 1]
        parts.append(part)
        line = line[len(part) :]
    return parts or [""]


def _first(line: str, room: int) -> str:
    """As much of it as fits; one letter at least, which is cut where it is wider than the place."""
    taken = 0
    for n, letter in enumerate(line):
        taken += cell_len(letter)
        if taken > room and n:
            return line[:n]
    return line


def marked(row: Row, words: Sequence[str]) -> Row:
    """The row with these words, in lower case, standing out."""
    if not words:
        return row
    found: list[tuple[str, str]] = []
    for text, style in row:
        found += _marked(text, style, words)
    return tuple(found)


def _marked(text: str, style: str, words: Sequence[str]) -> list[tuple[str, str]]:
    low = text.casefold()
    if len(low) != len(text) or not any(word in low for word in words):
        return [(text, style)]
    role, slash, ground = style.partition("/")
    spots = sorted((at, at + len(word)) for word in words for at in _spots(low, word))
    found: list[tuple[str, str]] = []
    done = 0
    for begin, end in spots:
        if begin < done:
            begin = done
        if end <= begin:
            continue
        if begin > done:
            found.append((text[done:begin], style))
        found.append((text[begin:end], f"title+b+u{slash}{ground}"))
        done = end
    if done < len(text):
        found.append((text[done:], style))
    return found if role else [(text, style)]


def _spots(text: str, word: str) -> list[int]:
    spots: list[int] = []
    at = text.find(word)
    while at >= 0:
        spots.append(at)
        at = text.find(word, at + len(word))
    return spots
