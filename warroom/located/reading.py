"""From bytes to a Tree, stricter and plainer than YAML 1.1.

One document, no anchors, aliases or tags, no key twice, bounded size, depth and count. `no`, `on` and `12:30:00` are
text; only `true` and `false` are booleans and only plain decimals are numbers.
"""

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from warroom.errors import BadInput
from warroom.located import kept
from warroom.located.tree import Place, Tree, quoted
from warroom.text import visible

if TYPE_CHECKING:
    import yaml

FORMAT = 1
MOST_BYTES = 2048 * 1024
MOST_NODES = 40_000
MOST_DEPTH = 20

_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,18}(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None, "~": None}
_IN_PLAIN_WORDS = (
    (r"found character '\\t'", "a tab cannot indent in YAML: use spaces"),
    (r"found character '(.)'", r"text that begins with \1 needs quotes around it"),
    (
        r"mapping values are not allowed",
        "text with `: ` in it needs quotes; else the indentation or the line above is wrong",
    ),
    (r"could not find expected ':'", "this is neither `key: value` nor `- item`: a colon or a quote is missing"),
    (r"expected <block end>", "the indentation does not fit the lines above, or a dash or quote is out of place"),
    (r"expected ',' or '([\]}])'", r"the bracket opened here needs a `,` or the closing `\1`"),
    (
        r"(?:found unexpected|while scanning).*(?:end of stream|document separator)",
        "the quote opened here is not closed",
    ),
    (r"sequence entries are not allowed", "a list begins on the line below its key"),
    (r"expected the node content, but found '(.+)'", r"`\1` is out of place here"),
    (r"found undefined alias|alias|anchor", "anchors (&) and aliases (*) are not read: quote it or write it out"),
)


def read(path: Path, *, may_be_empty: bool = False, newest: int = FORMAT) -> Tree:
    """The tree of a file; BadInput where it is missing, no regular file, or its bytes are refused."""
    data, status = _bytes(path)
    tree = parse_bytes(data, str(path), may_be_empty=may_be_empty, newest=newest)
    return msgspec.structs.replace(tree, status=status)


def parse_bytes(data: bytes, name: str, *, may_be_empty: bool = False, newest: int = FORMAT) -> Tree:
    """The tree in these UTF-8 bytes."""
    _check_size(len(data), name)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadInput(visible(f"{name}: this is UTF-16: save the file as UTF-8"))
    if 0 in data:
        raise BadInput(visible(f"{name}: this is not a text file"))
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"{name}:{line}: byte 0x{data[error.start]:02x} is not UTF-8: save the file as UTF-8"
        raise BadInput(visible(said)) from None
    return parse(text, name, may_be_empty=may_be_empty, newest=newest)


def parse(text: str, name: str, *, may_be_empty: bool = False, newest: int = FORMAT) -> Tree:
    """The tree in this text: keys and values, of a `format` from 1 to `newest`; BadInput where it is anything else."""
    _check_size(len(text.encode("utf-8", "surrogatepass")), name)
    tree, value = _grown(Tree(name=name, text=text))
    if value is None and may_be_empty:
        value = {}
    if value is None:
        raise tree.fail((), "the file is empty")
    if not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "text"
        raise tree.fail((), f"keys and values such as `name: default` belong here, and this is {kind}")
    tree = msgspec.structs.replace(tree, value=value)
    _check_format(tree, newest)
    return tree


def _check_size(size: int, name: str) -> None:
    if size > MOST_BYTES:
        raise BadInput(visible(f"{name}: larger than {MOST_BYTES // 1024} KiB, the most that is read"))


def _check_format(tree: Tree, newest: int) -> None:
    said = tree.value.get("format")
    if said is None or (type(said) is int and 1 <= said <= newest):
        return
    if type(said) is int and said > newest:
        raise tree.fail(("format",), f"this is format {said} and this warroom reads up to {newest}: update warroom")
    raise tree.fail(("format",), f"{quoted(said)} is no format: write {newest}")


class _Parent(msgspec.Struct):
    """A list or mapping that is being filled; `key` is the one that waits for its value."""

    path: Place
    value: list[Any] | dict[str, Any]
    key: str | None = None

    def next_place(self) -> Place:
        return (*self.path, self.key if self.key is not None else len(self.value))

    def put(self, value: Any) -> None:
        if isinstance(self.value, list):
            self.value.append(value)
        elif self.key is not None:
            self.value[self.key] = value
            self.key = None


def _grown(tree: Tree) -> tuple[Tree, Any]:
    found = kept.known(tree.text, tree.name)
    return (found, found.value) if found else _grow(tree)


def _grow(tree: Tree) -> tuple[Tree, Any]:
    """The tree with its lines, and the value; built from the parser's events, so that depth costs no stack."""
    import yaml

    lines: dict[Place, int] = {}
    plain: dict[Place, str] = {}
    tree = msgspec.structs.replace(tree, lines=lines, plain=plain)
    root: Any = None
    parents: list[_Parent] = []
    documents = nodes = 0
    for event in _events(tree):
        line = _line(event)
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise tree.fail((), "a second document begins here (`---`), and a file holds one", line=line)
        if isinstance(event, yaml.CollectionEndEvent):
            parents.pop()
        if not isinstance(event, yaml.NodeEvent):
            continue
        _refuse(tree, event, line)
        nodes += 1
        if nodes > MOST_NODES:
            raise tree.fail((), f"more than {MOST_NODES:,} values, the most that are read", line=line)
        parent = parents[-1] if parents else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            parent.key = _key(tree, parent, event, line)
            lines[(*parent.path, parent.key)] = line
            continue
        place = parent.next_place() if parent else ()
        lines.setdefault(place, line)
        value = _value(tree, event, place)
        if parent:
            parent.put(value)
        else:
            root = value
        if isinstance(event, yaml.CollectionStartEvent):
            parents.append(_Parent(place, value))
            if len(parents) > MOST_DEPTH:
                raise tree.fail((), f"nested deeper than {MOST_DEPTH} levels", line=line)
    return tree, root


