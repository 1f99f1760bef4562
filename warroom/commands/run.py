"""Steps of runbooks from the command line: listed, run, and commands of one's own shell put on record."""

import asyncio
import os
import shlex
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from warroom import wiring
from warroom.commands import opening
from warroom.commands.ending import EXIT_INTERRUPTED
from warroom.commands.read import record_of
from warroom.commands.speak import as_json, out, put, tell
from warroom.errors import EXIT_DONE, EXIT_NOT_WRITTEN, BadInput, JournalError, NotHere, WarroomError
from warroom.incident import intents as i
from warroom.incident.arguments.running import RUN, place
from warroom.incident.facts import Record
from warroom.incident.run import step_key
from warroom.incident.state import EMPTY, Incident
from warroom.incident.words import DUTY
from warroom.journal.ids import new_id
from warroom.playbook.model import Playbook, Step
from warroom.report.lines.running import ended as ended_said
from warroom.runbook.plan import DRILL, Plan, all_missing, plan_of
from warroom.settings import Settings
from warroom.text import plain, visible
from warroom.wiring import House

if TYPE_CHECKING:
    from warroom.checks.acceptance import Standing
    from warroom.room import Room
    from warroom.runbook.ended import Ended
    from warroom.runbook.evidence import Evidence
    from warroom.runbook.fence import Fence

EXIT_TIMED_OUT = 124
"""As timeout(1) has it."""


# Listing.


def list_steps(settings: Settings, format_: str) -> None:
    """The steps of the open incident's playbook, else of the one in force, by the words that run them."""
    incident, playbook, standing = _known(settings)
    plans = [
        _plan(settings, playbook, incident, standing, name, n)
        for name, steps in _books(playbook)
        for n, _ in enumerate(steps, 1)
    ]
    if format_ == "json":
        out(as_json([_listed(plan, incident) for plan in plans]))
        return
    if not plans and not incident.is_drill:
        tell(f"the playbook {playbook.name} has no steps")
    for name, does in _acts(incident):
        out(visible(f"{DRILL}:{name:<12} changes   {does}"))
    titles = {scenario.id: scenario.title for scenario in playbook.scenarios}
    last: str | None = None
    for plan in plans:
        if plan.scenario != last:
            last = plan.scenario
            out(visible(f"{last}: {titles[last]}" if last else "steps of no scenario"))
        out(visible(f"  {_word(plan):<16} {_mark(plan, incident):<9} {plan.title or _first_line(plan.shown)}"))
        if plan.command and plan.title:
            out(visible(f"  {'':<26} {_first_line(plan.shown)}"))


def _known(settings: Settings) -> "tuple[Incident, Playbook, Standing]":
    if wiring.has_journal(settings):
        with opening.house(settings, reading=True) as house:
            try:
                incident = house.room(house.directory.choose(settings.incident)).incident
            except NotHere:
                if settings.incident:
                    raise
                incident = EMPTY
            standing = _standing(settings, house, incident)
        return incident, incident.playbook if incident.seq else wiring.playbook(settings).playbook, standing
    if settings.incident:
        raise NotHere(wiring.missing(settings))
    return EMPTY, wiring.playbook(settings).playbook, _standing(settings, None, EMPTY)


def _standing(settings: Settings, house: House | None, incident: Incident) -> "Standing":
    """Which checks SQL may go through: those that may be asked, as everywhere."""
    from warroom.checks.acceptance import Standing, follows, sources, stand

    if incident.is_drill:
        return Standing(asked=incident.playbook.checks)
    loaded = None
    with suppress(WarroomError):  # an incident goes on by its own where the one in force cannot be read
        loaded = wiring.playbook(settings)
    found = sources(settings, loaded, [incident] if incident.seq else [])
    accepted = house.room(DUTY).incident.accepted if house is not None else {}
    standing = stand(found, accepted)
    known = not incident.seq or follows(loaded, incident.playbook_sha256, accepted)
    return msgspec.structs.replace(standing, known=known)


