"""Blocks of a page that are marked as commands and hold something else as well."""

import re
from collections.abc import Iterator

from warroom.playbook.lint.finding import Finding, Rule

MIXED = Rule(
    name="fence-mixes-prose",
    group="commands",
    level="warning",
    title="blocks of commands with prose in them",
    why="pasted as a whole they run the prose too",
    mend="put the prose above the block, or behind a #",
)
TYPED = Rule(
    name="fence-mixes-prompts",
    group="commands",
    level="warning",
    title="blocks of commands with what is typed at another prompt",
    why="pasted as a whole the shell gets the statements, once the database's prompt is left",
    mend="put them on the command line: psql -c '…', or in a block of their own",
)
_OPENS = re.compile(r"^\s*(?P<fence>`{3,}|~{3,})\s*(?:bash|sh|shell|zsh|console)\b")


def fences(text: str, name: str) -> Iterator[Finding]:
    """What is wrong with the shell blocks of a page called `name`."""
    from warroom.playbook.markdown.fences import is_prose, is_slash_command, is_typed_sql
    from warroom.playbook.markdown.shell import pieces

    for line, code in _blocks(text):
        found = [piece for piece in pieces(code) if piece.kind == "command"]
        prose = [piece for piece in found if is_prose(piece.text)]
        chat = [piece for piece in found if is_slash_command(piece.text)]
        typed = [piece for piece in found if is_typed_sql(piece.text) and piece not in prose]
        for rule, some in ((MIXED, [*prose, *chat]), (TYPED, typed)):
            if some:
                first = min(some, key=lambda piece: piece.line)
                more = (
                    f", and {len(some) - 1} lines more"
                    if len(some) > 2
                    else ", and one line more"
                    if len(some) == 2
                    else ""
                )
                shown = first.text.split("\n")[0]
                yield rule.found(f"“{shown}”{more}", (), f"{name}:{line + 1 + first.line}")


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """The line each begins at, and what stands in it."""
    begun, fence = 0, ""
    inside: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not fence:
            if found := _OPENS.match(line):
                begun, inside, fence = number, [], found["fence"]
            elif found := re.match(r"^\s*(`{3,}|~{3,})", line):
                begun, inside, fence = 0, [], found[1]
        elif re.match(rf"^\s*{re.escape(fence)}{fence[0]}*\s*$", line):
            if begun:
                yield begun, "\n".join(inside)
            fence = ""
        else:
            inside.append(line.lstrip())
