"""Which past incidents are like one: by title, checks that went red first, scenario and words; and why, in words.

Words that many incidents share say little, so each counts by how rare it is among all of them.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from warroom.incident.state import Incident
from warroom.incident.words import say_duration
from warroom.journal.tokens import tokens
from warroom.report.words import plural
from warroom.text import visible

NOTED = ("note", "change", "suspected", "ruled_out", "cause_found", "decided")
"""Kinds whose words tell what an incident is about."""
FIRST = 5
"""Checks that count: those that went red first."""
KEPT = 80
"""Words kept of an incident."""
ENOUGH = 0.30
"""From this score on two incidents are alike: by two reasons, or by a strong one, such as the very same checks."""
TELLING = 0.08
"""From where on words are a reason; two of the same language have some in common."""
MOST = 5
SHORTEST = 3

TITLE, REDS, KINDS, SCENARIO, WORDS = 0.50, 0.34, 0.06, 0.30, 0.34

STOP = frozenset(
    """
    the and for was were are with not this that from have has had but its all now one two out off into over after
    before then than still again what when who will would can could may might been being does did done just only
    some more most less very too also about there here they them their our you your she him her his down again is it
    in on at to of we no an as or by be if so up do go got get der die das und ist nicht ein eine mit von auf les
    des est une pour que los las para con por una
    """.split()  # noqa: SIM905  a list of words reads as words
)


class Features(msgspec.Struct, frozen=True):
    """What an incident is compared by; `reds` are its checks in the order they went red, `kinds` what they ask."""

    title: tuple[str, ...] = ()
    reds: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    words: dict[str, int] = {}


class Like(msgspec.Struct, frozen=True):
    """A stream that is like another one: how much, from 0 to about 1, and why, in words."""

    stream: str
    score: float
    why: tuple[str, ...]


class Similar(msgspec.Struct, frozen=True):
    """A past incident that is like another one, and what is known of its end; times are UTC, `lasted_s` is None where
    it is not over."""

    stream: str
    title: str
    severity: str
    status: str
    drill: bool
    began: datetime | None
    score: float
    why: tuple[str, ...]
    cause: str = ""
    fixed_by: str = ""
    fixed_seq: int = 0
    lasted_s: float | None = None


def features(incident: Incident, words: Mapping[str, int]) -> Features:
    """What a folded incident is compared by; `words` are those of its notes with how often each was said."""
    reds = sorted((check.red.at, name) for name, check in incident.checks.items() if check.red is not None)
    names = [name for _, name in reds][:FIRST]
    asks = {check.name: check.kind for check in incident.playbook.checks}
    scenarios = [run.scenario for run in incident.runs] + [key.partition("/")[0] for key in incident.steps]
    if incident.drill is not None:
        scenarios.append(incident.drill.scenario)
    said = Counter(words)
    for suspect in incident.suspects:
        said.update(telling(tokens(suspect.text)))
    return Features(
        title=tuple(dict.fromkeys(telling(tokens(incident.title)))),
        reds=tuple(names),
        kinds=tuple(dict.fromkeys(asks[name] for name in names if name in asks)),
        scenarios=tuple(dict.fromkeys(filter(None, scenarios))),
        words=dict(frequent(said)),
    )


def telling(words: Iterable[str]) -> list[str]:
    """Those that may tell one incident from another: no numbers, no words of every sentence."""
    return [w for w in words if (len(w) >= SHORTEST or not w.isascii()) and w not in STOP and not w.isdigit()]


def frequent(said: Mapping[str, int], most: int = KEPT) -> Counter[str]:
    """The telling words said most."""
    known = set(telling(said))
    kept = sorted(((count, word) for word, count in said.items() if word in known), key=lambda p: (-p[0], p[1]))
    return Counter({word: count for count, word in kept[:most]})


class _Rarity:
    """How much a word says, by how many incidents have it; and how alike two bags of words are."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._all = 0
        self._of: dict[str, float] = {}
        self._lengths: dict[str, float] = {}

    def count(self, words: Iterable[str], by: int) -> None:
        """One more incident has these words, or one less."""
        self._all += by
        for word in words:
            self._seen[word] += by
        self._of.clear()
        self._lengths.clear()

    def of(self, word: str) -> float:
        found = self._of.get(word)
        if found is None:
            found = self._of[word] = math.log(1 + (self._all + 1) / (self._seen[word] + 0.5))
        return found

    def alike(self, here: Mapping[str, float], name: str, other: Mapping[str, float]) -> float:
        """The cosine, from 0 to 1; `name` is whose the other one is."""
        shared = sum(self.of(w) ** 2 * here[w] * other[w] for w in here.keys() & other.keys())
        if not shared:
            return 0.0
        length = self._lengths.get(name)
        if length is None:
            length = self._lengths[name] = self._length(other)
        return min(1.0, shared / (self._length(here) * length))

    def _length(self, one: Mapping[str, float]) -> float:
        return math.sqrt(sum((self.of(word) * much) ** 2 for word, much in one.items()))


