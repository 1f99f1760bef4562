"""Playbooks as files: the library that comes with warroom, a team's own, and the text that says the same again."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from warroom import located
from warroom.errors import BadInput
from warroom.incident.words import say_duration
from warroom.located import did_you_mean, quoted
from warroom.playbook.model import Check, Limit, Playbook
from warroom.playbook.shape import playbook_in, read_limit

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


_TURNS = ("every", "timeout", "recheck")


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook with where it came from: the hash of the file's bytes, its path or `library:NAME`, and its text."""

    playbook: Playbook
    sha256: str
    source: str
    from_library: bool
    text: str


def load(path_or_name: str) -> Loaded:
    """The playbook of a file, or of the library where the word has neither a slash nor a suffix."""
    from_library = is_name(path_or_name)
    if from_library:
        tree = _from_library(path_or_name)
    else:
        try:
            tree = located.read(Path(path_or_name).expanduser())
        except RuntimeError:  # no home directory to expand to
            raise BadInput(f"{path_or_name}: no such file") from None
    return Loaded(
        playbook=playbook_in(tree),
        sha256=tree.sha256,
        source=f"library:{path_or_name}" if from_library else tree.name,
        from_library=from_library,
        text=tree.text,
    )


def is_name(path_or_name: str) -> bool:
    """Whether this means a playbook of the library, not a file."""
    return "/" not in path_or_name and not Path(path_or_name).suffix


def names() -> list[str]:
    """The playbooks of the library."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _library().iterdir() if entry.name.endswith(".yaml"))


def parse(text: str, name: str) -> Playbook:
    """The playbook in this text; `name` is what errors call the file."""
    return playbook_in(located.parse(text, name))


def _library() -> "Traversable":
    from importlib.resources import files

    return files("warroom.playbook") / "library"


def _from_library(name: str) -> located.Tree:
    if name not in names():
        here = f"; the file {name}.yaml is read as ./{name}.yaml" if Path(f"{name}.yaml").is_file() else ""
        raise BadInput(f"no playbook {quoted(name)} in the library{did_you_mean(name, names())}{here}")
    return located.parse_bytes((_library() / f"{name}.yaml").read_bytes(), f"library/{name}.yaml")


def dump(playbook: Playbook) -> str:
    """The playbook as a file that loads to the same; what has its default is left out."""
    parts: list[dict[str, Any]] = [
        {"format": playbook.format, "name": playbook.name} | _said({"title": playbook.title, "zone": playbook.zone}),
        {"severities": [_limits(_said(msgspec.structs.asdict(level))) for level in playbook.severities]},
        {"roles": [_said(msgspec.structs.asdict(role)) for role in playbook.roles]},
        {"ladder": [_limits(_said(msgspec.structs.asdict(rung))) for rung in playbook.ladder]},
        {"checklist": _checklist(playbook)},
        {"channels": [msgspec.structs.asdict(channel) for channel in playbook.channels]},
        {"contacts": [_said(msgspec.structs.asdict(contact)) for contact in playbook.contacts]},
        {"checks": [_check(check) for check in playbook.checks]},
    ]
    return "\n".join(_yaml(part) for part in parts if any(part.values()))


def _said(keys: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keys.items() if value not in (None, "", (), False)}


def _limits(keys: dict[str, Any]) -> dict[str, Any]:
    return {name: _words(value) if isinstance(value, Limit) else value for name, value in keys.items()}


def _words(limit: Limit) -> str:
    """Words that are read as this limit; those it was written in, where it was."""
    try:
        if read_limit(limit.words) in (limit, None) and limit.words:
            return limit.words
    except ValueError:
        pass
    if limit.seconds is None:
        return "next business day" if limit.calendar == "business" else "as needed"
    return say_duration(limit.seconds) + (" business" if limit.calendar == "business" else "")


def _checklist(playbook: Playbook) -> list[dict[str, Any]]:
    lines = []
    following = 1
    for item in playbook.items:
        keys = {"id": item.id} | ({"n": item.n} if item.n != following else {}) | {"text": item.text}
        within = {"within": _words(item.limit)} if item.limit else {}
        rest = _said({"done_by": item.done_by, "owner": item.owner, "severities": item.severities, "why": item.why})
        lines.append(keys | _said({"short": item.short}) | within | {"after": item.anchor} | rest)
        following = item.n + 1
    return lines


def _check(check: Check) -> dict[str, Any]:
    usual = Check(name=check.name)
    changed = {key: getattr(check, key) for key in _TURNS if getattr(check, key) != getattr(usual, key)}
    times = {key: f"{value:.0f}s" if value == int(value) else value for key, value in changed.items()}
    counts = {key: getattr(check, key) for key in ("fails", "passes") if getattr(check, key) != getattr(usual, key)}
    kind = {"kind": check.kind} if check.kind != usual.kind else {}
    conditions = _said({"expect": check.expect, "warn": check.warn})
    return {"name": check.name} | kind | check.options | times | counts | conditions


def _yaml(part: dict[str, Any]) -> str:
    import yaml

    class Plain(yaml.SafeDumper):
        """Our spelling: no anchors, short lists in brackets, lists indented."""

        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
            super().increase_indent(flow, indentless=False)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
        odd = not value.replace("\n", "").isprintable()  # PyYAML's other styles lose rare line breaks such as U+0085
        return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if odd else None)

    def words(dumper: yaml.SafeDumper, value: tuple[Any, ...]) -> yaml.Node:
        short = sum(len(str(word)) for word in value) < 60
        return dumper.represent_sequence("tag:yaml.org,2002:seq", list(value), flow_style=short)

    Plain.add_representer(str, text)
    Plain.add_representer(tuple, words)
    return yaml.dump(part, Dumper=Plain, sort_keys=False, allow_unicode=True, width=110, default_flow_style=False)