def _acts(incident: Incident) -> list[tuple[str, str]]:
    """What can be done in a drill, and what it does: steps of its scenario `drill`."""
    if not incident.is_drill:
        return []
    from warroom.drill.conduct import scenario_of

    try:
        return [(act.name, act.does) for act in scenario_of(incident).acts]
    except NotHere:
        return []


def _books(playbook: Playbook) -> list[tuple[str, Sequence[Step]]]:
    return [*((one.id, one.steps) for one in playbook.scenarios), ("", playbook.steps)]


def _mark(plan: Plan, incident: Incident) -> str:
    """What became of it in this incident, else its risk."""
    done = incident.steps.get(plan.key)
    if done is not None:
        return "skipped" if done.skipped else "done"
    ran = [run for run in incident.runs if step_key(run.scenario, run.step) == plan.key]
    if ran:
        last = ran[-1]
        return f"exit {last.exit}" if last.exit is not None else last.outcome or "runs"
    return "in words" if plan.in_words else "copy" if plan.copy_only else plan.risk


def _listed(plan: Plan, incident: Incident) -> dict[str, Any]:
    return {
        "step": _word(plan),
        "title": plan.title,
        "command": plan.shown,
        "risk": None if plan.in_words else plan.risk,
        "destroys": plan.destroys,
        "missing": list(plan.missing),
        "copy_only": plan.copy_only,
        "mark": _mark(plan, incident),
    }


def _word(plan: Plan) -> str:
    """What is typed to run it."""
    return f"{plan.scenario}:{plan.step}" if plan.scenario else str(plan.step)


def _first_line(text: str) -> str:
    first, _, more = text.strip().partition("\n")
    return f"{first} …" if more else first


# Running.


def run_steps(settings: Settings, words: Sequence[str], yes: str | None, check: str | None, format_: str) -> int:
    """Run these steps one after the other, as far as each succeeds; the exit code is the last one's."""
    acts = [word.partition(":")[2] for word in words if word.partition(":")[0].casefold() == DRILL]
    if acts:
        return _drill(settings, words, acts)
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        me = wiring.must_know_me(settings, house.live)
        from warroom.runbook.evidence import Evidence
        from warroom.runbook.lost import left_alone, settle

        evidence = Evidence(settings.journal)
        for record in settle(room, evidence, me):
            tell(f"#{record.seq} run {_number([record])} ended, and nobody knows how")
        for run, pids in left_alone(room, evidence):
            numbers = " ".join(map(str, pids))
            tell(f"run {run.n} goes on and nobody watches it: its processes are {numbers}")
        places = [place(word, room.incident.playbook, RUN) for word in words]
        standing = _standing(settings, house, room.incident)
        plans = [
            _plan(settings, room.incident.playbook, room.incident, standing, *each, check=check or "")
            for each in places
        ]
        _must_run(plans)
        return _each(settings, room, evidence, me, standing, places, yes, check or "", format_)


def _drill(settings: Settings, words: Sequence[str], acts: list[str]) -> int:
    """A drill's acts are steps of its scenario `drill`: done by the same door as `warroom drill fix`."""
    from warroom.commands import drill

    if len(acts) != len(words):
        raise BadInput("acts of a drill and steps of the playbook are two commands: run one after the other")
    for name in acts:
        drill.fix(settings, name or None)
    return EXIT_DONE


def _plan(
    settings: Settings,
    playbook: Playbook,
    incident: Incident,
    standing: "Standing",
    scenario: str,
    n: int,
    fence: "Fence | None" = None,
    check: str = "",
) -> Plan:
    try:
        here = str(Path.cwd())
    except OSError:
        raise BadInput("the folder you are in is not there any more: cd to one that is") from None
    return plan_of(
        playbook,
        scenario,
        n,
        incident.blanks,
        os.environ,
        here,
        standing.asked,
        fence,
        waiting=[one for _, one in standing.unasked],
        prefixes=settings.runbook.env,
        limit_s=settings.runbook.limit_s,
        shell=settings.runbook.shell,
        check=check,
        drill=incident.is_drill,
        known=standing.known,
    )


