"""From bytes to text: what the file is encoded in, and UTF-8 that was encoded twice put right."""

import re
import unicodedata

from warroom.errors import BadInput
from warroom.text import visible

MOST_BYTES = 4 * 1024 * 1024
_TWICE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]+"
)
_OTHER_BREAKS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def decoded(data: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text in these bytes, and what was put right on the way; BadInput where they are no text."""
    if len(data) > MOST_BYTES:
        raise BadInput(visible(f"{name}: {too_large(len(data))}"))
    if not data.strip():
        raise BadInput(visible(f"{name}: the file is empty"))
    notes: list[str] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), (f"{name}: read as UTF-16",)
        except UnicodeDecodeError:
            raise BadInput(visible(f"{name}: this is not a text file")) from None
    if 0 in data:
        raise BadInput(visible(f"{name}: this is not a text file"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        strange = sum(byte < 9 or 13 < byte < 32 for byte in data[:4096])
        if strange > len(data[:4096]) // 50:
            raise BadInput(visible(f"{name}: this is not a text file")) from None
        line = data.count(b"\n", 0, error.start) + 1
        text = data.decode("cp1252", errors="replace")
        notes.append(f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8; the page was read as Windows-1252")
    return text, tuple(notes)


def too_large(size: int) -> str:
    """Why a file of this many bytes is not read."""
    return f"{size / 1024**2:.1f} MiB, and a playbook page of at most {MOST_BYTES // 1024**2} MiB is read"


def mended(text: str, name: str) -> tuple[str, tuple[str, ...]]:
    """The text with plain line ends and each doubly encoded character as it was meant, and a note for each line."""
    text = _OTHER_BREAKS.sub(" ", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    if not _TWICE.search(text):
        return text, ()
    lines = text.split("\n")
    changed = []
    for place, line in enumerate(lines):
        lines[place] = _TWICE.sub(_once, line)
        if lines[place] != line:
            changed.append(place + 1)
    if not changed:
        return text, ()
    where = ", ".join(str(line) for line in changed[:8]) + (", …" if len(changed) > 8 else "")
    count = "1 line was" if len(changed) == 1 else f"{len(changed)} lines were"
    return "\n".join(lines), (f"{name}:{changed[0]}: {count} encoded as UTF-8 twice and put right: {where}",)


def _once(match: re.Match[str]) -> str:
    """The character that these were before they were taken for Windows-1252; the same where they are no such thing."""
    said = match[0]
    data = bytearray()
    for char in said:
        try:
            data += char.encode("cp1252")
        except UnicodeEncodeError:
            if ord(char) > 255:
                return said
            data.append(ord(char))
    try:
        meant = data.decode()
    except UnicodeDecodeError:
        return said
    return meant if all(unicodedata.category(char) != "Cc" for char in meant) else said
