"""What running a step would do, told before anything is started: the very text, where, with what, and how risky."""

import re
import shutil
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from warroom.errors import NotHere
from warroom.incident.run import step_key
from warroom.playbook.model import Check, Playbook, Risk, Scenario, Step
from warroom.playbook.risk import (
    destroyed,
    endless_of,
    placeholders_of,
    risk_of,
    runs_in_a_shell,
    sql_risk,
    terminal_of,
)
from warroom.playbook.risk.shell import PROMPTS, without_prompts
from warroom.runbook.fence import Fence, sways
from warroom.runbook.quoting import Unfillable, fill_shell
from warroom.runbook.sql_text import fill_sql, of_psql
from warroom.runbook.surroundings import PREFIXES, passed, secret_names, secrets_in
from warroom.secrets import mask

LIMIT_S = 600.0
DRILL = "drill"
"""The scenario under which a drill's own acts are steps."""
_WORSE: tuple[Risk, ...] = ("reads", "changes", "destroys")
_MASKED = "[redacted:"
_SQL = ("sql", "psql", "postgres", "postgresql", "pgsql", "plpgsql")
_ONLY_SHOWN = {"fish": "fish quotes in its own way", "chat": "it is typed in a chat"}


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """One step as it would run now; `command` "" for a step in words, `copy_only` why it is not run from here.

    `command` is exactly what runs, `shown` the same with secrets masked. `destroys` are the words for what it takes
    away. `missing` are placeholders that are still blank, `names` our variables it gets, `secret_names` those of them
    whose values are hidden; `exports` it gets besides, carried in its fence or filled in for `$NAME`. `postgres` is the
    check by whose server SQL runs, `check` its name.
    """

    scenario: str = ""
    step: int = 0
    title: str = ""
    words: str = ""
    command: str = ""
    shown: str = ""
    language: str = ""
    risk: Risk = "changes"
    destroys: str = ""
    by_what: str = "shell"
    check: str = ""
    postgres: Check | None = None
    where: str = ""
    exports: dict[str, str] = {}
    missing: tuple[str, ...] = ()
    endless: bool = False
    terminal: bool = False
    limit_s: float | None = LIMIT_S
    names: tuple[str, ...] = ()
    secret_names: tuple[str, ...] = ()
    copy_only: str = ""
    group: str = ""
    shell: str = "/bin/sh"
    fence: Fence = Fence()
    known: bool = True

    @property
    def key(self) -> str:
        """What the incident keeps the step under."""
        return step_key(self.scenario, self.step)

    @property
    def in_words(self) -> bool:
        """Whether there is nothing to run: it is followed and ticked by hand."""
        return not self.command

    @property
    def runs(self) -> bool:
        """Whether it can be run from here now."""
        return bool(self.command) and not self.missing and not self.copy_only

    @property
    def asks(self) -> str:
        """What its user is asked before it runs: "" for a read, "yes" for a change, "name" where the name is typed.

        A read of somebody else's playbook is asked about as a change is.
        """
        return {"reads": "" if self.known else "yes", "changes": "yes", "destroys": "name"}.get(self.risk, "yes")

    @property
    def name(self) -> str:
        """What is typed before it destroys: the scenario's id, the check's, or "run" for a step of neither."""
        return self.scenario or self.check or "run"

    @property
    def carried(self) -> str:
        """What it has from the commands before it in the same fence, in a few words; "" for nothing."""
        return self.fence.said


