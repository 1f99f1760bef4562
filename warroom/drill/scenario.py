"""A scenario: what breaks and when, what a trainee may do about it, and how somebody good would.

A file as strict as a playbook; every error names FILE:LINE and the key. Times are those of the drill's own clock, so at
speed 20 all of it runs twenty times as fast. Faults, acts and services are those of `warroom.drill.catalog`.

    injects:    `at` from the drill's begin, `fault`, and where wanted `amount` (what it measures: catalog) and `until`.
    acts:       `heals` says for how long the act keeps away what it heals: `for good`, a duration after which it comes
                back, or left out where it heals nothing here.
    responder:  steps done one after the other, each once: as soon as the step before is done and `on` holds, `wait`
                passes, then `line` is entered (a verb or a note) or `act` is done. `on` is a state, not a moment, so
                what already holds is not missed. It is one of

        start                                 always holds; the same as no `on`
        declared acknowledged fixed resolved  that milestone is known (and was not taken back)
        stable                                it was watched and green since the fix for as long as the playbook asks
        down:CHECK                            the check's health is down
        up:CHECK                              the check's health is up

    A fix that did not hold is `on: down:CHECK` once more, later in the list.
"""

import math
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from warroom import located
from warroom.drill.catalog import ACTS, FAULTS, SERVICES
from warroom.drill.plan import Inject
from warroom.errors import BadInput
from warroom.incident.words import parse_duration
from warroom.located import Place, Tree, convert, did_you_mean, quoted
from warroom.playbook.checks import checks_in
from warroom.playbook.model import Check, Playbook

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FOR_GOOD = math.inf
LONGEST_S = 86_400.0
STATES = ("start", "declared", "acknowledged", "fixed", "stable", "resolved")
HEALTHS = ("down", "up")

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_ADDRESS = re.compile(r"http://([a-z0-9-]+)\.localhost(?=/|$)")


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What a trainee can do, in words, and for how many seconds of the drill it heals: 0 never, FOR_GOOD for good."""

    name: str
    does: str
    heals: float = 0.0


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of the scripted responder: `wait` seconds after `on` holds, a line to enter or else an act to do."""

    on: str = "start"
    wait: float = 0.0
    line: str = ""
    act: str = ""

    @property
    def check(self) -> tuple[Literal["down", "up", ""], str]:
        """The health and the check `on` speaks of; ("", "") where it speaks of none."""
        word, _, name = self.on.partition(":")
        return ("down", name) if word == "down" else ("up", name) if word == "up" else ("", "")


class Scenario(msgspec.Struct, frozen=True, kw_only=True):
    """One scenario; `minutes` is about how long it takes at speed 1, `severity` what a good responder declares."""

    name: str
    title: str
    summary: str
    minutes: float
    severity: str
    card: tuple[str, ...]
    checks: tuple[Check, ...]
    injects: tuple[Inject, ...]
    acts: tuple[Act, ...]
    hints: tuple[str, ...]
    cause: str
    responder: tuple[Step, ...]

    def act(self, name: str) -> Act | None:
        """The act called so, whatever the case."""
        return next((act for act in self.acts if act.name == name.strip().lower()), None)


class _Keys(msgspec.Struct, forbid_unknown_fields=True):
    pass


class _InjectKeys(_Keys):
    at: str
    fault: str
    amount: float | None = None
    until: str = ""


class _ActKeys(_Keys):
    name: str
    does: str
    heals: str = ""


class _StepKeys(_Keys):
    on: str = "start"
    wait: str = ""
    line: str = ""
    act: str = ""


class _ScenarioKeys(_Keys):
    name: str
    title: str
    summary: str
    minutes: float
    severity: str
    card: tuple[str, ...]
    checks: tuple[dict[str, Any], ...]
    injects: tuple[_InjectKeys, ...]
    acts: tuple[_ActKeys, ...]
    hints: tuple[str, ...]
    cause: str
    responder: tuple[_StepKeys, ...]
    format: int = 1


def names() -> list[str]:
    """The scenarios that come with warroom."""
    return sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml"))


def load(name_or_file: str) -> Scenario:
    """The scenario called so, or in a file where the word has a slash or a suffix; BadInput where there is none."""
    if "/" in name_or_file or Path(name_or_file).suffix:
        try:
            return scenario_in(located.read(Path(name_or_file).expanduser()))
        except RuntimeError:  # no home directory to expand to
            raise BadInput(f"{name_or_file}: no such file") from None
    if name_or_file not in names():
        raise BadInput(f"no scenario {quoted(name_or_file)}{did_you_mean(name_or_file, names())}")
    return scenario_in(located.parse_bytes((_folder() / f"{name_or_file}.yaml").read_bytes(), f"{name_or_file}.yaml"))


def scenario_in(tree: Tree) -> Scenario:
    """The scenario in a file that was read; BadInput at the first thing that does not hold."""
    file = convert(tree, _ScenarioKeys)
    if not _NAME.fullmatch(file.name):
        raise tree.fail(("name",), f"{quoted(file.name)} is no name: small letters, digits and `-`, at most 40")
    for key in ("title", "summary", "cause"):
        _need(tree, (key,), getattr(file, key).strip(), "this needs words")
    for key in ("card", "checks", "injects", "acts", "hints", "responder"):
        _need(tree, (key,), getattr(file, key), "at least one is needed")
    if not 1 <= file.minutes <= LONGEST_S / 60:
        raise tree.fail(("minutes",), f"a drill takes from 1 minute to a day, not {file.minutes:g}")
    if base().severity(file.severity) is None:
        levels = [level.id for level in base().severities]
        raise tree.fail(("severity",), f"no severity {quoted(file.severity)}{did_you_mean(file.severity, levels)}")
    checks = _checks(tree)
    injects = tuple(_inject(tree, place, keys) for place, keys in enumerate(file.injects))
    acts = _acts(tree, file.acts, injects)
    known = [check.name for check in (*checks, *base().checks)]
    return Scenario(
        name=file.name,
        title=file.title,
        summary=file.summary,
        minutes=file.minutes,
        severity=file.severity,
        card=file.card,
        checks=checks,
        injects=injects,
        acts=acts,
        hints=file.hints,
        cause=file.cause,
        responder=tuple(_step(tree, place, keys, acts, known) for place, keys in enumerate(file.responder)),
    )


