"""Severity levels: from headings, tables, lists and sentences, before anything else is read."""

import itertools
import re
from collections.abc import Iterable

from warroom.playbook.markdown.clocks import clocks
from warroom.playbook.markdown.draft import Draft, LevelDraft
from warroom.playbook.markdown.fields import Pair, field_of, pairs_of, split_label
from warroom.playbook.markdown.level_words import (
    level_of,
    take_meaning,
    take_pair,
    take_rest,
)
from warroom.playbook.markdown.levels import Level, keys_in, level_at_start, level_in_title, rank_of
from warroom.playbook.markdown.matrix import take_table
from warroom.playbook.markdown.plain import simple, without_parens
from warroom.playbook.markdown.titles import kind_of, scenario_name, stage_of
from warroom.playbook.markdown.tree import Block, Section

_SKIPPED = ("sample", "templates", "review_template", "scenarios", "links", "metrics")


def find_levels(page: Section, draft: Draft) -> None:
    """Every level the page defines, in `draft.levels`; sections and tables that define them are marked as read."""
    _walk(page, (), draft)
    if not draft.levels:
        _take_promises(page, draft)
    _sorted(draft)


_FOR = re.compile(
    r"\s*(?:(?:response|ack\w*|respon\w*)(?: times?)?\s+)?(?:for|on|at|bei|für|pour|para)\s+(?:an? )?", re.IGNORECASE
)


def _take_promises(section: Section, draft: Draft) -> None:
    """ "15 min response for sev1, 1 hour for sev2" where nothing else defines a level."""
    if section.level > 1 and kind_of(section.title) in _SKIPPED:
        return
    for line in (line for block in section.body if block.kind == "para" for line in block.lines):
        for said in re.split(r"[.;]\s+|[()]", line.text):
            if not _ANSWER.search(simple(said)):
                continue
            for clock in clocks(said):
                after = _FOR.match(said, clock.end)
                named = level_at_start(said[after.end() :].split(",")[0]) if after else None
                if named is not None and clock.sense in ("within", "bare"):
                    draft.use(line.no)
                    level = level_of(draft, named._replace(rest=""), line.no)
                    level.response = level.response or clock.limit
    for part in section.parts:
        _take_promises(part, draft)


def _walk(section: Section, kinds: tuple[str, ...], draft: Draft, *, one_of_several: bool = False) -> None:
    kind = kind_of(section.title)
    if kind in _SKIPPED and section.level > 1 and kind != "scenarios":
        return
    if scenario_name(section.title) and not level_in_title(section.title):
        return
    among = "severities" in kinds
    level = level_in_title(section.title, word_is_enough=among) if section.title else None
    if level and _defines(section, level, among=among):
        _take_section(section, level, draft)
        return
    loose = level_at_start(section.title) if section.title and "scenarios" not in kinds else None
    if loose and not _has_steps(section) and (_tells_of_clocks(section) or (one_of_several and section.body)):
        _take_section(section, loose, draft)
        return
    inner = (*kinds, kind) if kind and (section.level != 1 or kind not in ("scenarios", "process")) else kinds
    told = inner[-1:] == ("severities",) or (
        "severities" in inner and not set(inner) & {"checklist", "ladder", "scenarios", "contacts", "roles"}
    )
    for block in section.body:
        if block.kind == "table":
            take_table(block, draft, among="severities" in inner, only="cadence" if "cadence" in inner else "")
        elif block.kind == "list" and (
            told
            or not set(inner)
            & {
                "cadence",
                "ladder",
                "communication",
                "checklist",
                "postincident",
                "contacts",
                "roles",
                "scenarios",
                "postmortem",
                "criteria_to_escalate",
            }
        ):
            _take_list(block, draft, among=told and inner[-1:] == ("severities",))
        elif block.kind == "para":
            _take_sentences(block, draft, among=told)
            if told:
                _take_lines(block, draft)
    several = _several(section.parts)
    for part in section.parts:
        _walk(part, inner, draft, one_of_several=several)


def _several(parts: list[Section]) -> bool:
    """Whether sections side by side are named by two levels or more, each once."""
    keys = [found.key for part in parts if part.title and (found := level_at_start(part.title))]
    return len(keys) >= 2 and len(set(keys)) == len(keys)


_ANSWER = re.compile(r"\b(?:respon[ds]\w*|ack\w*|answer\w*|reagier\w*|reaktion\w*|repondre|reponse|respuesta)\b")
_UPDATE = re.compile(r"\b(?:updat\w*|status\w*|inform\w*|statusmeldung\w*|mises? a jour|actualiza\w*)\b")


