"""The step under the cursor: the very command, where it runs, for how long, what it changes, what went wrong before."""

import re
from collections.abc import Sequence

from warroom.playbook.model import Step
from warroom.report.words import moment
from warroom.runbook.plan import DRILL, Plan
from warroom.secrets import mask
from warroom.text import visible
from warroom.tui.content import fit, folded, left, width_of
from warroom.tui.look import CHECK_SIGNS, LINE_SIGNS, RISK_SIGNS, Look, Row, Sign
from warroom.tui.panes.playbook.layout import in_parts
from warroom.tui.panes.runbook.output import ruled
from warroom.tui.panes.runbook.results import Result, failed_before, results
from warroom.tui.panes.runbook.seen import Seen
from warroom.tui.panes.runbook.wording import RISKS, ended_words, title_of
from warroom.tui.view import Scene

LABEL = 10
BAD = CHECK_SIGNS["down"]
WARN = CHECK_SIGNS["warn"]
NO_SIGN = Sign(" ", " ", "", "text")


def about_rows(scene: Scene, seen: Seen, width: int) -> list[Row]:
    """The title with a rule, then all there is to know before Enter is pressed."""
    book, step = seen.here, seen.at
    if book is None or step is None:
        return []
    found = results(book, scene.incident, seen.desk.outcomes)
    result = found[seen.step]
    plan = seen.desk.plan(book.id, seen.step + 1)
    said, tone = _state(scene, plan, step, result)
    called = visible(title_of(step))
    front: Row = ((f"step {seen.step + 1}: ", "title"), (called, "title"))
    room = max(8, width - width_of(((said, tone),)) - 6)
    rows = [ruled((*fit(front, room), (" ─ ", "line"), (said, tone)), (), width, scene.look)]
    rows += _words(step, called, width)
    if plan is not None and plan.command:
        rows += command_rows(plan.shown, plan.missing, width, scene.look)
        rows += [(), *_facts(scene, seen, plan, failed_before(book, found, seen.step), found, width)]
    elif book.id == DRILL:
        name = book.acts[seen.step]
        rows += [
            (),
            *_fact(scene.look, "does", f"act {name} of this drill, on its own services", width, RISK_SIGNS["changes"]),
        ]
        if outcome := seen.desk.outcomes.get(name):
            rows += _fact(scene.look, "came to", outcome, width)
    elif step.run:
        rows += command_rows(mask(step.run), (), width, scene.look)
    if step.link:
        rows += _fact(scene.look, "page", step.link, width, tone="text+u")
    if step.source:
        rows += _fact(scene.look, "from", step.source, width, tone="muted")
    return rows


def _state(scene: Scene, plan: Plan | None, step: Step, result: Result) -> tuple[str, str]:
    """What Enter would do with it, or how it stands."""
    if result.state == "running":
        return "running", "soon+b"
    if not step.run:
        done = {"done": "done", "skipped": "skipped"}.get(result.state)
        return (done, "muted") if done else ("done by hand", "text")
    if plan is None or plan.copy_only:
        return "not run from here", "muted"
    if not scene.incident.open:
        return "no incident is open", "muted"
    if plan.missing:
        return "to be filled in", "soon+b"
    tone = {"reads": "done", "changes": "soon+b", "destroys": "bad+b"}.get(plan.risk, "text")
    again = " again" if result.run is not None else ""
    return f"about to run{again}, {RISKS[plan.risk]}", tone


def _words(step: Step, called: str, width: int) -> list[Row]:
    """The step's words, where the title does not say them already or had no room for them."""
    said = visible(step.words if step.title else "") or (called if width_of(((called, "text"),)) > width - 30 else "")
    return [((line, "text"),) for line in folded(said, max(8, width))] if said else []


def command_rows(text: str, blanks: Sequence[str], width: int, look: Look) -> list[Row]:
    """A command line for line; what has to be filled in stands out, and where a line goes on a bar says so."""
    rows: list[Row] = []
    more = "┊ " if look.glyphs else ": "
    for n, line in enumerate(text.strip("\n").split("\n")):
        line = visible(line.rstrip("\r"))
        for part_n, part in enumerate(in_parts(line, max(1, width - 2))):
            front = more if part_n else "$ " if n == 0 else "  "
            rows.append(fit(((front, "line" if part_n else "muted"), *_blank(part, blanks)), width))
    return rows