class _Bags(NamedTuple):
    """An incident's features as bags of words, each with its weight."""

    title: dict[str, float]
    reds: dict[str, float]
    words: dict[str, float]


def _bags(found: Features) -> _Bags:
    words = {word: 1 + math.log(count) for word, count in found.words.items()}
    return _Bags(dict.fromkeys(found.title, 1.0), dict.fromkeys(found.reds, 1.0), words)


class Past:
    """What all incidents are compared by."""

    def __init__(self) -> None:
        self._held: dict[str, Features] = {}
        self._bags: dict[str, _Bags] = {}
        self._titles, self._checks, self._words = _Rarity(), _Rarity(), _Rarity()

    def put(self, stream: str, found: Features | None) -> None:
        """Take what an incident is compared by now; None for one that is gone, or is being read."""
        for one, by in ((self._held.pop(stream, None), -1), (found, 1)):
            if one is not None:
                self._titles.count(one.title, by)
                self._checks.count(one.reds, by)
                self._words.count(one.words, by)
        self._bags.pop(stream, None)
        if found is not None:
            self._held[stream], self._bags[stream] = found, _bags(found)

    def get(self, stream: str) -> Features:
        """What an incident is compared by, as far as it is known."""
        return self._held.get(stream, Features())

    @property
    def streams(self) -> list[str]:
        """All that can be compared with."""
        return list(self._held)

    def alike(self, stream: str, here: Features, others: Iterable[str] | None = None) -> list[Like]:
        """Those of `others`, or of all, that are like `here`, best first; never itself."""
        bags = _bags(here)
        names = self.streams if others is None else others
        found = (self._like(name, here, bags) for name in names if name != stream and name in self._held)
        return best([one for one in found if one is not None and one.score >= ENOUGH])

    def _like(self, name: str, here: Features, bags: _Bags) -> Like | None:
        one, others = self._held[name], self._bags[name]
        same_title = [word for word in here.title if word in one.title]
        same_reds = [check for check in here.reds if check in one.reds]
        same_kinds = [kind for kind in here.kinds if kind in one.kinds]
        same_scenarios = [scenario for scenario in here.scenarios if scenario in one.scenarios]
        close = self._words.alike(bags.words, name, others.words)
        # One word in common is half a reason, however short the titles are.
        score = TITLE * min(1.0, len(same_title) / 2) * self._titles.alike(bags.title, name, others.title)
        score += REDS * self._checks.alike(bags.reds, name, others.reds)
        if same_kinds and not same_reds:
            score += KINDS * len(same_kinds) / max(len(here.kinds), len(one.kinds))
        score += SCENARIO * (len(same_scenarios) / len(here.scenarios) if same_scenarios else 0.0)
        score += WORDS * max(0.0, min(1.0, 2 * (close - TELLING)))
        why: list[str] = []
        if same_reds:
            why.append(f"same {plural(len(same_reds), 'check')} red: {', '.join(same_reds[:3])}")
        if same_scenarios:
            why.append(f"same scenario: {', '.join(same_scenarios[:2])}")
        if same_title:
            why.append(f"title: {' '.join(same_title[:4])}")
        if close >= TELLING:
            shared = here.words.keys() & one.words.keys()
            rarest = sorted(shared, key=lambda w: (-self._words.of(w) * min(here.words[w], 3), w))
            why.append(f"words: {' '.join(rarest[:4])}")
        return Like(name, round(score, 3), tuple(why)) if why else None


def best(likely: list[Like]) -> list[Like]:
    """The most alike first, the newest among equals, at most MOST."""
    newest = sorted(likely, key=lambda one: one.stream, reverse=True)
    return sorted(newest, key=lambda one: one.score, reverse=True)[:MOST]


def fixed_words(one: Similar) -> str:
    """What is known of its end: the cause, what was done before the fix, how long it lasted."""
    said = [f"cause: {one.cause}"] if one.cause else []
    said += [f"before the fix: {one.fixed_by}"] if one.fixed_by else []
    lasted = f"{one.status or 'over'} after {say_duration(one.lasted_s)}" if one.lasted_s is not None else ""
    said.append(lasted or f"{one.status or 'undeclared'}, not resolved")
    return "; ".join(said)


def similar_lines(found: Sequence[Similar]) -> Iterator[str]:
    """The answer for a shell: three lines an incident."""
    for one in found:
        began = f"{one.began:%Y-%m-%d}  " if one.began else ""
        drill = "DRILL  " if one.drill else ""
        yield f"{one.stream}  {began}{one.severity or '-'}  {drill}{visible(one.title)}"
        yield f"  alike  {visible('; '.join(one.why))}"
        yield f"  then   {visible(fixed_words(one))}"


def similar_data(one: Similar) -> dict[str, object]:
    """One of them for programs."""
    found: dict[str, object] = msgspec.to_builtins(one)
    found["incident"] = found.pop("stream")
    return found
