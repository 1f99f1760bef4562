"""SQL of a runbook: values in the places of its placeholders, and its statements one by one."""

import re
from collections.abc import Iterator, Mapping

from warroom.runbook.quoting import Unfillable

_PIECE = re.compile(
    r"(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))"
    r"|(?P<escaped>(?<!\w)[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z))"
    r"|(?P<text>'(?:[^']|'')*(?:'|\Z))"
    r"|(?P<name>\"(?:[^\"]|\"\")*(?:\"|\Z))"
    r"|(?P<dollar>\$(?P<tag>\w*)\$.*?(?:\$(?P=tag)\$|\Z))"
    r"|(?P<end>;)|(?P<other>\$\w*|[eE]|[^;'\"$eE/-]+|.)",
    re.DOTALL,
)
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?")


def fill_sql(text: str, values: Mapping[str, str]) -> str:
    """The statements with each placeholder that has a value filled in: a number, a name, or a quoted text.

    Raises Unfillable where a value cannot stand safely.
    """
    values = {name: value for name, value in values.items() if value and name in text}
    if not values:
        return text
    names = re.compile("|".join(re.escape(name) for name in sorted(values, key=len, reverse=True)))
    # A placeholder such as <a name> must be found before its text is taken for SQL, so each gets a name of its own.
    marks = {name: f"\ue000{n}\ue001" for n, name in enumerate(values)}
    for name, value in values.items():
        if "\0" in value or "\ue000" in value:
            raise Unfillable(f"{name} cannot hold that value")
    marked = names.sub(lambda found: marks[found[0]], text)
    parts: list[str] = []
    for found in _PIECE.finditer(marked):
        said, kind = found[0], found.lastgroup if found.lastgroup != "tag" else "dollar"
        for name, mark in marks.items():
            if mark in said:
                said = said.replace(mark, name if kind == "comment" else _said(name, values[name], str(kind)))
        parts.append(said)
    return "".join(parts)


def _said(name: str, value: str, kind: str) -> str:
    if kind == "text":
        return value.replace("'", "''")
    if kind == "name":
        return value.replace('"', '""')
    if _PLAIN.fullmatch(value):
        return value
    if kind in ("escaped", "dollar"):
        raise Unfillable(
            f"{name} stands in {'E’…’' if kind == 'escaped' else '$$…$$'}: only a number or a name is safe there"
        )
    return "'" + value.replace("'", "''") + "'"


def statements(text: str) -> Iterator[str]:
    """The statements, without the semicolons between them; what holds only comments is none."""
    parts: list[str] = []
    said = False
    for found in _PIECE.finditer(text):
        if found["end"]:
            if said:
                yield "".join(parts).strip()
            parts, said = [], False
            continue
        parts.append(found[0])
        said = said or not (found["comment"] or found[0].isspace())
    if said:
        yield "".join(parts).strip()


def of_psql(text: str) -> tuple[str, str]:
    """What was typed at psql's prompt without the prompt, and the first of psql's own commands in it, "" for none."""
    lines = text.replace("\r\n", "\n").split("\n")
    prompt = re.compile(r"^\s*[\w-]+[=\-(]?[>#]\s?")
    typed = [prompt.sub("", line) for line in lines if prompt.match(line)] or lines
    own = next((line.strip() for line in typed if line.lstrip().startswith("\\")), "")
    return "\n".join(typed), own