def _blank(part: str, blanks: Sequence[str]) -> Row:
    names = [visible(name) for name in blanks]
    if not any(name in part for name in names):
        return ((part, "title"),)
    split = re.split("(" + "|".join(map(re.escape, sorted(names, key=len, reverse=True))) + ")", part)
    return tuple((text, "soon+b+u" if text in names else "title") for text in split if text)


def _facts(scene: Scene, seen: Seen, plan: Plan, failed: int | None, found: Sequence[Result], width: int) -> list[Row]:
    look = scene.look
    rows: list[Row] = []
    if plan.copy_only:
        how = "; c copies it, ! runs it in your own shell" if plan.endless or plan.terminal else "; c copies it"
        rows += _fact(look, "not run", f"{plan.copy_only}{how}", width, WARN)
    if plan.missing:
        rows += _fact(look, "fill in", ", ".join(plan.missing), width, WARN)
    if plan.risk == "destroys":
        rows += _fact(look, "changes", f"{RISKS['destroys']}: {plan.destroys}", width, RISK_SIGNS["destroys"])
    elif plan.risk == "changes":
        rows += _fact(look, "changes", "something: it is not known to only read", width, RISK_SIGNS["changes"])
    elif plan.risk == "reads":
        rows += _fact(look, "changes", "nothing: it reads only", width)
    if not plan.known and plan.runs:
        rows += _fact(look, "asks", "nobody here wrote or accepted the playbook it is from", width, WARN)
    if failed is not None and (run := found[failed].run) is not None:
        rows += _fact(look, "before", f"step {failed + 1} ended with {ended_words(run)}", width, BAD)
    if not plan.copy_only:
        rows += _fact(look, "runs on", _place(plan), width)
    if plan.where and plan.by_what != "psql":
        rows += _fact(look, "in", plan.where, width)
    if plan.exports:
        rows += _fact(look, "with", f"{', '.join(plan.exports)}, {_carried(plan)}", width)
    if plan.limit_s is not None and not plan.copy_only:
        rows += _fact(look, "may take", f"up to {_limit(plan.limit_s)}, then it is stopped", width)
    if plan.secret_names:
        verb = "is" if len(plan.secret_names) == 1 else "are"
        rows += _fact(look, "secrets", f"{', '.join(plan.secret_names)} {verb} set, never recorded", width)
    result = found[seen.step]
    if result.run is not None and result.run.outcome:
        sign = LINE_SIGNS["done"] if result.run.well else BAD if result.state == "failed" else WARN
        said = f"{ended_words(result.run)}, {moment(result.run.at, scene.now)} by {result.run.by}"
        rows += _fact(look, "last time", said, width, sign)
    return rows


def _place(plan: Plan) -> str:
    if plan.by_what == "psql":
        return f"postgres check {plan.check}, read-only unless you confirm" if plan.check else "a postgres check"
    return f"this machine, by {plan.shell.rpartition('/')[2]}, in a process group of its own"


def _carried(plan: Plan) -> str:
    return "as the commands before it left them" if plan.fence.exports else "filled in"


def _limit(seconds: float) -> str:
    return f"{seconds:g} s" if seconds < 120 else f"{seconds / 60:g} min"


def _fact(look: Look, label: str, said: str, width: int, sign: Sign = NO_SIGN, *, tone: str = "") -> list[Row]:
    """A label, a sign where it is news, the words over as many lines as they take."""
    room = max(8, width - LABEL - 2)
    tone = tone or ("text" if sign is NO_SIGN else sign.role)
    rows: list[Row] = []
    for n, line in enumerate(folded(visible(said), room)):
        front: Row = ((left(label if n == 0 else "", LABEL), "muted"),)
        mark = look.sign(sign) if n == 0 and sign is not NO_SIGN else (" ", "text")
        rows.append(fit((*front, mark, (" ", "text"), (line, tone)), width))
    return rows