def _must_run(plans: Sequence[Plan]) -> None:
    for plan in plans:
        if plan.in_words:
            raise BadInput(f"step {_word(plan)} is in words: follow it, then warroom step {_word(plan)}")
    if missing := all_missing(plans):
        first = missing[0]
        way = f"export {first[1:]}=… here, or " if first.startswith("$") else ""
        raise BadInput(
            f"still blank: {', '.join(missing)}; {way}warroom fill {shlex.quote(first)} VALUE says what it stands for"
        )
    for plan in plans:
        if plan.copy_only:
            tell(f"step {_word(plan)} is not run from here, {plan.copy_only}:")
            out(plain(plan.shown))
            raise BadInput("copy it, and run it behind warroom exec -- to have it on record")


def _each(
    settings: Settings,
    room: "Room",
    evidence: "Evidence",
    me: str,
    standing: "Standing",
    places: Sequence[tuple[str, int]],
    yes: str | None,
    check: str,
    format_: str,
) -> int:
    fences: dict[str, Fence] = {}
    code = EXIT_DONE
    for scenario, n in places:
        playbook = room.incident.playbook
        group = _plan(settings, playbook, room.incident, standing, scenario, n).group
        plan = _plan(settings, playbook, room.incident, standing, scenario, n, fences.get(group), check)
        _tell_plan(plan)
        _confirm(plan, yes)
        ended, records, written = _run(room, evidence, me, plan, json=format_ == "json")
        if group:
            fences[group] = ended.fence
        _tell_end(room, records, ended, format_)
        code = _code(ended) if written else EXIT_NOT_WRITTEN
        if code != EXIT_DONE:
            break
    return code


def _tell_plan(plan: Plan) -> None:
    tell(f"step {_word(plan)}{f', {plan.title}' if plan.title else ''}: {_risk(plan)}")
    for line in plain(plan.shown).split("\n"):
        _narrate(f"  {line}\n")
    where = f"in {plan.where}" if plan.by_what == "shell" else f"by the {plan.where}"
    exported = f", with {', '.join(sorted(plan.exports))}" if plan.exports else ""
    tell(f"{where}{exported}")


def _narrate(words: str) -> None:
    """Words that nothing depends on."""
    with suppress(OSError, ValueError):
        sys.stderr.write(words)
        sys.stderr.flush()


def _risk(plan: Plan) -> str:
    match plan.risk:
        case "reads":
            return "it only reads" if plan.known else "it only reads, but nobody here accepted the playbook it is from"
        case "destroys":
            return f"it destroys: {plan.destroys}"
        case _:
            return "it changes things"


def _confirm(plan: Plan, yes: str | None) -> None:
    """Raises BadInput where nobody says yes to what is not a read."""
    if not plan.asks:
        return
    by_name = plan.asks == "name"
    wanted = plan.name if by_name else "yes"
    if yes is not None:
        if not by_name or yes.casefold() == wanted.casefold():
            return
        raise BadInput(f"not run, it destroys: {plan.destroys}; --yes {wanted} says that you mean it")
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise BadInput(f"not run, {_risk(plan)}: --yes{f' {wanted}' if by_name else ''} says that you mean it")
    _narrate(f"type {wanted} to run it: " if by_name else "run it? [y/N] ")
    said = sys.stdin.readline().strip().casefold()
    if said != wanted.casefold() and (by_name or said not in ("y", "yes")):
        raise BadInput("not run")


def _run(room: "Room", evidence: "Evidence", me: str, plan: Plan, *, json: bool) -> "tuple[Ended, list[Record], bool]":
    """The run with its records, and whether its end is written."""
    started = room.act(start_of(plan, me))
    ended = asyncio.run(_watched(plan, evidence, started[0].id, json=json))
    try:
        finished = room.act(i.FinishCommand(id=new_id(), by=me, ended=ended.fact(_number(started))))
    except JournalError as error:
        tell(f"{error}; it ended: {ended_said(ended.fact(_number(started)))}")
        return ended, started, False
    return ended, [*started, *finished], True