def plan_of(
    playbook: Playbook,
    scenario: str,
    step: int,
    blanks: Mapping[str, str],
    environ: Mapping[str, str],
    cwd: str,
    checks: Iterable[Check] = (),
    fence: Fence | None = None,
    *,
    waiting: Iterable[Check] = (),
    prefixes: Iterable[str] = PREFIXES,
    limit_s: float | None = LIMIT_S,
    shell: str = "",
    check: str = "",
    drill: bool = False,
    known: bool = True,
) -> Plan:
    """How the step at this place, from 1, would run now; scenario "" for the playbook's own steps.

    `checks` are those that may be asked, `waiting` those nobody has accepted yet: SQL does not go through them.
    `fence` is what its earlier commands left, `check` the postgres check that is to be used, `shell` the one that is
    preferred where the page names none. `known` is False for a playbook from outside that nobody accepted. In a `drill`
    nothing but reads and its own acts run. Raises NotHere.
    """
    found = step_of(playbook, scenario, step)
    title = found.title or found.words
    fence = fence if fence is not None and found.group else Fence()
    base = Plan(
        scenario=scenario_of(playbook, scenario).id if scenario else "",
        step=step,
        title=title,
        words=found.words,
        language=found.language,
        group=found.group,
        limit_s=limit_s,
        where=fence.where or cwd,
        fence=fence,
        known=known,
    )
    if not found.run.strip():
        return base
    if found.language.strip().casefold() in _SQL:
        plan = _sql(base, found, playbook, blanks, environ, tuple(checks), check)
        unasked = [one.name for one in waiting if one.kind == "postgres"]
        if plan.copy_only and not plan.check and unasked:
            why = f"postgres check {unasked[0]} waits for warroom playbook accept"
            plan = msgspec.structs.replace(plan, copy_only=why)
    else:
        plan = _shell(base, found, blanks, environ, tuple(prefixes), shell)
    if drill and plan.scenario != DRILL and plan.risk != "reads" and not plan.copy_only:
        return msgspec.structs.replace(plan, copy_only="a drill changes nothing but its own services")
    return plan


def _shell(
    base: Plan,
    step: Step,
    blanks: Mapping[str, str],
    environ: Mapping[str, str],
    prefixes: tuple[str, ...],
    shell: str,
) -> Plan:
    written = without_prompts(step.run, step.language).strip("\n")
    # What was typed in a transcript is taken out of it once: what runs now is judged whole.
    language = "" if step.language.casefold() in PROMPTS else step.language
    named = _placeholders(written, step.placeholders)
    values = {name: blanks[name] for name in named if blanks.get(name)}
    unfillable = ""
    try:
        command = fill_shell(written, values)
    except Unfillable as no:
        command, unfillable = written, str(no)
    exports = base.fence.exports | {name[1:]: value for name, value in values.items() if name.startswith("$")}
    names = passed(command, environ, prefixes)
    given = {name: environ[name] for name in names} | exports
    known = secrets_in(environ) | secrets_in(exports)
    risk, endless = risk_of(command, language), endless_of(command, language) or step.endless
    terminal = terminal_of(command, language) or step.terminal
    risk = _worse(_worse(step.risk, risk), "changes" if sways(base.fence.exports, command) else "reads")
    return msgspec.structs.replace(
        base,
        command=command,
        shown=mask(command, known),
        risk=risk,
        destroys=_destroys(command, language, risk),
        exports=exports,
        missing=tuple(name for name in named if name not in values and name.removeprefix("$") not in given),
        endless=endless,
        terminal=terminal,
        names=names,
        secret_names=secret_names(given),
        copy_only=_not_run(step.language, risk) or _taken_out(written) or unfillable or _why_copied(endless, terminal),
        shell=_shell_for(step.language, shell, environ),
    )


def _sql(
    base: Plan,
    step: Step,
    playbook: Playbook,
    blanks: Mapping[str, str],
    environ: Mapping[str, str],
    checks: tuple[Check, ...],
    chosen: str,
) -> Plan:
    written, own = of_psql(step.run.strip("\n"))
    named = tuple(name for name in _placeholders(written, step.placeholders) if not name.startswith("$"))
    unfillable = ""
    try:
        command = fill_sql(written, {name: blanks[name] for name in named if blanks.get(name)})
    except Unfillable as no:
        command, unfillable = written, str(no)
    said: Risk = sql_risk(command)
    risk = _worse(step.risk if step.risk != "shown" else "reads", said)
    check, no_check = _check_for(base, step, playbook, checks, chosen)
    psql = f"{own.split()[0]} is psql's own: it runs at psql's prompt" if own else ""
    return msgspec.structs.replace(
        base,
        command=command,
        shown=mask(command, secrets_in(environ)),
        risk=risk,
        destroys=_destroys(command, step.language, risk),
        by_what="psql",
        check=check,
        postgres=next((one for one in checks if one.name == check), None),
        where=f"postgres check {check}" if check else "",
        missing=tuple(name for name in named if not blanks.get(name)),
        copy_only=psql or _taken_out(written) or unfillable or no_check,
    )


