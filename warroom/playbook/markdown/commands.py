"""Commands out of fences: steps to read and run by hand, never checks."""

import re

import msgspec

from warroom.playbook.markdown.clocks import heading_clock
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.fences import (
    is_prose,
    is_slash_command,
    is_typed_sql,
    prompted_as_root,
    typed_after_prompt,
)
from warroom.playbook.markdown.inline import ADDRESS
from warroom.playbook.markdown.plain import bare, simple, tidy
from warroom.playbook.markdown.shell import Piece, last_line, pieces
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Limit, Stage, Step
from warroom.playbook.risk import judged

_OPENS_SQL = re.compile(
    r"^(?:sudo\s+(?:-u \S+\s+)?)?(?:psql|mysql|mariadb|sqlite3|cqlsh|clickhouse-client"
    r"|heroku pg:psql)\b(?!.*(?:\s-c\b|\s-e\b|\s-f\b|--command|--execute|<|\|))"
)
_OPENS_PSQL = re.compile(r"\bpsql\b")
_USES_PSQL = re.compile(r"^[\s>]*(?:[-*$#]\s|\d+[.)]\s)?\s*(?:[\w=-]+\s+){0,6}psql\s+[-$\"'\w]|`psql\b")
_NOTE = re.compile(
    r"^(?:[A-Z][A-Z0-9_]{2,}\s*=|add:|set:|note:|e\.g\.|example:|expected:|output:|should)", re.IGNORECASE
)
_QUERY_COMMENT = re.compile(r"^\s*(?:--|//|#)\s?(.*)$")
_LANGUAGE = {
    "zsh": "zsh",
    "fish": "fish",
    "powershell": "powershell",
    "pwsh": "powershell",
    "ps1": "powershell",
    "bat": "bat",
    "cmd": "bat",
}


def steps_in(block: Block, title: str, context: Context, draft: Draft) -> tuple[list[Step], list[str]]:
    """The steps of a shell fence, and the numbered lines of prose in it (things to try by hand)."""
    reader = _Reader(block, title, context, draft)
    return reader.read()


def session_steps(block: Block, title: str, context: Context, draft: Draft) -> list[Step]:
    """The steps of a terminal's transcript: what follows a prompt is typed, the rest was answered."""
    made: list[Step] = []
    group = draft.new_group(block.first)
    language = _LANGUAGE.get(block.language, "")
    lines = block.code.split("\n")
    root = prompted_as_root(block.code)
    typed = [typed_after_prompt(line, root=root) for line in lines]
    prompts = any(one is not None for one in typed)
    heading = title
    at = 0
    while at < len(lines):
        line, run = lines[at].strip(), typed[at]
        start, at = at, at + 1
        if not line:
            continue
        if run is not None:
            last = _typed_until(lines, typed, start)
            run = "\n".join([run.rstrip(), *(re.sub(r"^\s*>\s", "", one).rstrip() for one in lines[at : last + 1])])
            at = last + 1
            made.append(_step(run, language, heading, group, block.first + 1 + start, context, draft))
        elif line.startswith(("# ", "REM ")):
            heading = tidy(line.lstrip("#"))
        elif not prompts:
            made.append(_step(line, language, heading, group, block.first + 1 + start, context, draft))
        elif made:
            made[-1] = msgspec.structs.replace(made[-1], words=f"{made[-1].words}\n{line}".strip())
        else:
            made.append(_manual([line], title, block.first + 1 + start, context, draft, group))
    return made


def _typed_until(lines: list[str], typed: list[str | None], first: int) -> int:
    """The last line of what was typed at the prompt in this line: continued by a backslash, a quote, or "> "."""
    following = [re.sub(r"^\s*>\s", "", line) for line in lines[first + 1 :]]
    ends = next(
        (
            place
            for place in range(first + 1, len(lines))
            if typed[place] is not None and not lines[place].lstrip().startswith(">")
        ),
        len(lines),
    )
    return first + last_line([typed[first] or "", *following[: ends - first - 1]], 0)


def query_steps(block: Block, title: str, context: Context, draft: Draft) -> list[Step]:
    """A step for each statement of a query fence, under the comment above it."""
    made: list[Step] = []
    comments: list[str] = []
    now: list[str] = []
    start = 0
    group = draft.new_group(block.first)
    language = block.language or "sql"
    if language == "sql" and any(_USES_PSQL.search(line) for line in draft.lines):
        language = "psql"

    def close() -> None:
        if now:
            run = "\n".join(now).strip()
            heading = comments[0] if comments else title
            more = " ".join(comments[1:])
            made.append(_step(run, language, heading, group, start, context, draft, words=more))
            now.clear()
            comments.clear()

    for place, line in enumerate(block.code.split("\n")):
        at = block.first + 1 + place
        comment = _QUERY_COMMENT.match(line)
        if comment and not now:
            if comment[1].strip():
                comments.append(_heading(comment[1]))
        elif not line.strip():
            if now and block.language in ("", "sql", "psql", "postgresql", "mysql", "pgsql"):
                now.append("")
        else:
            if not now:
                start = at
            now.append(line.rstrip())
            if (
                line.rstrip().endswith(";")
                or line.strip().startswith("\\")
                or block.language in ("redis", "promql", "logql")
            ):
                close()
    close()
    if comments:
        made.append(_manual(comments, title, block.first + 1, context, draft, group))
    return made


def code_step(block: Block, title: str, context: Context, draft: Draft) -> list[Step]:
    """The one step that shows code or settings as they stand."""
    if not block.code.strip():
        return []
    return [_step(block.code, block.language, title, draft.new_group(block.first), block.first + 1, context, draft)]


