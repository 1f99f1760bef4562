"""Text of an attacker or a broken program, made from a seed, and what in a room's bytes is not the room's own."""

import random
import re
import unicodedata

PLANTED = "4242"
"""Stands in every sequence that is made here; the screen itself never writes it."""

OURS = re.compile(
    rb"\x1b\[\d*(?:;\d+)*m"  # colours
    rb"|\x1b\[\d+;\d+H"  # where the cursor goes
    rb"|\x1b\[\?(?:7|25|1000|1003|1004|1006|1015|1016|1049|2004|2026|2048)[hl]"  # modes
    rb"|\x1b\[\?20(?:26|48)\$p|\x1b\[>\d+u|\x1b\[<u"  # what the terminal can do
    rb"|\x1b\]22;default\x07"  # the mouse pointer's usual shape
    rb"|\r\n"  # the rows of a whole frame
)
"""All that Textual writes for harmless text."""

_VISIBLE_FORMATS = {"\u0600", "\u0601", "\u0602", "\u0603", "\u0604", "\u0605", "\u06dd", "\u070f", "\u08e2"}
_FORMS = (
    f"\x1b[{PLANTED};{PLANTED}H",
    f"\x1b[38;5;{PLANTED}m",
    f"\x1b[?{PLANTED}h",
    f"\x1b[{PLANTED}t",
    "\x1b[21t",
    "\x1b[2J",
    "\x1b[6n",
    "\x1b[>c",
    "\x1b[!p",
    "\x1b[5i",
    f"\x1b]0;owned {PLANTED}\x07",
    f"\x1b]2;owned {PLANTED}\x1b\\",
    f"\x1b]8;;https://evil/{PLANTED}\x1b\\here\x1b]8;;\x1b\\",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x1b]50;#fixed\x07",
    "\x1b]1337;File=:AAAA\x07",
    "\x1bP+q544e\x1b\\",
    "\x1bP$q q\x1b\\",
    "\x1b_Gf=24,s=1,v=1;AAAA\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1bXsos\x1b\\",
    "\x1bc",
    "\x1b#8",
    "\x1b(0",
    "\x1bN",
    "\x1b",
    f"\x9b{PLANTED}m",
    "\x9d0;owned\x9c",
    "\x90q\x9c",
    "\x9f_evil\x9c",
    "\x85",
    "[/nope]",
    "[red]x[/red]",
    "[@click=app.quit]quit[/]",
    "[link=file:///etc/passwd]y",
    "\\[",
    "$background",
    "{0} %s %(x)s",
    "\u202etxet\u202c",
    "\u2066x\u2069",
    "\u061c\u200e\u200f",
    "z\u200bw\u200c\u200d\ufeff",
    "\U000e0041\U000e007f",
    "e" + "\u0301" * 40,
    "\u0489\u20dd",
    "👩\u200d👩\u200d👧",
    "🏴\U000e0067\U000e007f",
    "✈\ufe0f✈\ufe0e",
    "字\U000e0100",
    "漢字漢字",
    "\ufdfd",
    "ﷺ",
    "\u3164\u115f\uffa0\u00ad\u034f",
    "\ud800",
    "\udcff",
    "\ufffe\uffff\U0010ffff\ufdd0",
    "\ue000\U000f0000",
    "x" * 300,
    "w" * 70 + " " + "v" * 70,
    "\t",
    "a\tb",
    "\r",
    "\r\n",
    "\n",
    "\n\r\n\r",
    "\x08\x08\x08",
    "\x0b\x0c",
    "\x0e\x0f",
    "\x7f",
    "\0",
    "\x07",
    "\u2028\u2029",
    "plain words",
    "ok",
)


def hostile(count: int, seed: int) -> list[str]:
    """So many lines, none of which is empty or begins like a verb or a time."""
    chance = random.Random(seed)
    return [_one(chance) for _ in range(count)]


def _one(chance: random.Random) -> str:
    parts = ["h", *(_part(chance) for _ in range(chance.randint(1, 5))), "t"]
    return chance.choice(("", " ", "  ", "/")).join(parts)


def _part(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.8:
        return chance.choice(_FORMS)
    if kind < 0.9:
        return chr(chance.choice((chance.randrange(0x20), chance.randrange(0x7F, 0xA0), chance.randrange(0x110000))))
    final = chr(chance.randrange(0x40, 0x7F))
    return f"\x1b[{chance.choice(('', '?', '>', '=', '<'))}{PLANTED}{chance.choice(('', ' ', '$', '!'))}{final}"


def intruders(raw: bytes, *, lines: str = "") -> list[str]:
    """What in these bytes is neither plain text nor a sequence of the room's own; `lines` are breaks that may stand."""
    left = OURS.sub(b"", raw)
    found = [ascii(match[0].decode("utf-8", "replace")) for match in re.finditer(rb"\x1b.{0,20}", left, re.DOTALL)]
    found += [match[0].decode() for match in OURS.finditer(raw) if PLANTED.encode() in match[0]]
    words = left.decode("utf-8", "replace")
    return found + [
        mark for line in words.split("\n") for mark in wrong(line.translate(dict.fromkeys(map(ord, lines))))
    ]


def acts(char: str) -> bool:
    """Whether a terminal would do something with it, or show other text otherwise than it stands."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp") and char not in _VISIBLE_FORMATS


def wrong(row: str) -> list[str]:
    """The characters of this row that act, and floods of marks that would paint over the rows around it."""
    found = [ascii(char) for char in row if acts(char)]
    marks = 0
    for char in row:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if marks == 5:
            found.append(f"a flood of {char!a}")
    return found
