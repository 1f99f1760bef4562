"""Where somebody is in the playbook pane: the row of the list, the block, what is looked for. Kept while it is open."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from warroom.playbook.model import Playbook
from warroom.report.answers import Answer
from warroom.tui.look import Row
from warroom.tui.panes.playbook.blocks import Block
from warroom.tui.panes.playbook.sections import Entry, blocks_of, entries

if TYPE_CHECKING:
    from warroom.tui.messages import Studied

LIST, TEXT = "list", "text"


class Hit(NamedTuple):
    """A block in which all the words stand: its row of the list and its place there."""

    entry: int
    block: int


class Laid(msgspec.Struct):
    """A part laid out: its rows, where each block begins below its heading, and where that begins.

    `key` says for what it holds.
    """

    key: object = None
    rows: list[Row] = []
    begins: list[int] = []
    tops: list[int] = []

    def end(self, block: int) -> int:
        """The row after the last of a block."""
        return self.tops[block + 1] if block + 1 < len(self.tops) else len(self.rows)


class Shown(NamedTuple):
    """What the last painting showed: which part, with which block under the cursor, from which row on."""

    entry: int = -1
    block: int = 0
    top: int = 0


class Answered(NamedTuple):
    """The answers by question that were found in what was read of a record, up to `seq` of it."""

    studied: "Studied"
    seq: int
    found: dict[str, Answer]


class Spot(NamedTuple):
    """What a click hits from column `x` on: a row of the list, or a block of the text."""

    x: int
    side: str
    place: int


class Seen(msgspec.Struct):
    """The pane's own memory. `side` has the cursor, list or text; `likely` were so when it was opened, and stay."""

    playbook: Playbook
    likely: tuple[int, ...] = ()
    entries: list[Entry] = []
    side: str = LIST
    entry: int = 0
    block: int = 0
    shown: Shown = Shown()
    list_top: int = 0
    words: tuple[str, ...] = ()
    hits: list[Hit] = []
    laid: Laid = msgspec.field(default_factory=Laid)
    answered: Answered | None = None
    below: int = 0
    spots: list[tuple[Spot, ...]] = []
    read: dict[str, list[Block]] = {}

    def blocks(self, entry: int | None = None) -> list[Block]:
        """What stands behind a row of the list, the chosen one if none is named."""
        one = self.entries[self.entry if entry is None else entry]
        if one.key not in self.read:
            self.read[one.key] = blocks_of(self.playbook, one)
        return self.read[one.key]

    @property
    def here(self) -> Entry:
        """The chosen row of the list."""
        return self.entries[self.entry]

    @property
    def at(self) -> Block:
        """The block under the cursor."""
        return self.blocks()[self.block]

    @property
    def count(self) -> int:
        """How many rows or blocks the cursor walks."""
        return len(self.entries) if self.side == LIST else len(self.blocks())

    def go(self, key: str, block: int = 0) -> bool:
        """To a row of the list by its key; False where there is none."""
        place = next((n for n, one in enumerate(self.entries) if one.key == key), None)
        if place is None:
            return False
        self.entry, self.block = place, block
        return True

    def find(self, words: Sequence[str]) -> None:
        """Look for the blocks that have all these words, in all parts; none ends the search."""
        self.words = tuple(word.casefold() for word in words if word)
        self.hits = []
        if not self.words:
            return
        for n, entry in enumerate(self.entries):
            if entry.likely:
                continue  # it stands among the scenarios as well
            title = entry.title.casefold() if entry.scenario is not None else ""
            for place, block in enumerate(self.blocks(n)):
                text = f"{title} {block.words.casefold()}" if place == 0 else block.words.casefold()
                if all(word in text for word in self.words):
                    self.hits.append(Hit(n, place))

    def next_hit(self, step: int) -> int:
        """Go to the next hit after the cursor, before it where negative, round the end; its number, 0 without any."""
        if not self.hits:
            return 0
        here = (self.entry, self.block if self.side == TEXT else -1 if step > 0 else 0)
        if step > 0:
            number = next((n for n, hit in enumerate(self.hits) if hit > here), 0)
        else:
            number = next((n for n in reversed(range(len(self.hits))) if self.hits[n] < here), len(self.hits) - 1)
        self.entry, self.block = self.hits[number]
        self.side = TEXT
        return number + 1

    @property
    def hit_number(self) -> int:
        """Which hit the cursor is on, from 1; 0 where it is on none."""
        here = Hit(self.entry, self.block)
        return self.hits.index(here) + 1 if self.side == TEXT and here in self.hits else 0


def begin(playbook: Playbook, likely: tuple[int, ...] = ()) -> Seen:
    """The pane as it is opened: at the likeliest scenario, else at the first part."""
    return Seen(playbook=playbook, likely=likely, entries=entries(playbook, likely))


def follow(seen: Seen, playbook: Playbook) -> bool:
    """Whether another playbook is in force now; then the same part of it is chosen, as far as it has one."""
    if seen.playbook is playbook or seen.playbook == playbook:
        seen.playbook = playbook
        return False
    key, words = seen.here.key, seen.words
    seen.playbook, seen.likely, seen.entries, seen.read, seen.answered = playbook, (), entries(playbook), {}, None
    seen.laid, seen.shown, seen.side = Laid(), Shown(), LIST
    seen.entry = seen.block = 0
    seen.go(key)
    seen.find(words)
    return True