def start_of(plan: Plan, by: str) -> i.StartCommand:
    """What asks for its start to be recorded; the record's id marks its processes."""
    return i.StartCommand(
        id=new_id(),
        by=by,
        command=plan.shown,
        scenario=plan.scenario,
        step=plan.step,
        title=plan.title,
        risk=plan.risk,
        where=plan.where,
        by_what=plan.by_what,
        limit_s=plan.limit_s,
    )


def _number(started: Sequence[Record]) -> int:
    return int(getattr(started[0].fact, "run", 0))


async def _watched(plan: Plan, evidence: "Evidence", mark: str, *, json: bool) -> "Ended":
    from warroom.runbook.runner import run

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    taken = [number for number in numbers if signal.getsignal(number) != signal.SIG_IGN]
    for number in taken:
        loop.add_signal_handler(number, stop.set)

    def show(_seconds: float, stream: str, text: str) -> None:
        if stream == "out" and not json:
            _put(f"{text}\n", stop)
        else:
            _narrate(f"{text}\n")

    try:
        return await run(plan, evidence, show, os.environ, stop, mark=mark)
    finally:
        for number in taken:
            loop.remove_signal_handler(number)


def _put(words: str, stop: asyncio.Event) -> None:
    """To stdout; where nobody reads it any more the command is stopped, as a shell would."""
    from warroom.commands.speak import let_go

    try:
        put(words, now=True)
    except (BrokenPipeError, WarroomError):
        let_go(sys.stdout)
        stop.set()


def _tell_end(room: "Room", records: Sequence[Record], ended: "Ended", format_: str) -> None:
    if format_ == "json":
        for record in records:
            out(as_json(record_of(record)))
    fact = ended.fact(_number(records))
    kept = f", kept as {ended.evidence[:12]}" if ended.evidence else ""
    tell(f"run {fact.run} {ended_said(fact)}{kept}")
    if room.incident.is_drill:
        tell(f"DRILL  recorded in {room.incident.id}")


def _code(ended: "Ended") -> int:
    from warroom.runbook.wrapped import NOT_FOUND, code_of

    match ended.outcome:
        case "timed out":
            return EXIT_TIMED_OUT
        case "stopped":
            return EXIT_INTERRUPTED
        case "not started":
            return NOT_FOUND
        case _:
            return code_of(ended)


# Wrapping.


def wrap(settings: Settings, argv: Sequence[str], title: str) -> int:
    """A command of one's own shell, on record; its streams, signals and exit code are its own."""
    if not argv:
        raise BadInput("a command follows: warroom exec -- systemctl restart api")
    with opening.house(settings) as house:
        try:
            room = house.room(house.directory.choose(settings.incident))
        except NotHere as none:
            raise NotHere(f"not run, as nobody could read of it: {none}") from None
        return _wrapped(house, room, wiring.must_know_me(settings, house.live), argv, title)


def _wrapped(house: House, room: "Room", me: str, argv: Sequence[str], title: str) -> int:
    from warroom.playbook.risk import destroyed, risk_of
    from warroom.runbook.evidence import Evidence
    from warroom.runbook.lost import settle
    from warroom.runbook.surroundings import secrets_in
    from warroom.runbook.wrapped import code_of, wrap
    from warroom.secrets import mask

    evidence, known = Evidence(house.settings.journal), secrets_in(os.environ)
    line = shlex.join(argv)
    settle(room, evidence, me)
    try:
        where = str(Path.cwd())
    except OSError:
        where = ""
    started = room.act(
        i.StartCommand(
            id=new_id(),
            by=me,
            command=mask(line, known),
            title=title,
            risk="destroys" if destroyed(line) else risk_of(line),
            where=where,
            by_what="wrapper",
        )
    )
    ended = wrap(argv, evidence, os.environ, known, started[0].id)
    fact = ended.fact(_number(started))
    try:
        room.act(i.FinishCommand(id=new_id(), by=me, ended=fact))
    except JournalError as error:
        tell(f"{error}; it ended: {ended_said(fact)}")
    if ended.outcome == "not started":
        tell(ended.why)
    elif sys.stderr.isatty():
        drill = "DRILL  " if room.incident.is_drill else ""
        tell(f"{drill}run {fact.run} {ended_said(fact)}")
    return code_of(ended)
