"""A command of a runbook taken apart as a shell would, without running anything."""

import re

import msgspec

SHELLS = frozenset(
    ("", "sh", "bash", "zsh", "fish", "ksh", "dash", "shell", "console", "shell-session", "shellsession", "terminal")
)
"""The languages of fences that are run by a shell."""
PROMPTS = frozenset(("console", "shell-session", "shellsession", "terminal"))
UNKNOWN = "\ufffc"
"""Stands where the value of an environment variable would be."""

_NAME = re.compile(r"\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})")
_SEVERAL_WORDS = re.compile(r"OPT|ARG|FLAG|CMD|COMMAND|IFS", re.IGNORECASE)
_BRACES = re.compile(r"\{[^{}\s]*(?:,|\.\.)[^{}\s]*\}")
_SUBSTITUTED = re.compile(r"\$\(([^()]*)\)|`([^`]*)`")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HEREDOC = re.compile(r"<<(?P<dash>-?)[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)")


class Simple(msgspec.Struct):
    """One program with its words; `fed` where a pipe, a file or a here-document is its standard input."""

    argv: list[str] = []
    fed: bool = False


class Script(msgspec.Struct):
    """The pipelines of a text; `odd` where it holds what is not followed: lists, redirections, subshells."""

    pipelines: list[list[Simple]] = []
    odd: bool = False

    @property
    def commands(self) -> list[Simple]:
        """Every program that is named, in order."""
        return [simple for pipeline in self.pipelines for simple in pipeline]


def taken_apart(text: str, language: str = "") -> Script:
    """The pipelines of a shell text; comments are left out, continued lines joined."""
    reader = _Reader(without_prompts(text, language))
    reader.read()
    lines = [line for line in reader.lines if len(line) > 1 or line[0].argv]
    odd = reader.odd or any(not one.argv for line in lines for one in line)
    return Script([[one for one in line if one.argv] for line in lines], odd)


def without_prompts(text: str, language: str) -> str:
    """What is typed in a transcript: the lines behind `$ ` where there are some, else the text as it is."""
    text = text.replace("\r\n", "\n")
    if language.casefold() not in PROMPTS:
        return text
    typed = [line.lstrip()[2:] for line in text.split("\n") if line.lstrip().startswith("$ ")]
    return "\n".join(typed) if typed else text


class _Reader:
    """Character by character; whatever is not plainly one word after another makes the text odd."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.odd = bool(_CONTROL.search(text)) or UNKNOWN in text
        self.lines: list[list[Simple]] = [[Simple([])]]
        self._at = 0
        self._word: list[str] | None = None
        self._bare = ""
        self._into_file = False
        self._ends: list[str] = []

    def read(self) -> None:
        text = self.text
        while self._at < len(text):
            char = text[self._at]
            if char == "#" and self._word is None:
                end = text.find("\n", self._at)
                self._at = len(text) if end < 0 else end
            elif char in " \t":
                self._end_word()
                self._at += 1
            elif char == "\n":
                self._new_line()
            elif char in ";&|<>()":
                self._operator(char)
            elif char in "'\"":
                self._quoted(char)
            elif char == "\\":
                # A line is continued here and in double quotes; in a comment and in single quotes it is not.
                if text[self._at + 1 : self._at + 2] != "\n":
                    self._add(text[self._at + 1 : self._at + 2])
                self._at += 2
            elif char in "$`":
                self._expansion()
            else:
                self._bare += char
                self._add(char)
                self._at += 1
        self._end_word()

    def _add(self, chars: str) -> None:
        if self._word is None:
            self._word = []
        self._word.append(chars)

    def _end_word(self) -> None:
        if self._word is None:
            return
        bare, self._bare = self._bare, ""
        word, self._word = "".join(self._word), None
        # A pattern may become a name that begins with a dash, braces become several words.
        if _BRACES.search(bare) or (set(bare) & set("*?[") and word[:1] in "-*?["):
            self.odd = True
        if self._into_file:
            self._into_file = False
        else:
            self.lines[-1][-1].argv.append(word)

    def _new_line(self) -> None:
        self._end_word()
        self._at += 1
        for end in self._ends:
            found = re.compile(rf"^\t*{re.escape(end)}$", re.MULTILINE).search(self.text, self._at)
            self._at = found.end() if found else len(self.text)
        self._ends.clear()
        waits = len(self.lines[-1]) > 1 and not self.lines[-1][-1].argv  # a pipe goes on in the next line
        if not waits:
            self.lines.append([Simple([])])

    def _operator(self, char: str) -> None:
        self._end_word()
        if found := _HEREDOC.match(self.text, self._at):
            self._ends.append(found["end"])
            self.lines[-1][-1].fed = self.odd = True
            self._at = found.end()
            return
        if char == "|" and self.text[self._at : self._at + 2] not in ("||", "|&"):
            self.lines[-1].append(Simple([], fed=True))
            self._at += 1
            return
        self.odd = True
        self._at += 1
        if char in "<>":
            self.lines[-1][-1].fed |= char == "<"
            self._into_file = True
        else:
            self._into_file = False
            self.lines.append([Simple([])])

    def _quoted(self, quote: str) -> None:
        end = self._at + 1
        while end < len(self.text) and self.text[end] != quote:
            end += 2 if quote == '"' and self.text[end] == "\\" else 1
        inside = self.text[self._at + 1 : end]
        self.odd |= end >= len(self.text)
        if quote == '"':
            found = _NAME.sub(self._named, inside)
            rest = re.sub(r"\\.", "", found, flags=re.DOTALL)
            if "`" in rest or "$" in rest:
                self.odd = True
                self._within(inside)
            inside = re.sub(r"\\(?:\n|([\"\\$`]))", lambda escaped: escaped[1] or "", found)
        self._add(inside)
        self._at = end + 1

    def _within(self, inside: str) -> None:
        """What is put in from other commands, so that nothing they do goes unseen."""
        for found in _SUBSTITUTED.finditer(inside):
            reader = _Reader(found[1] or found[2] or "")
            reader.read()
            self.lines[:0] = reader.lines

    def _expansion(self) -> None:
        if found := _NAME.match(self.text, self._at):
            self._add(self._named(found))
            self._at = found.end()
            return
        self.odd = True
        if self.text[self._at] == "`":
            self._end_word()
            self.lines.append([Simple([])])
        else:
            self._add("$")
        self._at += 1

    def _named(self, found: re.Match[str]) -> str:
        self.odd |= bool(_SEVERAL_WORDS.search(found[1] or found[2]))
        return UNKNOWN
