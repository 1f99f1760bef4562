"""How often people are told: in a list by level, in a sentence, in a title, and as a last resort in a template."""

import re

from warroom.playbook.markdown.clocks import Clock, clocks
from warroom.playbook.markdown.draft import Context, Draft, LevelDraft
from warroom.playbook.markdown.levels import keys_in, level_in_title
from warroom.playbook.markdown.plain import simple
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Duty, Limit, Template

_TELLS = re.compile(
    r"\b(?:updat\w*|status|communicat\w*|comms|inform\w*|notif\w*|stakeholders?|cadence|post(?:s"
    r"|ed)?|brief\w*|aktualisier\w*|statusmeldung\w*|mitteil\w*"
    r"|mise a jour|mises a jour|informer|communiqu\w*|actualiz\w*|comunic\w*|aggiorn\w*|bijwerk\w*|slack|e ?mail)\b"
)
_OTHER = re.compile(
    r"\b(?:backups?|cron|poll|scrape|rotate|retry|retries|restart|page again|re ?page|check (?:every|the)"
    r"|hand ?over|rotation|shift)\b"
)


def take_cadence(text: str, line: int, context: Context, draft: Draft) -> bool:
    """Whether these words said how often updates go out; each level named in them got its cadence."""
    found = [clock for clock in clocks(text) if clock.sense in ("every", "bare", "within")]
    every = [clock for clock in found if clock.sense == "every"]
    said = simple(text)
    about = context.within("cadence", "communication") or bool(_TELLS.search(said))
    if _OTHER.search(said) or not about or (not every and "cadence" not in context.kinds):
        return _words_only(text, line, context, draft)
    if not found:
        return _words_only(text, line, context, draft)
    keys = [(start, key) for start, _, key in keys_in(text) if key in draft.levels]
    if not keys and "cadence" in context.kinds and (named := level_in_title(text, word_is_enough=True)):
        keys = [(0, key) for key in (named.key,) if key in draft.levels]
    used = False
    if (
        every
        and len(every) < len(found)
        and re.search(r"\b(?:thereafter|then|afterwards|danach|ensuite|luego)\b", said)
    ):
        _first_update(text, line, found, context, draft)
        found = every
    for clock in found if keys else every[:1]:
        if not every and not _TELLS.search(said) and "cadence" not in context.kinds:
            continue
        for level in _meant(clock, found, keys, context, draft):
            used = _set(level, clock.limit, line, draft) or used
        if not keys and not context.severities:
            if draft.general_cadence is None:
                draft.general_cadence = (clock.limit, line)
            used = True
    return used


def _first_update(text: str, line: int, found: list[Clock], context: Context, draft: Draft) -> None:
    """In "within 5 minutes, every 15 minutes thereafter" the first update is owed once."""
    first = next((clock for clock in found if clock.sense in ("within", "bare")), None)
    if first is not None:
        named = draft.severities_in(text) or context.severities
        ident = draft.new_id("duty", f"first update {' '.join(named)}")
        draft.duties.append(Duty(id=ident, text=text, after=first.limit, severities=named, source=draft.at(line)))


def _words_only(text: str, line: int, context: Context, draft: Draft) -> bool:
    if "cadence" not in context.kinds or clocks(text):
        return False
    keys = [key for _, _, key in keys_in(text) if key in draft.levels]
    if not keys or not re.search(r"\b(?:daily|as needed|if needed|weekly|no updates?|real ?time|none)\b", simple(text)):
        return False
    words = re.sub(r"^[^:–—-]*[:–—-]\s*", "", text).strip()
    return any(_set(draft.levels[key], Limit(words=words), line, draft) for key in keys)


def _meant(
    clock: Clock, found: list[Clock], keys: list[tuple[int, str]], context: Context, draft: Draft
) -> list[LevelDraft]:
    """The levels a time belongs to: those before it where the sentence begins with a level, else those after it."""
    if not keys:
        return [level for ident in context.severities if (level := draft.level(ident))]
    names_first = keys[0][0] < found[0].start
    starts = [one.start for one in found]
    place = starts.index(clock.start)
    if names_first:
        low = starts[place - 1] if place else -1
        chosen = [key for start, key in keys if low < start < clock.start]
    else:
        high = starts[place + 1] if place + 1 < len(starts) else 10**9
        chosen = [key for start, key in keys if clock.start < start < high]
    return [draft.levels[key] for key in chosen]


def _set(level: LevelDraft, limit: Limit, line: int, draft: Draft) -> bool:
    if level.cadence is None or (level.cadence.seconds is None and limit.seconds is not None):
        if level.cadence is not None and level.cadence.words:
            level.notify = f"{level.notify}; {level.cadence.words}" if level.notify else level.cadence.words
        level.cadence = limit
        return True
    if level.cadence.seconds != limit.seconds:
        said = f"{level.id} has another update cadence here, {limit.words}; the first, {level.cadence.words}, was kept"
        draft.notes.append(f"{draft.at(line)}: {said}")
        return False
    return True


def take_cadence_list(block: Block, context: Context, draft: Draft) -> list[Block]:
    """The items of a list that said no cadence; the others were taken."""
    left = []
    for item in block.children:
        if take_cadence(item.text, item.first, context.but(kinds=(*context.kinds, "cadence")), draft):
            draft.use_block(item)
        else:
            left.append(item)
    return left


def settle(draft: Draft) -> None:
    """The cadence that holds for every level without one of its own; then, failing all, what a template promises."""
    if draft.general_cadence is not None:
        limit, _ = draft.general_cadence
        for level in draft.levels.values():
            business = (
                level.response is not None and level.response.calendar == "business" and level.response.seconds is None
            )
            if level.cadence is None and not business:
                level.cadence = limit
    if any(level.cadence is not None for level in draft.levels.values()):
        return
    for template in draft.templates:
        _promised(template, draft)


def _promised(template: Template, draft: Draft) -> None:
    named = dict.fromkeys(key for _, _, key in keys_in(f"{template.title}\n{template.body}") if key in draft.levels)
    if len(named) != 1:
        return
    for line in template.body.split("\n"):
        if not re.search(r"\bnext update\b|\bupdates?\b.*\bevery\b", simple(line)):
            continue
        found = [clock for clock in clocks(line) if clock.sense in ("every", "within", "bare")]
        level = draft.levels[next(iter(named))]
        if len(found) == 1 and level.cadence is None:
            level.cadence = found[0].limit
            draft.notes.append(
                f"{template.source}: the update cadence of {level.id}, {found[0].words}, stands only in this template"
            )
