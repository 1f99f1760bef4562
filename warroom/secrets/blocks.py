"""Private keys in their blocks, whole or cut, with real or written line breaks; and a line of one by itself."""

import re
from collections.abc import Iterator

from warroom.secrets.span import Secret

_MARK = re.compile(r"-----(BEGIN|END) (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_KIND = "private key"
_BREAK = r"(?:\s|\\[nrt])"
_CUT = re.compile(
    rf"""(?:{_BREAK}*+(?:(?:Proc-Type|DEK-Info|Version|Comment|Hash):[^\n\\]{{0,200}}+|[A-Za-z0-9+/]{{16,}}+={{0,2}}))++
         (?:{_BREAK}++[A-Za-z0-9+/]{{1,80}}+={{0,2}}(?={_BREAK}*+(?:\Z|["'\\])))?""",
    re.VERBOSE,
)
_SPACE = re.compile(rf"{_BREAK}*+")
_PART = re.compile(rf"{_BREAK}++|[^\s\\]++|\\")
_PIECE = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}|[A-Za-z0-9+/]{1,80}={1,2}|=[A-Za-z0-9+/]{4}")
_LINE = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?:[A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{70}|[A-Za-z0-9+/]{76})")


def in_blocks(words: str) -> Iterator[Secret]:
    """The bodies of the private keys among these words; the lines that begin and end them stay."""
    marks = list(_MARK.finditer(words))
    for before, mark, after in zip([None, *marks], marks, [*marks[1:], None], strict=False):
        if mark[1] == "BEGIN":
            start = _after_breaks(words, mark.end())
            if after and after[1] == "END":
                yield Secret(start, _before_breaks(words, after.start()), _KIND)
            elif cut := _CUT.match(words, start):
                yield Secret(start, cut.end(), _KIND)
        elif not before or before[1] == "END":
            end = _before_breaks(words, mark.start())
            yield Secret(_start_of_pieces(words, before.end() if before else 0, end), end, _KIND)


def _after_breaks(words: str, at: int) -> int:
    match = _SPACE.match(words, at)
    return match.end() if match else at


def _before_breaks(words: str, end: int) -> int:
    while end and (words[end - 1].isspace() or words.endswith(("\\n", "\\r", "\\t"), 0, end)):
        end -= 1 if words[end - 1].isspace() else 2
    return end


def _start_of_pieces(words: str, first: int, end: int) -> int:
    """Where the lines of a key begin whose first line was cut away."""
    start = end
    for part in reversed(list(_PART.finditer(words, first, end))):
        if _PIECE.fullmatch(part[0]):
            start = part.start()
        elif not _SPACE.fullmatch(part[0]):
            break
    return start


def is_line_of_key(words: str) -> bool:
    """Whether the whole text is one line as private keys have them: they arrive so through a pipe."""
    return bool(_LINE.fullmatch(words.strip()))
