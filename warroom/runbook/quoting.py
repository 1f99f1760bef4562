"""Values in the places of a shell command's placeholders, such that the shell sees exactly them and nothing more."""

import re
from collections.abc import Iterator, Mapping

from warroom.playbook.risk.options import words

_PLAIN = re.compile(r"[A-Za-z0-9@%+:,./_-]+")
"""What means the same to every shell, in quotes or not."""
_RESERVED = words("if then else elif fi do done case esac while until for in function select time coproc")
_READS_AGAIN = words(
    "sh bash zsh ksh dash ash fish ssh su runuser eval let declare typeset local trap watch parallel xargs awk gawk"
    " mawk sed perl python python2 python3 ruby node php osascript rsh mosh"
)
"""Programs that take their words for code, or hand them to another shell."""
_WORD = re.compile(r"[\w.-]+")
_ONLY = "only letters, digits and @%+:,./_- are safe there"
_SIMPLE = re.compile(r"\$\([^()'\"`\\#<]*\)|`[^`()'\"\\#<]*`|\$\{[^{}()'\"`\\$]*\}")
"""A substitution that nests nothing, so that its end is certain."""


class Unfillable(ValueError):
    """A value that cannot stand safely where its placeholder is; the message says which and why."""


def fill_shell(text: str, values: Mapping[str, str]) -> str:
    """The command with each placeholder that has a value filled in, quoted as its place demands. Raises Unfillable."""
    values = {name: value for name, value in values.items() if value}
    if not any(_at(name).search(text) for name in values):
        return text
    for name, value in values.items():
        if "\0" in value:
            raise Unfillable(f"{name} cannot hold a zero byte")
    again = next((word for word in _WORD.findall(text) if word in _READS_AGAIN), "")
    return "".join(_Filler(text, values, again).parts())


def _at(name: str) -> re.Pattern[str]:
    """Where a placeholder stands, as it is written."""
    if re.fullmatch(r"\$[A-Za-z_]\w*", name):
        bare = re.escape(name[1:])
        return re.compile(rf"(?<!\\)\$(?:\{{{bare}\}}|{bare}(?!\w))")
    if re.fullmatch(r"\w[\w-]*", name):
        return re.compile(rf"(?<![\w$.{{-])(?<!\$\{{){re.escape(name)}(?![\w=(-])")
    return re.compile(re.escape(name))


class _Filler:
    """Through the text once, knowing what quotes it is in; where that is not certain only plain values are put."""

    def __init__(self, text: str, values: Mapping[str, str], again: str) -> None:
        self._text = text
        self._values = values
        self._again = again
        self._places = {
            found.start(): (found.end(), name) for name in sorted(values, key=len) for found in _at(name).finditer(text)
        }
        self._state = "bare"
        self._tangled = ""
        self._lone = -2

    def parts(self) -> Iterator[str]:
        text, at = self._text, 0
        while at < len(text):
            if at in self._places:
                end, name = self._places[at]
                yield self._put(at, end, name)
                at = end
                continue
            end = self._step(at)
            for inner in range(at + 1, end):
                if inner in self._places:
                    end = inner
                    break
            yield text[at:end]
            at = end

    def _put(self, at: int, end: int, name: str) -> str:
        text, value, state = self._text, self._values[name], self._state
        if state == "#" or (state == "'" and name.startswith("$")):
            return text[at:end]
        plain = bool(_PLAIN.fullmatch(value))
        if (state != "'" or self._tangled) and (text[at - 1 : at] == "$" or text[at - 2 : at] == "${"):
            raise Unfillable(f"{name} stands where the shell would take it for a variable's name")
        if self._again and not plain:
            raise Unfillable(f"{name} is read once more by {self._again}: {_ONLY}")
        if self._tangled:
            if not plain or (value.isdigit() and text[end : end + 1] in ("<", ">")):
                raise Unfillable(f"{name} stands behind {self._tangled}: {_ONLY}")
            return value
        lone = self._lone == at - 1
        if state == "'":
            return value.replace("'", "'\\''")
        if state == '"':
            return "\\" * lone + re.sub(r'([\\"$`])', r"\\\1", value)
        if plain and text[end : end + 1] not in ("<", ">") and value not in _RESERVED:
            return value
        if lone:
            raise Unfillable(f"{name} stands behind a backslash: {_ONLY}")
        return "'" + value.replace("'", "'\\''") + "'"

    def _step(self, at: int) -> int:
        """Where the next piece ends; what it does to the state is done."""
        text, char = self._text, self._text[at]
        match self._state:
            case "'":
                if char == "'":
                    self._state = "bare"
                return at + 1
            case "#":
                if char == "\n":
                    self._state = "bare"
                return at + 1
            case '"':
                return self._in_double(at, char)
        if char == "\\":
            if at + 1 not in self._places:
                return at + 2
            self._lone = at
            return at + 1
        if found := _SIMPLE.match(text, at):
            return self._over(at, found.end())
        if char in "'\"":
            if char == "'" and text[at - 1 : at] == "$":
                self._tangle("$'…'")
            self._state = char
        elif char == "#" and (at == 0 or text[at - 1] in " \t\n;&|()"):
            self._state = "#"
        elif text.startswith(("<<", "((", "[["), at):
            self._tangle(text[at : at + 2])
        elif char == "`" or text.startswith(("$(", "${", "$["), at):
            self._tangle(text[at : at + 2].strip())
        elif char == "[" and re.match(r"\w", text[at - 1 : at] or " "):
            self._tangle("a subscript")
        elif char == "c" and re.match(r"case\b", text[at:]) and not re.match(r"[\w-]", text[at - 1 : at] or " "):
            self._tangle("case")
        return at + 1

    def _in_double(self, at: int, char: str) -> int:
        text = self._text
        if char == "\\":
            if text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
                return at + 2
            self._lone = at
            return at + 1
        if found := _SIMPLE.match(text, at):
            return self._over(at, found.end())
        if char == '"':
            self._state = "bare"
        elif char == "`" or text.startswith(("$(", "${", "$["), at):
            self._tangle(text[at : at + 2])
        return at + 1

    def _over(self, at: int, end: int) -> int:
        """A substitution whose end is known; one that holds a placeholder takes plain values only."""
        inside = [place for place in self._places if at < place < end]
        for place in inside:
            name = self._places[place][1]
            if not _PLAIN.fullmatch(self._values[name]):
                raise Unfillable(f"{name} stands inside {self._text[at : at + 2]}: {_ONLY}")
        return inside[0] if inside else end

    def _tangle(self, what: str) -> None:
        self._tangled = self._tangled or what
