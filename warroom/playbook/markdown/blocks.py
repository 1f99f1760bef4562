"""A page's text to blocks: markdown-it's tokens as values that know their lines."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from warroom.playbook.markdown.html import parts_of
from warroom.playbook.markdown.inline import lines_of, plain_line
from warroom.playbook.markdown.tree import Block, Line, Section

_CHECKBOX = re.compile(r"^\[([ xX✓✔-]?)\]\s+")
_BOX_SIGN = re.compile("^(?:☐|☑|☒|□|⬜|⬛|✅|◻|▢)\ufe0f?\\s*")
_BULLET = re.compile("^(?:[•▪◦●○▸►‣⁃·➤➔→⇒■–—]|\ufe0f)\\s*")
_COUNTED = re.compile("^(?:[0-9]\ufe0f?\u20e3|[①-⑳]|[0-9]{1,3}[.)]|[a-z][.)])\\s*")
_ADMONITION = re.compile(r"^(?:!!!|\?\?\?\+?|:::+)\s*(?P<kind>[\w-]*)\s*(?P<title>.*)$")
_ALERT = re.compile(r"^\[!\w+\][+-]?\s*")
_LONGEST_LINE = 20_000


def blocks_of(text: str) -> list[Section | Block]:
    """Headings (as empty sections) and blocks of a page, in order."""
    markdown = MarkdownIt("commonmark", {"maxNesting": 60}).enable("table")
    tokens = markdown.parse(_settled(text))
    return _Builder(tokens, text.split("\n")).build()


def front_matter(text: str) -> tuple[int, int]:
    """First and last line of YAML front matter; (0, 0) where there is none."""
    lines = text.split("\n")
    if lines and lines[0].rstrip() == "---":
        for place, line in enumerate(lines[1:200], start=2):
            if line.rstrip() in ("---", "..."):
                inside = [one for one in lines[1 : place - 1] if one.strip()]
                if inside and all(re.match(r"[\w-]+\s*:|\s|-\s|#", one) for one in inside):
                    return 1, place
                return 0, 0
    return 0, 0


def _settled(text: str) -> str:
    """The same lines with front matter blank, admonitions taken for what they hold, and monster lines cut."""
    lines = text.split("\n")
    first, last = front_matter(text)
    for place in range(first - 1, last):
        if first:
            lines[place] = ""
    fence, inside = "", False
    for place, line in enumerate(lines):
        if len(line) > _LONGEST_LINE:
            lines[place] = line = ""
        opened = re.match(r"\s*(?:[-*+]\s+|\d+[.)]\s+|>\s?)*(`{3,}|~{3,})", line)
        if opened and (not fence or (opened[1].startswith(fence) and line.strip() == opened[1])):
            fence = "" if fence else opened[1]
        elif not fence and (match := _ADMONITION.match(line)):
            inside = line.startswith(("!!!", "???"))
            title = match["title"].strip().strip("\"'{}[]")
            lines[place] = f"**{title}**" if title else ""
        elif inside and not fence and line.startswith(("    ", "\t")):
            lines[place] = line[1:] if line.startswith("\t") else line[4:]
        elif inside and line.strip():
            inside = False
    return "\n".join(lines)


class _Builder:
    def __init__(self, tokens: list[Token], lines: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.source = lines
        self.first_in_item = -1

    def build(self) -> list[Section | Block]:
        return list(self.until(""))

    def until(self, closing: str) -> Iterator[Section | Block]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                return
            yield from self.one(token)

    def one(self, token: Token) -> Iterator[Section | Block]:
        first, last = _span(token)
        match token.type:
            case "heading_open":
                inline = self.tokens[self.at]
                self.skip("heading_close")
                lines = lines_of(inline, first)
                title = " ".join(line.text for line in lines)
                yield Section(title, int(token.tag[1]), first, links=tuple(one for line in lines for one in line.links))
            case "paragraph_open":
                inline = self.tokens[self.at]
                begins_item = self.first_in_item == self.at
                self.skip("paragraph_close")
                lines = lines_of(inline, first)
                if begins_item:
                    yield Block("para", first, last, lines=lines)
                else:
                    yield from _paragraph(lines)
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type.startswith("ordered")
                items = [self.item(ordered) for _ in self.items(token.type.replace("open", "close"))]
                yield Block("list", first, last, children=tuple(items), ordered=ordered)
            case "blockquote_open":
                inside = [_as_block(one) for one in self.until("blockquote_close")]
                yield Block("quote", first, last, children=tuple(_without_alert(inside)))
            case "fence" | "code_block":
                language = token.info.split()[0].strip("{}.").lower() if token.info.split() else ""
                yield Block("fence", first, last, language=language, code=token.content.rstrip("\n"))
            case "table_open":
                yield Block("table", first, last, rows=tuple(self.rows()))
            case "html_block":
                if not token.content.lstrip().startswith("<!--"):
                    yield from parts_of(token.content, first)
            case _:
                pass

    def items(self, closing: str) -> Iterator[None]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == closing:
                return
            if token.type == "list_item_open":
                yield None

    def item(self, ordered: bool) -> Block:
        first, last = _span(self.tokens[self.at - 1])
        self.first_in_item = self.at + 1
        inside = [_as_block(one) for one in self.until("list_item_close")]
        lines: tuple[Line, ...] = ()
        if inside and inside[0].kind == "para":
            lines = inside.pop(0).lines
        return _boxed(Block("item", first, last, lines=lines, children=tuple(inside), ordered=ordered))

    def rows(self) -> Iterator[tuple[Line, ...]]:
        row: list[Line] = []
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "table_close":
                return
            if token.type == "inline":
                cell = lines_of(token, _span(token)[0])
                joined = " ".join(line.text for line in cell)
                bold = cell[0].bold if cell else ""
                row.append(
                    Line(
                        _span(token)[0],
                        joined,
                        bold,
                        cell[0].rest if cell else "",
                        tuple(one for line in cell for one in line.links),
                    )
                )
            elif token.type == "tr_close":
                if any(cell.text for cell in row):
                    yield tuple(row)
                row = []

    def skip(self, closing: str) -> None:
        while self.at < len(self.tokens) and self.tokens[self.at].type != closing:
            self.at += 1
        self.at += 1


def _span(token: Token) -> tuple[int, int]:
    """First and last line, counted from 1."""
    first, last = token.map or [0, 1]
    return first + 1, max(last, first + 1)


def _as_block(part: Section | Block) -> Block:
    """A heading inside a list or a quotation is a line of it, in bold."""
    if isinstance(part, Block):
        return part
    line = Line(part.line, part.title, part.title, "", part.links)
    return Block("para", part.line, part.line, lines=(line,))


def _without_alert(blocks: list[Block]) -> list[Block]:
    """A quotation without the sign that makes it a GitHub alert."""
    if blocks and blocks[0].kind == "para" and blocks[0].lines and _ALERT.match(blocks[0].lines[0].text + " "):
        first = blocks[0].lines[0]
        rest = _ALERT.sub("", first.text + " ").strip()
        kept = (Line(first.no, rest, "", rest, first.links),) if rest else ()
        lines = (*kept, *blocks[0].lines[1:])
        return [Block("para", blocks[0].first, blocks[0].last, lines=lines), *blocks[1:]] if lines else blocks[1:]
    return blocks


def _boxed(item: Block) -> Block:
    """The item without its checkbox, which it remembers."""
    if not item.lines:
        return item
    line = item.lines[0]
    match = _CHECKBOX.match(line.text) or _BOX_SIGN.match(line.text)
    if match is None:
        return item
    text = line.text[match.end() :]
    made = Line(line.no, text, line.bold, line.rest if line.bold else text, line.links, line.codes)
    return Block("item", item.first, item.last, (made, *item.lines[1:]), item.children, item.ordered, box=True)


def _paragraph(lines: tuple[Line, ...]) -> Iterator[Block]:
    """The paragraph, or the list that its lines are when each begins with a sign that Markdown does not know."""
    signs = [_sign(line.text) for line in lines]
    begun = next((place for place, sign in enumerate(signs) if sign), None)
    count = sum(bool(sign) for sign in signs)
    if begun is None or (count < 2 and begun != 0) or (count == 1 and signs[0] in ("word", "dash")):
        yield Block("para", lines[0].no, lines[-1].no, lines=lines)
        return
    if begun:
        yield Block("para", lines[0].no, lines[begun - 1].no, lines=lines[:begun])
    items: list[Block] = []
    for line, sign in zip(lines[begun:], signs[begun:], strict=True):
        if not sign and items:
            last = items[-1]
            items[-1] = Block("item", last.first, line.no, (*last.lines, line), (), last.ordered, box=last.box)
            continue
        cut = _unsigned(line)
        items.append(Block("item", line.no, line.no, (cut,), (), sign in ("number", "word"), box=sign == "box"))
    yield Block("list", items[0].first, items[-1].last, children=tuple(items), ordered=items[0].ordered)


def _sign(text: str) -> str:
    if _CHECKBOX.match(text) or re.match("[☐☑☒□⬜◻▢]", text):
        return "box"
    if match := _COUNTED.match(text):
        return "word" if match[0][0].isalpha() else "number"
    if match := _BULLET.match(text):
        return "dash" if match[0][0] in "–—→⇒" else "bullet"
    return ""


def _unsigned(line: Line) -> Line:
    cut = line.text
    for pattern in (_CHECKBOX, _BOX_SIGN, _COUNTED, _BULLET):
        if match := pattern.match(cut):
            cut = cut[match.end() :]
            break
    if line.bold and not cut.startswith(line.bold):
        return Line(line.no, cut, "", cut, line.links or plain_line(cut, line.no).links, line.codes)
    rest = line.rest if line.bold else cut
    return Line(line.no, cut, line.bold, rest, line.links, line.codes)
