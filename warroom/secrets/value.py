"""Where a value begins and ends: in quotes, escaped quotes, a query, a list of settings, or bare."""

import re

import msgspec


class Value(msgspec.Struct, frozen=True):
    """The span of a value without its quotes."""

    start: int
    end: int
    quoted: bool = False
    after: int = 0

    def of(self, words: str) -> str:
        """The value itself."""
        return words[self.start : self.end]


_OPENING = re.compile(r"(\\{0,3})([\"'`])")
_INSIDE = {
    quote: (re.compile(rf"((?:[^{quote}\\\n]|\\.)*+){quote}"), re.compile(rf"([^{quote}\n]*+){quote}"))
    for quote in "\"'`"
}
# A quote, a comma or a backslash belongs to a bare value only where neither an end nor the next setting follows.
_BARE = re.compile(
    r"""(?: [^\s"'`\\&;,<]++ | ["'`](?=[^\s"'`,;:)\]}|&<>\\]) | \\(?!["'`]) | <(?!/)
          | [&;,](?!amp;|[\w.-]{1,40}+[=:]|["'\\]) )++""",
    re.VERBOSE | re.ASCII,
)
_IN_QUERY = re.compile(r"[^\s\"'`\\&#<>;]++")
_CLOSING = ".,;:?)]}>|"
_LONGEST_QUOTED = 20_000


def value_at(words: str, at: int, *, in_query: bool = False, tag: bool = False) -> Value | None:
    """The value that begins here; None where there is none."""
    if tag:
        end = words.find("<", at, at + _LONGEST_QUOTED)
        return Value(at, end, True, end) if end > at and words.startswith("</", end) else None
    opening = _OPENING.match(words, at)
    if opening:
        quoted = _quoted(words, opening)
        if quoted:
            return quoted if quoted.end > quoted.start else None
        at = opening.end()
    bare = (_IN_QUERY if in_query else _BARE).match(words, at)
    if not bare:
        return None
    end = at + len(bare[0].rstrip(_CLOSING))
    return Value(at, end, False, end) if end > at else None


def _quoted(words: str, opening: re.Match[str]) -> Value | None:
    escape, quote = opening.groups()
    start = opening.end()
    if escape:
        end = words.find(escape + quote, start, start + _LONGEST_QUOTED)
        if end < 0 or words.find("\n", start, end) >= 0:
            return None
        return Value(start, end, True, end + len(escape) + 1)
    for inside in _INSIDE[quote]:
        match = inside.match(words, start)
        if match:
            return Value(start, match.end(1), True, match.end())
    return None