class _Reader:
    def __init__(self, block: Block, title: str, context: Context, draft: Draft) -> None:
        self.block, self.title, self.context, self.draft = block, title, context, draft
        self.group = draft.new_group(block.first)
        self.steps: list[Step] = []
        self.flows: list[str] = []
        self.comments: list[Piece] = []
        self.heading = ""
        self.words = ""
        self.fresh = True
        self.in_sql = False
        self.typed_into = "sql"
        self.prose: list[str] = []
        self.prose_line = 0

    def read(self) -> tuple[list[Step], list[str]]:
        found = pieces(self.block.code)
        for place, piece in enumerate(found):
            following = found[place + 1] if place + 1 < len(found) else None
            if piece.kind == "gap":
                self.flush()
                self.fresh = True
                if not self.in_sql:
                    self.heading, self.words = "", ""
            elif piece.kind == "comment":
                self.comment(piece, following)
            else:
                self.command(piece)
        self.flush()
        self.close_prose()
        return self.steps, self.flows

    def comment(self, piece: Piece, following: Piece | None) -> None:
        text = piece.text
        if not text:
            return
        if self.steps and not self.comments and _NOTE.match(text) and not self.fresh:
            last = self.steps[-1]
            self.steps[-1] = msgspec.structs.replace(last, words=f"{last.words}\n{text}".strip())
            return
        self.close_prose()
        self.comments.append(piece)
        if following is None:
            self.flush()

    def command(self, piece: Piece) -> None:
        line = self.block.first + 1 + piece.line
        if self.comments:
            self.heading = _heading(self.comments[0].text)
            self.words = "\n".join(one.text for one in self.comments[1:])
            self.comments = []
        self.fresh = False
        if self.in_sql and is_typed_sql(piece.text):
            self.add(piece.text, self.typed_into, line)
            if piece.text.startswith(("\\q", "exit", "quit")):
                self.in_sql = False
            return
        if is_slash_command(piece.text):
            self.add(piece.text, "chat", line)
            return
        if is_prose(piece.text):
            self.prose_line = self.prose_line or line
            self.prose.append(piece.text)
            return
        self.close_prose()
        self.in_sql = bool(_OPENS_SQL.match(piece.text))
        if self.in_sql:
            self.typed_into = "psql" if _OPENS_PSQL.search(piece.text) else "sql"
        self.add(piece.text, _LANGUAGE.get(self.block.language, ""), line)

    def add(self, run: str, language: str, line: int) -> None:
        self.close_prose()
        step = _step(
            run, language, self.heading or self.title, self.group, line, self.context, self.draft, words=self.words
        )
        self.steps.append(step)
        self.words = ""

    def flush(self) -> None:
        """Comments without a command are a step by hand."""
        if self.comments:
            line = self.block.first + 1 + self.comments[0].line
            texts = [one.text for one in self.comments]
            if self.steps and not self.fresh:
                last = self.steps[-1]
                self.steps[-1] = msgspec.structs.replace(last, words="\n".join([*filter(None, [last.words]), *texts]))
            else:
                self.steps.append(_manual(texts, self.title, line, self.context, self.draft, self.group))
            self.comments = []

    def close_prose(self) -> None:
        if not self.prose:
            return
        numbered = all(re.match(r"^\d{1,3}[.)]\s", line) for line in self.prose)
        if numbered and self.context.stage == "verify":
            self.flows += [bare(line) for line in self.prose]
            if self.heading:
                self.draft.why.setdefault(self.prose_line - 1, "a comment above lines to try by hand")
        else:
            words = "\n".join(self.prose)
            self.steps.append(
                Step(
                    title=self.heading or self.title,
                    words=words,
                    stage=self.context.stage,
                    group=self.group,
                    source=self.draft.at(self.prose_line),
                )
            )
        self.prose, self.prose_line = [], 0


def _heading(comment: str) -> str:
    return bare(comment).rstrip(":") or comment


def _manual(texts: list[str], title: str, line: int, context: Context, draft: Draft, group: str) -> Step:
    heading, *rest = texts
    words = "\n".join(rest)
    link = next((match[0] for text in texts if (match := ADDRESS.search(text))), "")
    if not words:
        return Step(
            words=_heading(heading),
            title=title if simple(title) != simple(heading) else "",
            stage=_stage(context, heading),
            link=link,
            group=group,
            within=_within(context),
            source=draft.at(line),
        )
    return Step(
        title=_heading(heading),
        words=words,
        stage=_stage(context, heading),
        link=link,
        group=group,
        within=_within(context),
        source=draft.at(line),
    )


def _step(
    run: str, language: str, title: str, group: str, line: int, context: Context, draft: Draft, *, words: str = ""
) -> Step:
    return judged(
        Step(
            title=tidy(title),
            words=words,
            stage=_stage(context, title),
            run=run,
            language=language,
            group=group,
            within=_within(context),
            source=draft.at(line),
        )
    )


def _within(context: Context) -> Limit | None:
    """The limit of the heading above, inside a scenario ("Immediate actions (first 5 minutes)")."""
    if context.scenario is None or context.clock is None:
        return None
    return context.clock.limit if heading_clock(context.title) else None


def _stage(context: Context, title: str) -> Stage:
    """The stage of the titles above; a rollback, or a lasting fix, that a step's own title names."""
    said = simple(title)
    if context.scenario is not None and re.search(r"\broll ?back\b", said) and "ready to" not in said:
        return "rollback"
    if context.scenario is not None and context.stage in ("resolve", "quick fix"):
        if re.match(r"^long ?term\b", said):
            return "long-term fix"
        if re.match(r"^(?:immediate|short ?term)\b", said):
            return "quick fix"
    return context.stage
