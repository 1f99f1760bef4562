"""Words somebody wrote, taken apart where they are simple Markdown: paragraphs, lists, headings, code, tables.

Only the shape of lines is read; what stands inside of one (stars, links, tags) stays as it was typed.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from warroom.report.document import Block, Code, Heading, Item, Items, Para, Table

BLANK = "not recorded: "
UNSAID = ": not recorded"
"""What a draft says of a blank; where somebody left it so, it still is one."""
_BOXES = {"[ ] ": False, "[x] ": True, "[X] ": True}
_READER = (
    MarkdownIt("commonmark", {"html": False})
    .enable("table")
    .disable(["reference", "html_block", "lheading", "hr", "blockquote", "code"])
)


def blocks(words: str) -> tuple[Block, ...]:
    """The words as blocks of a document; never empty where there are words."""
    return tuple(_read(_READER.parse(words))) or ((Para(words),) if words.strip() else ())


def _read(tokens: Sequence[Token]) -> Iterator[Block]:
    n = 0
    while n < len(tokens):
        token = tokens[n]
        if token.type in ("bullet_list_open", "ordered_list_open", "table_open"):
            end = _end(tokens, n)
            if token.type == "table_open":
                yield _table(tokens[n:end])
            else:
                yield Items(tuple(_items(tokens[n:end])), ordered=token.type == "ordered_list_open")
            n = end
        elif token.type == "fence":
            yield Code(token.content.rstrip("\n"), token.info.strip().split(" ")[0])
        elif token.type == "inline" and tokens[n - 1].type == "heading_open":
            yield Heading(token.content, 3)
        elif token.type == "inline":
            yield Para(token.content, "blank" if token.content.startswith(BLANK) else "")
        n += 1


def _end(tokens: Sequence[Token], begin: int) -> int:
    """Where the block that opens there is closed."""
    level = tokens[begin].level
    closing = tokens[begin].type.replace("_open", "_close")
    return next(n for n in range(begin, len(tokens)) if tokens[n].type == closing and tokens[n].level == level)


def _items(tokens: Sequence[Token]) -> Iterator[Item]:
    """Every line of a list; one inside another is a line like the others."""
    said: list[str] = []
    for token in tokens[1:]:
        if token.type in ("list_item_open", "list_item_close") and said:
            yield _item("\n".join(said))
            said = []
        elif token.type in ("inline", "fence"):
            said.append(token.content.rstrip("\n"))


def _item(words: str) -> Item:
    done = _BOXES.get(words[:4])
    return Item(words if done is None else words[4:], done, "blank" if words.endswith(UNSAID) else "")


def _table(tokens: Sequence[Token]) -> Table:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(token.content)
    return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))