def _line(event: "yaml.Event") -> int:
    assert event.start_mark is not None  # events of a text always know their place
    return int(event.start_mark.line) + 1


def _refuse(tree: Tree, event: "yaml.NodeEvent", line: int) -> None:
    if event.anchor is not None:
        said = f"anchors (&) and aliases (*) are not read, and here is {quoted(event.anchor)}: write the value out"
        raise tree.fail((), said, line=line)
    if getattr(event, "tag", None) is not None:
        raise tree.fail((), "tags (!) are not read: write the value itself, in quotes if it is text", line=line)


def _key(tree: Tree, parent: _Parent, event: "yaml.NodeEvent", line: int) -> str:
    import yaml

    if not isinstance(event, yaml.ScalarEvent):
        raise tree.fail(parent.path, "a key is one word, and here it is a list or a mapping", line=line)
    key = _text(tree, event, parent.path)
    if not key:
        raise tree.fail(parent.path, "a key is missing before the colon", line=line)
    if key in parent.value:
        before = tree.line((*parent.path, key))
        raise tree.fail(parent.path, f"the key {quoted(key)} stands on line {before} already", line=line)
    return key


def _value(tree: Tree, event: "yaml.NodeEvent", place: Place) -> Any:
    import yaml

    if isinstance(event, yaml.MappingStartEvent):
        return {}
    if not isinstance(event, yaml.ScalarEvent):
        return []
    text = _text(tree, event, place)
    if event.style:
        return text
    tree.plain[place] = text
    if (text.lower() in _WORDS) and text in (text.lower(), text.upper(), text.capitalize()):
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _text(tree: Tree, event: "yaml.ScalarEvent", place: Place) -> str:
    text: str = event.value
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise tree.fail(place, "half a character (a lone surrogate) is no text", line=_line(event))
    return text


def _events(tree: Tree) -> Iterator["yaml.Event"]:
    """The parser's events; whatever it raises becomes BadInput."""
    import yaml

    if hasattr(yaml, "CSafeLoader"):
        # Ten times as fast; what it refuses is read again by the other, whose reasons and places are the better ones.
        with suppress(yaml.YAMLError, ValueError, OverflowError, IndexError):
            yield from list(yaml.parse(tree.text, Loader=yaml.CSafeLoader))
            return
    try:
        yield from yaml.parse(tree.text, Loader=yaml.SafeLoader)
    except yaml.reader.ReaderError as error:
        line = tree.text.count("\n", 0, error.position) + 1
        said = f"a character that YAML does not allow, {quoted(tree.text[error.position])}"
        raise tree.fail((), said, line=line) from None
    except yaml.MarkedYAMLError as error:
        said = _in_plain_words(error)
        begins_there = "opened here" in said or said.startswith("this is neither")
        mark = error.context_mark if begins_there else error.problem_mark
        raise tree.fail((), said, line=mark.line + 1 if mark else None) from None
    except (ValueError, OverflowError, IndexError, RecursionError) as error:
        # PyYAML lets these escape, e.g. for "\UFFFFFFFF"
        raise tree.fail((), f"cannot be read as YAML: {error}") from None


def _in_plain_words(error: "yaml.MarkedYAMLError") -> str:
    said = f"{error.context or ''} {error.problem or ''}".strip()
    for pattern, plainly in _IN_PLAIN_WORDS:
        if match := re.search(pattern, said):
            return match.expand(plainly)
    return f"cannot be read as YAML: {said}"


def _bytes(path: Path) -> tuple[bytes, os.stat_result]:
    """At most one byte more than is read, and whose file it was."""
    try:
        # O_NONBLOCK: a named pipe is refused below, and must not be waited for here
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise BadInput(visible(f"{path}: {_why(error)}")) from None
    try:
        status = os.fstat(opened)
        if stat.S_ISDIR(status.st_mode):
            raise BadInput(visible(f"{path}: this is a directory, and a file is needed"))
        if not stat.S_ISREG(status.st_mode):
            raise BadInput(visible(f"{path}: this is no regular file"))
        with os.fdopen(opened, "rb", closefd=False) as file:
            return file.read(MOST_BYTES + 1), status
    except OSError as error:
        raise BadInput(visible(f"{path}: {_why(error)}")) from None
    finally:
        os.close(opened)


def _why(error: OSError | ValueError) -> str:
    code = error.errno if isinstance(error, OSError) else None
    if code in (errno.ENOENT, errno.ENOTDIR):
        return "no such file"
    if code in (errno.EACCES, errno.EPERM):
        return "you may not read this file"
    return f"cannot be read: {(error.strerror if isinstance(error, OSError) else None) or error}"
