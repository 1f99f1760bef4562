"""A page as a tree: sections under their titles, and blocks that know their lines. Lines are counted from 1."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["para", "list", "item", "fence", "table", "quote"]
LABEL = 8
"""The level of a section whose title is a line with a colon; headings have 1 to 6, a line in bold 7, an item 9."""


@dataclass(frozen=True)
class Line:
    """One line of prose without its marks: `bold` is what it begins with in bold, `rest` what follows that.

    `codes` is what stands in it as code.
    """

    no: int
    text: str
    bold: str = ""
    rest: str = ""
    links: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph, list, item, fence, table or quotation, from its first to its last line."""

    kind: Kind
    first: int
    last: int
    lines: tuple[Line, ...] = ()
    children: tuple["Block", ...] = ()
    ordered: bool = False
    box: bool = False
    language: str = ""
    code: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()

    @property
    def text(self) -> str:
        """All its own words in one line."""
        return " ".join(line.text for line in self.lines if line.text)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """(title, address) of every link in its own words."""
        return tuple(link for line in self.lines for link in line.links)


@dataclass
class Section:
    """A title, what stands under it, and the sections inside; `line` 0 is the page itself."""

    title: str
    level: int
    line: int
    body: list[Block] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)
    links: tuple[tuple[str, str], ...] = ()

    def all(self) -> Iterator["Section"]:
        """This section and every one inside, in the order of the page."""
        yield self
        for part in self.parts:
            yield from part.all()

    @property
    def last(self) -> int:
        """The last line that belongs to it."""
        ends = [self.line, *(block.last for block in self.body), *(part.last for part in self.parts)]
        return max(ends)


def every_block(blocks: list[Block] | tuple[Block, ...]) -> Iterator[Block]:
    """These blocks and all inside them."""
    for block in blocks:
        yield block
        yield from every_block(block.children)