def _placeholders(text: str, marked: Iterable[str]) -> tuple[str, ...]:
    """What is to be filled in: what the page marks and still stands there, and what the text itself shows."""
    return tuple(dict.fromkeys([*(name for name in marked if name in text), *placeholders_of(text)]))


def _worse(page: Risk, own: Risk) -> Risk:
    """The graver of what the page says and what the final command is; what is only shown stays so."""
    if "shown" in (page, own):
        return "shown"
    return max(page, own, key=_WORSE.index)


def _destroys(command: str, language: str, risk: Risk) -> str:
    if risk != "destroys":
        return ""
    return destroyed(command, language) or "takes something away, as the playbook says"


def _not_run(language: str, risk: Risk) -> str:
    name = language.strip().casefold()
    if name in _ONLY_SHOWN:
        return _ONLY_SHOWN[name]
    if not runs_in_a_shell(language):
        return f"{language.strip()} is shown, not run"
    return "the playbook only shows it" if risk == "shown" else ""


def _taken_out(command: str) -> str:
    return (
        "a secret was taken out of it when it was recorded: write $NAME in the playbook" if _MASKED in command else ""
    )


def _why_copied(endless: bool, terminal: bool) -> str:
    if terminal:
        return "it needs a terminal of its own"
    return "it goes on until it is stopped" if endless else ""


def _shell_for(language: str, preferred: str, environ: Mapping[str, str]) -> str:
    """The shell the fence is written for, else the one that is preferred, else bash, else sh."""
    path = environ.get("PATH")
    wanted = {"bash": "bash", "zsh": "zsh", "ksh": "ksh", "dash": "dash", "sh": "sh"}.get(language.strip().casefold())
    for name in filter(None, (wanted, preferred, "bash", "sh")):
        if found := shutil.which(name, path=path):
            return str(Path(found).absolute())
    return "/bin/sh"


def _check_for(base: Plan, step: Step, playbook: Playbook, checks: tuple[Check, ...], chosen: str) -> tuple[str, str]:
    """The name of the postgres check to ask, or why there is none."""
    names = [check.name for check in checks if check.kind == "postgres"]
    if chosen:
        return (chosen, "") if chosen in names else ("", f"no postgres check is called {chosen}")
    if not names:
        return "", "SQL runs through a postgres check, and there is none"
    if len(names) == 1:
        return names[0], ""
    scenario = scenario_of(playbook, base.scenario) if base.scenario else None
    text = f"{step.title} {step.words} {step.run}"
    spoken = [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)]
    spoken = spoken or [name for name in names if scenario is not None and name in scenario.when]
    if len(spoken) == 1:
        return spoken[0], ""
    return "", f"several postgres checks: {', '.join(names)}; say which"


def scenario_of(playbook: Playbook, named: str) -> Scenario:
    """The scenario with this id, or the only one whose id begins so. Raises NotHere."""
    near = playbook.scenarios_named(named)
    if len(near) == 1:
        return near[0]
    ids = ", ".join(one.id for one in (near or playbook.scenarios)) or "none"
    raise NotHere(f"{'several scenarios begin' if near else 'no scenario is called'} {named[:40]}: {ids}")


def steps_of(playbook: Playbook, scenario: str) -> tuple[Step, ...]:
    """The steps of a scenario, or the playbook's own for "". Raises NotHere."""
    return scenario_of(playbook, scenario).steps if scenario else playbook.steps


def step_of(playbook: Playbook, scenario: str, n: int) -> Step:
    """The step at this place, from 1. Raises NotHere."""
    steps = steps_of(playbook, scenario)
    if not 1 <= n <= len(steps):
        of = f"of {scenario_of(playbook, scenario).id} " if scenario else "outside the scenarios "
        raise NotHere(f"no step {n} {of}" + (f"(1 to {len(steps)})" if steps else "(there are none)"))
    return steps[n - 1]


def all_missing(plans: Collection[Plan]) -> tuple[str, ...]:
    """What is blank in any of these, each once."""
    return tuple(dict.fromkeys(name for plan in plans for name in plan.missing))
