"""HTML inside a page to blocks: tables, lists, headings and text, each with its line."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from warroom.playbook.markdown.inline import plain_line
from warroom.playbook.markdown.tree import Block, Line, Section

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6, "summary": 6, "caption": 7, "dt": 8}
_ENDS = {"p", "div", "br", "section", "article", "details", "dd", "blockquote", "table", "ul", "ol", "tr", "hr"}
_SKIPPED = {"script", "style"}


@dataclass
class _Words:
    line: int = 0
    text: str = ""
    bold: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)

    def made(self) -> Line:
        line = plain_line(self.text, self.line)
        bold = " ".join(self.bold.split())
        rest = line.text[len(bold) :].strip() if bold and line.text.startswith(bold) else line.text
        named = tuple((title.strip(), address) for title, address in self.links)
        known = {address for _, address in named}
        return Line(self.line, line.text, bold, rest, (*named, *(one for one in line.links if one[1] not in known)))


class _Reader(HTMLParser):
    """Collects sections and blocks in the order of the text; broken markup is read as far as it goes."""

    def __init__(self, first: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first = first
        self.made: list[Section | Block] = []
        self.words = _Words()
        self.heading = 0
        self.tables: list[list[list[Line]]] = []
        self.cell = False
        self.lists: list[tuple[bool, list[Block], int]] = []
        self.item = False
        self.strong = 0
        self.skipped = 0
        self.code = ""
        self.in_code = 0
        self.link: list[tuple[str, int]] = []

    def here(self) -> int:
        return self.first + self.getpos()[0] - 1

    def flush(self) -> None:
        line, self.words = self.words.made(), _Words()
        if not line.text:
            return
        if self.heading:
            self.made.append(Section(line.text, self.heading, line.no, links=line.links))
        elif self.cell and self.tables:
            self.tables[-1][-1].append(line)
        elif self.item and self.lists:
            self.lists[-1][1].append(Block("item", line.no, line.no, lines=(line,), ordered=self.lists[-1][0]))
        else:
            self.made.append(Block("para", line.no, line.no, lines=(line,)))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SKIPPED:
            self.skipped += 1
        elif tag == "br" and (self.cell or self.item or self.heading):
            self.words.text += " "
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self.flush()
            self.cell = True
            self.words.line = self.here()
        elif tag == "tr" and self.tables:
            self.close_cell()
            self.tables[-1].append([])
        elif tag == "table":
            self.flush()
            self.tables.append([])
        elif tag in ("ul", "ol") and not self.cell:
            self.flush()
            self.lists.append((tag == "ol", [], self.here()))
            self.item = False
        elif tag == "li" and self.lists and not self.cell:
            self.flush()
            self.item = True
        elif tag in _HEADINGS and not self.cell:
            self.flush()
            self.heading = _HEADINGS[tag]
        elif tag == "pre":
            self.flush()
            self.in_code += 1
            self.words.line = self.here()
        elif tag in ("b", "strong"):
            self.strong += 1
        elif tag == "a":
            self.link.append((next((value or "" for name, value in attrs if name == "href"), ""), len(self.words.text)))
        elif tag in _ENDS and not self.cell and not self.item:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipped = max(0, self.skipped - 1)
        elif tag in ("td", "th"):
            self.close_cell()
        elif tag == "table" and self.tables:
            self.close_cell()
            self.close_table()
        elif tag in ("ul", "ol") and self.lists:
            self.flush()
            self.close_list()
        elif tag == "li":
            self.flush()
            self.item = bool(self.lists) and False
        elif tag in _HEADINGS:
            self.flush()
            self.heading = 0
        elif tag == "pre" and self.in_code:
            self.in_code -= 1
            self.close_code()
        elif tag in ("b", "strong"):
            self.strong = max(0, self.strong - 1)
        elif tag == "a" and self.link:
            address, start = self.link.pop()
            if address:
                self.words.links.append((self.words.text[start:], address))
        elif tag in _ENDS and not self.cell and not self.item:
            self.flush()

    def handle_data(self, data: str) -> None:
        if self.skipped:
            return
        if self.in_code:
            self.code += data
            return
        if not self.words.text.strip() and data.strip():
            before = data[: len(data) - len(data.lstrip())]
            self.words.line = self.here() + before.count("\n")
        self.words.text += data
        if self.strong and self.words.text.strip() == (self.words.bold + data).strip():
            self.words.bold += data

    def close_cell(self) -> None:
        if self.cell and self.tables and self.tables[-1]:
            if self.words.text.strip():
                self.flush()
            else:
                self.tables[-1][-1].append(Line(self.words.line or self.here(), ""))
                self.words = _Words()
        self.cell = False

    def close_table(self) -> None:
        rows = tuple(tuple(row) for row in self.tables.pop() if row)
        if rows:
            self.made.append(Block("table", rows[0][0].no, self.here(), rows=rows))

    def close_list(self) -> None:
        ordered, items, first = self.lists.pop()
        self.item = False
        if items:
            made = Block("list", first, self.here(), children=tuple(items), ordered=ordered)
            if self.lists and self.lists[-1][1]:
                parent = self.lists[-1][1]
                last = parent[-1]
                parent[-1] = Block(
                    "item",
                    last.first,
                    made.last,
                    lines=last.lines,
                    children=(*last.children, made),
                    ordered=last.ordered,
                )
            else:
                self.made.append(made)

    def close_code(self) -> None:
        if self.code.strip():
            lines = self.code.split("\n")
            first = self.words.line
            self.made.append(Block("fence", first, first + len(lines) - 1, code=self.code.rstrip("\n")))
        self.code, self.words = "", _Words()

    def finish(self) -> list[Section | Block]:
        self.close_cell()
        while self.tables:
            self.close_table()
        self.flush()
        while self.lists:
            self.close_list()
        self.close_code()
        return self.made


def parts_of(text: str, first: int) -> list[Section | Block]:
    """Headings (as empty sections) and blocks in this HTML, whose first line has this number."""
    reader = _Reader(first)
    try:
        reader.feed(text)
        reader.close()
    except (AssertionError, ValueError):  # html.parser gives up on some declarations; what was read stays
        pass
    return reader.finish()
