"""A check made ready once to be asked many times: its keys with variables filled in, its conditions taken apart."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from warroom.checks.condition import Condition, parse
from warroom.checks.model import View
from warroom.checks.probes import ProbeOptions, load
from warroom.checks.trail import unpack
from warroom.checks.variables import Filled
from warroom.checks.windows import History
from warroom.checks.wording import in_words
from warroom.errors import BadInput
from warroom.playbook.model import Check
from warroom.secrets import known_in, mask

THIRD_PARTY_S = 30.0
"""Other people's servers are not asked more often for an incident of ours."""


class Prepared:
    """What stays the same from probe to probe, and what a kind keeps in between.

    `options` are the kind's own (None where they cannot be had, and `wrong` says why), `known` the secrets in them,
    `target` what is probed, for people, `origin` what the limit of those in flight counts by, `kept` is the kind's own.
    """

    def __init__(self, check: Check, environment: Mapping[str, str] = os.environ) -> None:
        self.check = check
        self.options: Any = None
        self.wrong: BadInput | None = None
        self.known = known_in(check.options)
        self.kept: dict[str, Any] = {}
        self.target, self.origin = "", check.name
        self.expect: tuple[Condition, ...] = ()
        self.warn: tuple[Condition, ...] = ()
        self.at_once, self.least_every, self.backs_off, self.hearsay = 0, 0.0, False, False
        try:
            self._prepare(environment)
        except BadInput as wrong:
            self.wrong = wrong
        self.history = History(_longest((*self.expect, *self.warn)))

    def _prepare(self, environment: Mapping[str, str]) -> None:
        options_type = load(self.check.kind).Options
        self.expect = demands_of(self.check, options_type, "expect")
        self.warn = demands_of(self.check, options_type, "warn")
        self.at_once, self.least_every = options_type.at_once, options_type.least_every
        self.hearsay = options_type.hearsay
        filled = Filled(self.check.options, environment)
        secrets = (filled.options.get(key) for key in options_type.secret_keys)
        self.known |= filled.known | {each for each in secrets if isinstance(each, str) and each}
        try:
            self.options = msgspec.convert(filled.options, options_type)
        except msgspec.ValidationError as wrong:
            raise BadInput(mask(filled.unfilled(in_words(str(wrong)), origins=False), self.known)) from None
        self.target = mask(filled.unfilled(str(self.options.target)), self.known)
        self.origin = str(self.options.origin)
        if getattr(self.options, "third_party", False):
            self.least_every = max(self.least_every, min(self.check.every, THIRD_PARTY_S))
        self.backs_off = self.options.backs_off or bool(getattr(self.options, "third_party", False))

    @property
    def kind(self) -> str:
        """The kind of the check."""
        return self.check.kind

    def remember(self, view: View, now: datetime) -> None:
        """Take the last readings of the prober before this one into the history."""
        past = unpack(view.trail)
        self.history.seed(
            ((now - one.at).total_seconds(), None if one.state == "down" and not one.over else one.latency_s)
            for one in past
            if one.state != "unknown" or one.latency_s is not None
        )


def _longest(conditions: Iterable[Condition]) -> float:
    """Seconds of the longest window any of them looks at; 0 where none does."""
    return max((condition.window_s or 0.0 for condition in conditions), default=0.0)


def demands_of(check: Check, options_type: type[ProbeOptions], key: str) -> tuple[Condition, ...]:
    """The conditions under `expect` or `warn`, and what the kind expects besides. Raises BadInput."""
    written: Iterable[str] = check.expect if key == "expect" else check.warn
    found = tuple(_parsed(text, options_type) for text in written)
    usual = options_type.usual_expect if key == "expect" else options_type.usual_warn
    spoken = {condition.subject for condition in found}
    missing = (_parsed(text, options_type) for text in usual)
    return (*(condition for condition in missing if condition.subject not in spoken), *found)


@lru_cache(maxsize=4096)
def _parsed(text: str, options_type: type[ProbeOptions]) -> Condition:
    return parse(text, options_type.subjects, options_type.windows)
