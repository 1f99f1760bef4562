"""A report's data as YAML that our own reader, and any other, reads back as it was."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from warroom.report.document import Report
from warroom.report.formats.base import DRILL, builtins, is_stream, lines_of
from warroom.text import UNSAFE

_UNREAD = re.compile("[\ufffe\uffff]")
"""What no reader of YAML takes as it stands."""


def render(report: Report) -> Iterator[str]:
    """The data; whether it is a drill and what it was made from stand in comments, so that its shape stays its own."""
    if report.document.drill:
        yield f"# {DRILL}\n"
    data = report.data if isinstance(report.data, Mapping) else {"rows": report.data}
    for key, value in data.items():
        if not is_stream(value):
            yield _yaml({key: builtins(value)})
            continue
        before = f"{_yaml({key: None}).removesuffix(' null' + chr(10))}\n"
        for one in value:
            yield f"{before}- {_in_one_line(one)}\n"
            before = ""
        if before:
            yield _yaml({key: []})
    for line in lines_of(report.document.source):
        yield f"# {line}\n"


def _in_one_line(value: Any) -> str:
    """JSON, which is YAML: a long list written as blocks would take twenty times as long."""
    return _UNREAD.sub(_escaped, UNSAFE.sub(_escaped, msgspec.json.encode(builtins(value)).decode()))


def _yaml(value: Any) -> str:
    import yaml

    text = yaml.dump(value, Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
    return UNSAFE.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    """What could act on a terminal stands in double quotes, where it can be written as a number."""
    return f"\\U{ord(match[0]):08x}"


@cache
def _dumper() -> Any:
    import yaml

    class Plain(yaml.SafeDumper):
        """No anchors, lists indented, several lines as a block."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - PyYAML's
            super().increase_indent(flow, indentless=False)

    Plain.add_representer(str, _text)
    return Plain


def _text(dumper: Any, value: str) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=_style(value))


def _style(value: str) -> str | None:
    lines = value.split("\n")
    if not "".join(lines).isprintable() or UNSAFE.search(value):
        return '"'
    if len(lines) == 1:
        return "'" if _is_number(value) else None
    # A block keeps neither blanks at the ends of its lines nor a first line that begins with some.
    return "|" if all(line == line.rstrip() for line in lines) and value[0] not in " \n" else '"'


def _is_number(value: str) -> bool:
    """Whether a reader other than PyYAML might take it for a number."""
    try:
        float(value)
    except ValueError:
        return False
    return True