def _tells_of_clocks(section: Section) -> bool:
    """Whether a sentence or item right under the title says when the level is answered or how often it is told."""
    for block in section.body:
        lines = [*block.lines, *(item.lines[0] for item in block.children if item.lines and not item.box)]
        if block.kind not in ("para", "list"):
            continue
        for said in (part for line in lines for part in re.split(r"[.;]\s+", line.text)):
            found = clocks(said)
            if found and _ANSWER.match(simple(said)):
                return True
            if any(clock.sense == "every" for clock in found) and _UPDATE.match(simple(said)):
                return True
    return False


_DOES = re.compile(
    r"^(?:check|restart|reboot|run|verify|roll|scale|increase|look|review|clear|kill|stop|start|disable|enable|fail"
    r"|switch|delete|drain|flush|redeploy|pruf\w*|neustart\w*|verifi\w*|redemarr\w*|reinici\w*)\b"
)


def _has_steps(section: Section) -> bool:
    """Whether a section tells what to do to a machine: numbered steps, chapters, or bullets such as "Restart it"."""
    return bool(section.parts) or any(
        block.kind == "list" and (block.ordered or any(_DOES.match(simple(item.text)) for item in block.children))
        for block in section.body
    )


def _defines(section: Section, level: Level, *, among: bool) -> bool:
    if any(stage_of(part.title) in ("symptoms", "diagnose") and part.body for part in section.parts) and not among:
        return False
    labels = {field_of(pair.label) for pair in pairs_of(section)}
    if labels & {"response", "cadence"}:
        return True
    if among:
        return True
    named = rank_of(level.name) is not None
    return (
        named
        and (bool(labels - {""}) or not any(block.kind == "fence" for block in section.body))
        and not section.parts
    )


def _take_section(section: Section, found: Level, draft: Draft) -> None:
    level = level_of(draft, found, section.line)
    draft.use(section.line)
    take_meaning(level, found.rest, section.line, draft)
    others = [block for block in section.body if _is_apart(block)]
    described = Section(
        section.title, section.level, section.line, [one for one in section.body if one not in others], section.parts
    )
    for pair in pairs_of(described):
        if not _another(pair, found):
            take_pair(level, pair, draft)
    if others and not section.parts:
        for block in section.body:
            if block not in others:
                draft.done.add(id(block))
            if _is_pairs(block):
                draft.use_block(block)
        return  # its commands, boxes and tables are read later, as those of any section
    draft.finish_section(section)
    for part in section.all():
        if part is not section:
            draft.use(part.line)
        for block in part.body:
            if block.kind == "fence" or (block.kind == "table" and not _is_pairs(block)):
                draft.leave(block.first, block.last, "part of a severity level that is no label and value")
            elif block.kind == "table":
                draft.use_block(block)


def _is_apart(block: Block) -> bool:
    """Whether a block under a level says nothing of the level itself: commands, boxes to tick, a wide table."""
    boxes = block.kind == "list" and all(item.box for item in block.children)
    return block.kind == "fence" or boxes or (block.kind == "table" and not _is_pairs(block))


def _is_pairs(block: Block) -> bool:
    """Whether a block is a table of labels and values."""
    return block.kind == "table" and all(len(row) == 2 for row in block.rows)


def _another(pair: Pair, found: Level) -> bool:
    """Whether a pair quotes another level as an example."""
    named = keys_in(pair.value)
    return bool(
        field_of(pair.label) == "criteria" and named and named[0][0] == 0 and all(key != found.key for *_, key in named)
    )


def _take_list(block: Block, draft: Draft, *, among: bool) -> None:
    if any(item.box for item in block.children):
        return
    found = [(item, level_in_title(item.text, word_is_enough=among)) for item in block.children]
    if not among and not any(level for _, level in found):
        found = [(item, level_at_start(item.text)) for item in block.children]
    levels = [(item, level) for item, level in found if level]
    speaking = sum(_speaks(item) for item, _ in levels)
    if not levels or (not among and (speaking < 2 or speaking * 2 <= len(levels))):
        return
    if among and len(levels) * 2 < len(block.children):
        return
    for item, level in found:
        if level is None:
            continue
        known = level_of(draft, level, item.first)
        draft.use_block(item)
        draft.done.add(id(item))
        take_rest(known, level, item.first, draft)
        for child in item.children:
            if child.kind == "list":
                for pair in pairs_of(Section("", 0, child.first, [child])):
                    take_pair(known, pair, draft)
            elif child.kind == "para":
                for line in child.lines:
                    take_pair(known, Pair(*split_label(line), line.no, None), draft)
            else:
                draft.leave(child.first, child.last, "part of a severity level that is no label and value")
    if all(id(item) in draft.done for item in block.children):
        draft.done.add(id(block))


