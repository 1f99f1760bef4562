"""What a team had to fill in once and has not: an address of the manual, a row of X, a word in brackets."""

import re

_ONCE = (
    r"(?P<host>[\w.-]*(?:example\.(?:com|org|net|io)|your-?(?:domain|company|org|app|site)\.\w+)\b)"
    r"|(?P<yours>\bYOUR[_-][A-Z0-9_-]+|\byour-[a-z]+(?:-[a-z]+)*\b|\b(?:change-?me|CHANGE_?ME)\b)"
    r"|(?P<todo>\b(?:TODO|TBD|FIXME|XXXX*)\b)"
    r"|(?P<braces>\{\{[^{}\n]{1,60}\}\})"
)
_FOR_ALL = re.compile(_ONCE)
_IN_CONTACT = re.compile(
    rf"{_ONCE}|(?P<bracket>\[[^\]\n]{{1,60}}\]|<[A-Za-z][^<>\n]{{0,60}}>)"
    r"|(?P<x>(?<!\w)[+\d() -]*X[X -]+[X\d](?!\w))|(?P<line>_{3,}|\.{3,}|…)"
)


def blank_in(words: str) -> str:
    """The first blank of a contact, such as [Phone] or +47 XXX XX XXX; "" where there is none."""
    found = _IN_CONTACT.search(words)
    return found[0].strip() if found else ""


def never_filled(words: str) -> tuple[str, ...]:
    """What stands for something of the team's own that nobody put in, each once: api.example.com, YOUR_TOKEN, {{X}}."""
    return tuple(dict.fromkeys(found[0] for found in _FOR_ALL.finditer(words)))
