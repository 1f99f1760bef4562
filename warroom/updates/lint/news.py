"""What readers need: when they hear again, who is affected, since when."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from warroom.incident.words import say_duration
from warroom.updates.lint.found import Against, Fault, Spot, fault, lacking
from warroom.updates.lint.pieces import clauses, sentences
from warroom.updates.lint.times import Said, SaidSpan, spans_in, times_in
from warroom.updates.lint.words import LANGUAGES

SLACK = timedelta(seconds=90)
"""As exact as a time of day that is written to the minute."""
SHORT = 300
"""Letters below which a channel has no room to say everything."""


@lru_cache(8)
def _next(language: str) -> re.Pattern[str]:
    patterns = [LANGUAGES[language].next] if language in LANGUAGES else [one.next for one in LANGUAGES.values()]
    return re.compile("|".join(patterns), re.IGNORECASE)


@lru_cache(8)
def _who(language: str) -> re.Pattern[str]:
    return re.compile(LANGUAGES[language].who, re.IGNORECASE)


def next_named(text: str, language: str, now: datetime, zone: str = "") -> tuple[Said | None, SaidSpan | None, Spot]:
    """The time at which the text says the next news comes, as a time of day or as a span; and where it says so."""
    for sentence in sentences(text):
        if not _next(language).search(text, *sentence):
            continue
        parts = [part for part in clauses(text, sentence) if _next(language).search(text, *part)] or [sentence]
        for part in (*parts, sentence):
            words = text[part.begin : part.end]
            at = [one for one in times_in(words, now, zone) if one.at > now - timedelta(hours=12)]
            if at:
                last = at[-1]
                said = Said(last.begin + part.begin, last.end + part.begin, last.at, last.zoned)
                return said, None, part
            for span in spans_in(words):
                return None, span._replace(begin=span.begin + part.begin, end=span.end + part.begin), part
    return None, None, Spot(0, 0)


def next_faults(text: str, language: str, against: Against) -> tuple[list[Fault], list[str]]:
    """Whether readers know when they hear again, and whether that can be kept."""
    over = against.status == "resolved" or (not against.status and against.resolved)
    said, span, _ = next_named(text, language, against.now, against.zone)
    must = against.to_users and not 0 < against.limit < SHORT
    if said is None and span is None:
        if over:
            return [], ["over: no next news is owed"]
        if not language and against.to_users and times_in(text, against.now, against.zone):
            # In a language nobody here knows, a time that is still to come may well be it.
            coming = [one for one in times_in(text, against.now, against.zone) if one.at > against.now]
            if coming:
                return [], [f"a time to come is named: {coming[-1].at:%H:%M} UTC"]
        why = "say when the next news comes, such as: next update by 15:30 UTC"
        return [lacking("no next", "no next time", why, must=must)], []
    if span is not None:
        kind = f"every {say_duration(span.seconds)}" if span.every else f"in {say_duration(span.seconds)}"
        why = "name the time of day: readers see it later than you write it"
        found = [fault(text, (span.begin, span.end), "next span", "next news at no clock time", why, must=False)]
        return [*found, *_late(text, span, against)], [f"next news named: {kind}"]
    assert said is not None
    return _judge(text, said, against, over=over)


def _late(text: str, span: SaidSpan, against: Against) -> Iterator[Fault]:
    if against.cadence_s and span.seconds > against.cadence_s:
        why = f"users hear every {say_duration(against.cadence_s)} at this level"
        yield fault(text, (span.begin, span.end), "late", "later than the cadence", why, must=False)


def _judge(text: str, said: Said, against: Against, *, over: bool) -> tuple[list[Fault], list[str]]:
    found: list[Fault] = []
    well: list[str] = []
    spot, clock = (said.begin, said.end), f"{said.at:%H:%M} UTC"
    late = (said.at - against.now).total_seconds()
    if said.at < against.now:
        found.append(fault(text, spot, "past", "next time is past", f"{clock} is over: name a later one", must=True))
    elif against.next_at is not None and abs(said.at - against.next_at) >= SLACK:
        promised = f"{against.next_at.astimezone(UTC):%H:%M} UTC"
        why = f"the draft promises {promised}, the text {clock}"
        found.append(fault(text, spot, "two times", "two next times", why, must=True))
    else:
        well.append(f"next news named: {clock}")
    cadence = against.cadence_s
    if cadence and not over and late > 0:
        minutes = f"{round(late / 60)} of {round(cadence / 60)} min"
        if late > cadence + SLACK.total_seconds():
            why = f"users hear every {say_duration(cadence)} at this level: this is {round(late / 60)} min"
            found.append(fault(text, spot, "late", "later than the cadence", why, must=False))
        else:
            well.append(f"fits the cadence, {minutes}")
    return found, well


def who_faults(text: str, language: str, against: Against) -> tuple[list[Fault], list[str]]:
    """Whether it says who is affected."""
    if language not in LANGUAGES or against.status not in ("investigating", "identified"):
        return [], []
    if _who(language).search(text):
        return [], ["says who is affected"]
    why = "who notices it: all, some, only those who …"
    return [lacking("who", "does not say who is affected", why, must=False)], []


def since_faults(text: str, language: str, against: Against) -> tuple[list[Fault], list[str]]:
    """Whether it says since when; every time of day has its zone."""
    times = times_in(text, against.now, against.zone)
    found = [
        fault(text, (one.begin, one.end), "zone", "a time without zone", "readers are elsewhere: add UTC", must=False)
        for one in times
        if not one.zoned
    ]
    said, _, _ = next_named(text, language, against.now, against.zone)
    before = [one for one in times if one.at <= against.now and (said is None or one.begin != said.begin)]
    if before:
        return found, [] if found else ["says since when, with zone"]
    wanted = language in LANGUAGES and against.status in ("investigating", "identified")
    if wanted and not 0 < against.limit < SHORT:
        found.append(lacking("since", "does not say since when", "such as: since 14:28 UTC", must=False))
    return found, []
