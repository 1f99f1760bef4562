"""What a part of a playbook is made of, before it is known how wide the terminal is: blocks of pieces of text."""

from typing import NamedTuple

from warroom.playbook.model import Risk


class Piece(NamedTuple):
    """A paragraph behind `first`, under which it goes on; one that is `exact` keeps its lines, so that it can be typed.

    `risk` is a command's, and stands at the end of its first line.
    """

    words: str
    style: str = "text"
    indent: int = 0
    first: str = ""
    exact: bool = False
    risk: Risk | None = None


class Block(NamedTuple):
    """What the cursor stands on at once: a level, a step, a question, an item.

    `kind` says what Enter does there: question (`about` is its words), tick (of the list `about`, item `n`), item of
    the checklist (`n`), scenario (the `n`th), command; "" for nothing. `copied` is what is copied where it is not all.
    `heading` stands above it, and above those that follow.
    """

    pieces: tuple[Piece, ...]
    heading: tuple[Piece, ...] = ()
    kind: str = ""
    about: str = ""
    n: int = 0
    copied: str = ""

    @property
    def words(self) -> str:
        """All that stands in it and above it, a line a piece."""
        return "\n".join(piece.words for piece in (*self.heading, *self.pieces))


GAP = (Piece(""),)
"""An empty line above a block."""


def above(words: str, *, gap: bool) -> tuple[Piece, ...]:
    """A heading of several blocks, over the first of them; behind an empty line where something stands before it."""
    heading = Piece(words, "title")
    return (*GAP, heading) if gap else (heading,)


def bullets(lines: tuple[str, ...], indent: int = 2) -> tuple[Piece, ...]:
    """Each behind a dot."""
    return tuple(Piece(line, indent=indent, first="· ") for line in lines)


def quiet(*said: str, indent: int = 2) -> tuple[Piece, ...]:
    """What there is of these in one muted line; none where there is nothing."""
    found = [words for words in said if words]
    return (Piece(" · ".join(found), "muted", indent),) if found else ()


def nothing(words: str) -> Block:
    """The only block of a part that is empty."""
    return Block((Piece(words, "muted"),))