@lru_cache(1)
def base() -> Playbook:
    """What every drill's playbook holds besides the checks of its scenario: the library's `drill`."""
    from warroom.playbook.yaml import load as load_playbook

    return load_playbook("drill").playbook


def pointed(check: Check, ports: dict[str, int]) -> Check:
    """The check with the port of the service it names, instead of http://SERVICE.localhost."""
    url = _ADDRESS.sub(lambda found: f"http://127.0.0.1:{ports[found[1]]}", str(check.options.get("url", "")))
    return msgspec.structs.replace(check, options={**check.options, "url": url})


def _folder() -> "Traversable":
    from importlib.resources import files

    return files("warroom.drill") / "scenarios"


def _need(tree: Tree, place: Place, there: object, said: str) -> None:
    if not there:
        raise tree.fail(place, said)


def _seconds(tree: Tree, place: Place, words: str) -> float:
    seconds = parse_duration(words)
    if seconds is None:
        raise tree.fail(place, f"cannot read {quoted(words)} as a duration: 20s, 2 min")
    if seconds > LONGEST_S:
        raise tree.fail(place, f"{quoted(words)} is longer than a day")
    return seconds


def _checks(tree: Tree) -> tuple[Check, ...]:
    checks = checks_in(tree)
    taken = [check.name for check in base().checks]
    for place, check in enumerate(checks):
        at: Place = ("checks", place)
        if check.name in taken:
            raise tree.fail((*at, "name"), f"every drill has a check called {quoted(check.name)} already")
        found = _ADDRESS.match(str(check.options.get("url", "")))
        if found is None:
            said = "a drill asks its own services alone: write `http://api.localhost/health`"
            raise tree.fail((*at, "url"), said)
        if found[1] not in SERVICES:
            raise tree.fail((*at, "url"), f"no service {quoted(found[1])}{did_you_mean(found[1], SERVICES)}")
    return checks


def _inject(tree: Tree, place: int, keys: _InjectKeys) -> Inject:
    at: Place = ("injects", place)
    fault = FAULTS.get(keys.fault)
    if fault is None:
        raise tree.fail((*at, "fault"), f"no fault {quoted(keys.fault)}{did_you_mean(keys.fault, FAULTS)}")
    amount = fault.usual if keys.amount is None else keys.amount
    if not fault.least <= amount <= fault.most:
        bounds = f"{fault.least:g} to {fault.most:g}"
        raise tree.fail((*at, "amount"), f"{keys.fault} counts {fault.measure}, {bounds}, not {amount:g}")
    begins = _seconds(tree, (*at, "at"), keys.at)
    ends = _seconds(tree, (*at, "until"), keys.until) if keys.until else None
    if ends is not None and ends <= begins:
        raise tree.fail((*at, "until"), f"it would end at {keys.until} and begin at {keys.at}")
    return Inject(at=begins, fault=keys.fault, amount=amount, until=ends)


def _acts(tree: Tree, entries: tuple[_ActKeys, ...], injects: tuple[Inject, ...]) -> tuple[Act, ...]:
    healing = {name for inject in injects for name in FAULTS[inject.fault].healed_by}
    acts: dict[str, Act] = {}
    for place, keys in enumerate(entries):
        at: Place = ("acts", place)
        if keys.name not in ACTS:
            raise tree.fail((*at, "name"), f"no act {quoted(keys.name)}{did_you_mean(keys.name, ACTS)}")
        if keys.name in acts:
            raise tree.fail((*at, "name"), f"two acts are called {quoted(keys.name)}")
        _need(tree, (*at, "does"), keys.does.strip(), "this needs words")
        heals = FOR_GOOD if keys.heals == "for good" else _seconds(tree, (*at, "heals"), keys.heals or "0s")
        if heals and keys.name not in healing:
            said = f"{quoted(keys.name)} heals nothing that is injected here; what does: {', '.join(sorted(healing))}"
            raise tree.fail((*at, "heals"), said)
        acts[keys.name] = Act(name=keys.name, does=keys.does, heals=heals)
    return tuple(acts.values())


def _step(tree: Tree, place: int, keys: _StepKeys, acts: tuple[Act, ...], checks: list[str]) -> Step:
    at: Place = ("responder", place)
    step = Step(on=keys.on, wait=_seconds(tree, (*at, "wait"), keys.wait or "0s"), line=keys.line, act=keys.act)
    word, sign, name = keys.on.partition(":")
    if sign and word in HEALTHS:
        if name not in checks:
            raise tree.fail((*at, "on"), f"no check {quoted(name)}{did_you_mean(name, checks)}")
    elif keys.on not in STATES:
        known = [*STATES, "down:CHECK", "up:CHECK"]
        raise tree.fail((*at, "on"), f"nothing is called {quoted(keys.on)}{did_you_mean(keys.on, known)}")
    if bool(keys.line.strip()) == bool(keys.act):
        raise tree.fail(at, "a step is either a `line` to enter or an `act` to do")
    if keys.act and keys.act not in [act.name for act in acts]:
        raise tree.fail((*at, "act"), f"no act {quoted(keys.act)} here{did_you_mean(keys.act, [a.name for a in acts])}")
    return step
