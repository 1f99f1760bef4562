"""Inline tokens to lines of plain words, with what stands in bold first and with every link."""

import html
import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from warroom.playbook.markdown.tree import Line

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|center|code|del|details|div|em|font|hr|i|img|ins|kbd|li|mark|ol|p|pre|q|s|small|span|strike"
    r"|strong|sub|summary|sup|table|tbody|td|th|thead|tr|tt|u|ul)\b[^>]*>",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"\s*(?:\[[ xX]?\]\s*)?[^\w\[`]*")
ADDRESS = re.compile(
    r"(?:https?|ftp|tel|mailto|slack)://[^\s<>()\[\]{}\"'`|]+(?:\([^\s()]*\))?[^\s<>()\[\]{}\"'`|.,;:!?]*"
    r"|mailto:[^\s<>]+"
)


@dataclass
class _Open:
    no: int
    text: str = ""
    bold: str = ""
    rest: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    depth: int = 0
    at_start: bool = True

    def add(self, words: str) -> None:
        self.text += words
        if self.depth and self.at_start:
            self.bold += words
            return
        if self.at_start and not self.bold and _DECORATION.fullmatch(words):
            return  # an emoji, a dash or a checkbox before the words in bold
        self.at_start = False
        self.rest += words

    def done(self) -> Line:
        text = " ".join(self.text.split())
        bold, rest = " ".join(self.bold.split()), " ".join(self.rest.split())
        return Line(self.no, text, bold, rest, _links(text, self.links), tuple(self.codes))


def _links(text: str, named: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    known = {address for _, address in named}
    bare = [("", match[0].rstrip(".,;:!?")) for match in ADDRESS.finditer(text)]
    return (*named, *(link for link in bare if link[1] not in known))


def lines_of(token: Token, first: int) -> tuple[Line, ...]:
    """The lines of an inline token whose first line has this number."""
    now = _Open(first)
    made: list[Line] = []
    link: list[tuple[str, int]] = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            made.append(now.done())
            depth = now.depth
            now = _Open(now.no + 1, depth=depth)
        elif child.type == "strong_open":
            now.depth += 1
        elif child.type == "strong_close":
            now.depth = max(0, now.depth - 1)
            now.at_start = now.at_start and not now.bold
        elif child.type == "link_open":
            link.append((str(child.attrGet("href") or ""), len(now.text)))
        elif child.type == "link_close" and link:
            address, start = link.pop()
            now.links.append((now.text[start:].strip(), _unquoted(address)))
        elif child.type == "image":
            now.links.append((child.content, str(child.attrGet("src") or "")))
            now.add(child.content)
        elif child.type == "html_inline":
            now.add(" " if _BREAK.fullmatch(child.content) else "" if _TAG.fullmatch(child.content) else child.content)
            now.no += child.content.count("\n")
        else:
            if child.type == "code_inline":
                now.codes.append(child.content.strip())
            now.add(child.content)
            now.no += child.content.count("\n")
    made.append(now.done())
    return tuple(made)


def plain_line(text: str, no: int) -> Line:
    """A line of text that has no marks but perhaps tags and addresses."""
    text = " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", text))).split())
    return Line(no, text, "", text, _links(text, []))


def _unquoted(address: str) -> str:
    """The address as the page has it: markdown-it percent-encodes what a browser would."""
    from urllib.parse import unquote

    try:
        return unquote(address, errors="strict")
    except UnicodeDecodeError:
        return address
