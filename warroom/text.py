"""Untrusted text made safe. Stored raw, made visible wherever it is shown: nothing is dropped, nothing acts."""

import re
import unicodedata

UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_LINE_BREAK = re.compile(r"\r\n|[\n\r]")
_ABOVE = re.compile("[\u0300-\U0010ffff]")
"""Where combining marks begin."""
MOST_MARKS = 4


def visible(words: str) -> str:
    """One line in which every character that could act on a terminal stands as a sign of itself."""
    if words.isascii() and words.isprintable():
        return words
    words = _LINE_BREAK.sub("⏎", words).replace("\t", "    ")
    return _thinned(UNSAFE.sub(_show, words))


def plain(words: str) -> str:
    """The same, with line breaks and tabs kept: for files, titles and notifications."""
    words = words.replace("\r\n", "\n")
    return _thinned(UNSAFE.sub(_show, words))


def _show(match: re.Match[str]) -> str:
    char = match[0]
    if char < " ":
        return chr(0x2400 + ord(char))
    return "␡" if char == "\x7f" else f"⟨U+{ord(char):04X}⟩"


def _thinned(words: str) -> str:
    """No more than four combining marks on one letter: a flood would paint over the lines around it."""
    if words.isascii() or not any(map(_is_mark, _ABOVE.findall(words))):
        return words
    kept: list[str] = []
    marks = 0
    for char in words:
        marks = marks + 1 if _is_mark(char) else 0
        if marks <= MOST_MARKS:
            kept.append(char)
    return "".join(kept)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Me")


def safe_json(text: str) -> str:
    """The same JSON, in which what could act on a terminal is written as \\uXXXX."""
    return text if text.isascii() and text.isprintable() else UNSAFE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    import json

    return json.dumps(match[0])[1:-1]


def storable(words: str) -> str:
    """The words as UTF-8 can hold them: a lone surrogate becomes the byte or number it stood for."""
    try:
        words.encode()
    except UnicodeEncodeError:
        return words.encode("utf-8", "surrogateescape_or_number").decode()
    return words


def _escape(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    codes = (ord(char) for char in error.object[error.start : error.end])
    said = "".join(f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}" for code in codes)
    return said, error.end


def _register() -> None:
    import codecs

    codecs.register_error("surrogateescape_or_number", _escape)


_register()