def _speaks(item: Block) -> bool:
    """Whether an item outside a chapter on severities says enough to define one."""
    return bool(item.children) or bool(
        re.search(r"respon|ack|reagier|reaktion|repons|respuesta", simple(item.text)) and clocks(item.text)
    )


def _take_lines(block: Block, draft: Draft) -> None:
    for line in block.lines:
        found = level_in_title(line.text)
        if (
            found is None
            and (loose := level_in_title(line.text, word_is_enough=True))
            and line.text.lstrip("*# ").lower().startswith(loose.id[:1].lower())
        ):
            found = loose if loose.key[-1].isdigit() else None
        if found is None or line.no in draft.used:
            continue
        level = level_of(draft, found, line.no)
        take_rest(level, found, line.no, draft)
        draft.use(line.no)


_INLINE = re.compile(
    r"(?:^|(?<=[.;,|/] )|(?<=\s))(?P<id>(?:SEV(?:ERITY)?[ -]?|Sev(?:erity)?[ -]?"
    r"|P|S|(?:Level|Prio(?:rity)?) )[0-5])\s*(?:=|:|–|—"
    r"|->|→|\bmeans\b|\bis\b)\s*"
)


def _take_sentences(block: Block, draft: Draft, *, among: bool) -> None:
    """ "P1 = site down, answer in 10 minutes. P2 = anything else." defines both."""
    for line in block.lines:
        found = list(_INLINE.finditer(line.text))
        if len(found) < 2 or not (among or clocks(line.text)) or line.no in draft.used:
            continue
        for place, match in enumerate(found):
            end = found[place + 1].start() if place + 1 < len(found) else len(line.text)
            named = level_in_title(f"{match['id']}: {line.text[match.end() : end].strip(' .;,')}", word_is_enough=True)
            if named:
                take_rest(level_of(draft, named, line.no), named, line.no, draft)
        draft.use(line.no)


def _sorted(draft: Draft) -> None:
    """Worst first: by number where all have one, else by their words, else as they stand."""
    levels = list(draft.levels.values())
    if all(level.key[-1].isdigit() for level in levels):
        ranks = [rank_of(level.name) for level in levels]
        known = [(int(level.key[-1]), rank) for level, rank in zip(levels, ranks, strict=True) if rank is not None]
        turned = (
            len(known) >= 2
            and all(a[1] >= b[1] for a, b in _neighbours(sorted(known)))
            and sorted(known)[0][1] > sorted(known)[-1][1]
        )
        levels.sort(key=lambda level: -int(level.key[-1]) if turned else int(level.key[-1]))
    elif all(rank_of(level.name or level.key) is not None for level in levels):
        levels.sort(key=lambda level: rank_of(level.name or level.key) or 0)
    draft.levels = {level.key: level for level in levels}


def _neighbours(values: list[tuple[int, int]]) -> Iterable[tuple[tuple[int, int], tuple[int, int]]]:
    return itertools.pairwise(values)


_BY_NAME = re.compile(r"\b(?:SEV(?:ERITY)?[ -]?[0-5]|P[0-4])\b", re.IGNORECASE)


def named_only(draft: Draft) -> None:
    """Where no level is defined, those that the page names again and again, known by their id alone."""
    if draft.levels:
        return
    counts: dict[str, list[tuple[int, str]]] = {}
    for number, line in enumerate(draft.lines, start=1):
        for match in _BY_NAME.finditer(line):
            for _, _, key in keys_in(match[0]):
                counts.setdefault(key, []).append((number, match[0]))
    families = {key[:-1] for key, seen in counts.items() if len(seen) >= 2}
    if len(families) != 1 or sum(len(seen) for seen in counts.values()) < 3:
        return
    for key, seen in sorted(counts.items()):
        if key[:-1] in families:
            draft.levels[key] = LevelDraft(key, re.sub(r"\s+", "-", seen[0][1]).upper(), line=seen[0][0])
    _sorted(draft)


def mentioned(draft: Draft, titles: Iterable[tuple[str, int]]) -> None:
    """Levels that scenarios name in their titles and nobody defines: known by their id alone."""
    for title, line in titles:
        for start, end, key in keys_in(title)[:1]:
            if key not in draft.levels and start == 0:
                written = re.sub(r"\s+", "-", without_parens(title[start:end]))
                draft.levels[key] = LevelDraft(key, written.upper(), line=line)
    _sorted(draft)
