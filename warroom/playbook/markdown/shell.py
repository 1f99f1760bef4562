"""Shell text to commands: a line, or several that continuation, quotes, here-documents or blocks hold together."""

import re
from dataclasses import dataclass

_HEREDOC = re.compile(r"<<(?P<dash>-?)\s*(?P<quote>[\"']?)\\?(?P<word>[A-Za-z_]\w*)(?P=quote)")
_CLOSES = {"if": "fi", "for": "done", "while": "done", "until": "done", "select": "done", "case": "esac"}
_FURTHEST = 200


@dataclass(frozen=True)
class Piece:
    """A command, a comment, or an empty line ("gap") of a fence; `line` counts from 0 in it."""

    kind: str
    text: str
    line: int
    last: int


def pieces(code: str) -> list[Piece]:
    """The fence line by line, with the lines of one command together."""
    lines = code.split("\n")
    made: list[Piece] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        stripped = line.strip()
        if not stripped:
            made.append(Piece("gap", "", at, at))
            at += 1
        elif stripped.startswith("#"):
            made.append(Piece("comment", stripped.lstrip("#").strip(), at, at))
            at += 1
        else:
            last = last_line(lines, at)
            text = "\n".join(one.rstrip() for one in lines[at : last + 1]).strip()
            made.append(Piece("command", text, at, last))
            at = last + 1
    return made


def last_line(lines: list[str], first: int) -> int:
    """The last line of the command that begins at `first`, both counted from 0."""
    state = _State()
    limit = min(len(lines), first + _FURTHEST)
    for at in range(first, limit):
        state.feed(lines[at])
        if state.complete:
            return at
    if state.continued and not state.quote:
        return limit - 1
    return first  # a quote or a block that nothing closes: an apostrophe in prose, so the line stands alone


class _State:
    """What is still open after the lines fed so far."""

    def __init__(self) -> None:
        self.quote = ""
        self.heredocs: list[tuple[str, bool]] = []
        self.depth = 0
        self.blocks: list[str] = []
        self.continued = False

    @property
    def complete(self) -> bool:
        """Whether a command may end here."""
        return not (self.quote or self.heredocs or self.depth > 0 or self.blocks or self.continued)

    def feed(self, line: str) -> None:
        """One more line."""
        if self.heredocs and not self.quote:
            word, dash = self.heredocs[0]
            if (line.strip() if dash else line.rstrip()) == word or line.strip() == word:
                self.heredocs.pop(0)
            return
        outside = self._scan(line)
        self.continued = not self.quote and bool(re.search(r"(?:(?<!\\)\\|\|\|?|&&)\s*$", outside))
        if not self.quote:
            self._blocks(outside)

    def _scan(self, line: str) -> str:
        """The characters of the line that stand in no quotes."""
        outside = []
        at = 0
        while at < len(line):
            char = line[at]
            if self.quote:
                if char == "\\" and self.quote == '"':
                    at += 1
                elif char == self.quote:
                    self.quote = ""
            elif line.startswith("<<", at):
                match = _HEREDOC.match(line, at)
                if match and not line.startswith("<<<", at):
                    self.heredocs.append((match["word"], bool(match["dash"])))
                    at = match.end() - 1
                else:
                    at += 2 if line.startswith("<<<", at) else 1
            elif char == "\\":
                outside.append(line[at : at + 2])
                at += 1
            elif char in "\"'":
                if char == "'" and at and line[at - 1].isalnum() and at + 1 < len(line) and line[at + 1].isalpha():
                    outside.append(char)  # don't
                else:
                    self.quote = char
                    outside.append(" q ")
            elif char == "#" and (at == 0 or line[at - 1] in " \t"):
                break
            else:
                if char in "({":
                    self.depth += 1
                elif char in ")}":
                    self.depth = max(0, self.depth - 1)
                outside.append(char)
            at += 1
        return "".join(outside)

    def _blocks(self, outside: str) -> None:
        for word in re.findall(
            r"(?:^|[;&|]\s*|\b(?:do|then|else)\s+)\s*(if|for|while|until|case|select|fi|done|esac)\b", outside
        ):
            if word in _CLOSES:
                self.blocks.append(_CLOSES[word])
            elif self.blocks and self.blocks[-1] == word:
                self.blocks.pop()
