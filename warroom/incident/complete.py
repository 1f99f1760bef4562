"""How a half-typed word of the entry line may be finished: verbs, people, items, checks and whatever a verb takes."""

from collections.abc import Sequence
from typing import NamedTuple

from warroom.incident.choices import Choice, choices, people
from warroom.incident.entry import Context, offered
from warroom.incident.moment import leading
from warroom.incident.possible import possible

MOST = 12


class Completion(NamedTuple):
    """The whole line as it would be, and the word that is taken with what it stands for."""

    line: str
    word: str
    means: str = ""


def complete(line: str, context: Context, kinds: Sequence[str] = (), me: str = "") -> tuple[Completion, ...]:
    """What this line could become, best first; () where there is nothing to offer.

    `kinds` are the words of a timeline, for /filter. Verbs that the rules would not take from `me` now come last.
    """
    at, rest = leading(line, context.now, context.zone)
    head = line[: len(line) - len(rest)] if at else ""
    if "\n" in line or not rest.startswith("/"):
        return _mentioned(line, context)
    verb, gap, words = rest[1:].partition(" ")
    if not gap:
        return _verbs(head, verb, context, me)
    before, _, last = words.rpartition(" ")
    found = choices(verb.casefold(), before.split(), last, context, kinds)
    if not found and last.startswith("@"):
        return _mentioned(line, context)
    start = line[: len(line) - len(last)]
    fitting = [choice for choice in found if _fits(choice, last)]
    return tuple(_completed(start, choice) for choice in fitting[:MOST])


def _verbs(head: str, part: str, context: Context, me: str) -> tuple[Completion, ...]:
    found = [verb for verb in offered() if _begins(verb.name, part) or (verb.name == part.casefold() and verb.usage)]
    found.sort(key=lambda verb: (verb.name != part.casefold(), not possible(verb, context, me)))
    return tuple(
        Completion(
            f"{head}/{verb.name}{' ' if verb.usage else ''}",
            verb.name,
            verb.usage if verb.name == part.casefold() else verb.help,
        )
        for verb in found[:MOST]
    )


def _mentioned(line: str, context: Context) -> tuple[Completion, ...]:
    """A person that a note names: "asked @a"."""
    before, gap, last = line.rpartition(" ")
    if not last.startswith("@") or len(last) < 2:
        return ()
    return tuple(
        _completed(before + gap, choice) for choice in people(context)[: MOST * 4] if _begins(choice.word, last)
    )[:MOST]


def _completed(start: str, choice: Choice) -> Completion:
    return Completion(f"{start}{choice.word}{' ' if choice.more else ''}", choice.word, choice.means)


def _fits(choice: Choice, part: str) -> bool:
    """By its beginning, or by a part of what a number stands for; a person also without the @."""
    if not part:
        return True
    if choice.word.casefold() == part.casefold():
        return choice.more
    if _begins(choice.word, part) or (choice.word.startswith("@") and _begins(choice.word, f"@{part}")):
        return True
    return len(part) > 1 and not part.isdigit() and bool(choice.means) and part.casefold() in choice.means.casefold()


def _begins(word: str, part: str) -> bool:
    return word.casefold().startswith(part.casefold()) and word.casefold() != part.casefold()
