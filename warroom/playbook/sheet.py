"""A page for a terminal: headings, rows in columns, words that wrap; with or without colours."""

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells

from warroom.text import visible

LEAST_WIDTH = 40
_CODES = {"": "", "heading": "1", "quiet": "2", "reads": "32", "changes": "33", "destroys": "1;31", "shown": "2"}


class Sheet:
    """Lines that fit a width; what must not be broken, such as a command, may be longer."""

    def __init__(self, width: int, *, colours: bool) -> None:
        self.width = max(width, LEAST_WIDTH)
        self._colours = colours
        self._lines: list[str] = []

    def __str__(self) -> str:
        return "".join(f"{line}\n" for line in self._lines)

    def heading(self, words: str) -> None:
        """A section begins."""
        if self._lines:
            self._lines.append("")
        self._put(visible(words).upper(), "heading")

    def gap(self) -> None:
        """An empty line."""
        self._lines.append("")

    def words(self, words: str, *, indent: int = 2, first: str = "", style: str = "") -> None:
        """A paragraph behind `first`, such as a bullet, under which it goes on."""
        hang = " " * cell_len(first)
        for n, line in enumerate(wrapped(visible(words), self.width - indent - len(hang))):
            self._put(" " * indent + (hang if n else first) + line, style)

    def bullets(self, lines: Sequence[str], *, indent: int = 2) -> None:
        """Each behind a dot."""
        for line in lines:
            self.words(line, indent=indent, first="• ")

    def exactly(self, words: str, *, indent: int = 2, first: str = "", style: str = "") -> None:
        """As it stands, line for line, so that it can be copied."""
        hang = " " * cell_len(first)
        for n, line in enumerate(words.rstrip("\n").split("\n")):
            self._put(" " * indent + (hang if n else first) + visible(line), style)

    def table(self, rows: Sequence[Sequence[str]], *, wraps: int, indent: int = 2) -> None:
        """Rows in columns as wide as their widest cell; the column `wraps` takes what is left, and wraps in it."""
        cells = [[visible(cell) for cell in row] for row in rows]
        used = [n for n in range(len(cells[0]) if cells else 0) if any(row[n] for row in cells)]
        widths = {n: max(cell_len(row[n]) for row in cells) for n in used if n != wraps}
        room = self.width - indent - sum(widths.values()) - 2 * (len(used) - 1)
        if room < min(20, max((cell_len(row[wraps]) for row in cells), default=0)):
            for row in cells:
                beside = " · ".join(row[n] for n in used if n != wraps and row[n])
                self.words(row[wraps], indent=indent)
                self.words(beside, indent=indent + 2, style="quiet")
            return
        parted = [wrapped(row[wraps], room) for row in cells]
        widths[wraps] = max((cell_len(line) for lines in parted for line in lines), default=0)
        for row, lines in zip(cells, parted, strict=True):
            for n, line in enumerate(lines):
                parts = [_padded(line if c == wraps else "" if n else row[c], widths[c]) for c in used]
                self._put(" " * indent + "  ".join(parts), "")

    def _put(self, line: str, style: str) -> None:
        line = line.rstrip()
        code = _CODES[style] if self._colours and line else ""
        self._lines.append(f"\x1b[{code}m{line}\x1b[0m" if code else line)


def wrapped(words: str, width: int) -> list[str]:
    """The words in lines of so many cells; only a word longer than a line is broken."""
    lines = [""]
    for word in words.split():
        for part in chop_cells(word, width) if cell_len(word) > width else [word]:
            together = f"{lines[-1]} {part}" if lines[-1] else part
            if cell_len(together) <= width:
                lines[-1] = together
            else:
                lines.append(part)
    return lines


def _padded(words: str, width: int) -> str:
    return words + " " * (width - cell_len(words))
