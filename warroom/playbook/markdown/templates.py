"""Messages and documents to fill in: where they go, at which status, and their words as they stand."""

import re

from warroom.incident.words import STAGES
from warroom.playbook.fields import FIELDS
from warroom.playbook.markdown.channels import channel_in
from warroom.playbook.markdown.draft import Context, Draft
from warroom.playbook.markdown.plain import simple, slug, tidy
from warroom.playbook.markdown.tree import Block
from warroom.playbook.model import Section, Template

_STATES: tuple[tuple[str, str], ...] = (
    (
        "resolved",
        (
            r"resolved|resolution|restored|all ?clear|closed|behoben|gelost|entstort|resolu|retabli|resuelto"
            r"|risolto|opgelost"
        ),
    ),
    (
        "monitoring",
        (
            r"monitoring|fix (?:has been )?(?:deployed|implemented|applied)|watching|uberwach\w*|beobacht\w*"
            r"|surveillance|monitoreo"
        ),
    ),
    (
        "identified",
        (
            r"identified|root cause (?:found|known)|cause found|identifiziert|ursache gefunden|identifie"
            r"|identificado"
        ),
    ),
    (
        "investigating",
        (
            r"investigating|initial|declared?|declaration|alert|started|opening|first|untersuch\w*|erstmeldung"
            r"|en cours d analyse|investigando|looking into"
        ),
    ),
)
_PATTERNS = tuple((status, re.compile(rf"\b(?:{words})\b")) for status, words in _STATES)
_MARKED = re.compile(
    r"^\W*(?:\[[^\]]*\]\s*)?[*_\[(]*(investigating|identified|monitoring|resolved|update|untersuchung"
    r"|identifiziert|beobachtung|behoben)[*_\])]*\s*(?:$|[:\-–—]|\s)",
    re.IGNORECASE,
)
_UNKNOWN_FIELD = re.compile(r"(?<!\{)\{([A-Za-z][\w-]{0,39})\}(?!\})")
_SUBJECT = re.compile(r"^\W*(?:subject|betreff|objet|asunto|oggetto)\**\s*:[*\s]*(.*)$", re.IGNORECASE)


def take_template(block: Block, title: str, context: Context, draft: Draft) -> None:
    """The template, or one for each status, that a fence holds."""
    body = block.code
    draft.use_block(block)
    if context.within("review_template", "postmortem") or _is_review(body, title):
        _take_sections(body, block.first, draft)
    parts = _by_status(body)
    if len(parts) >= 2:
        for line, status, words in parts:
            _add(words, title, status, block.first + 1 + line, context, draft)
        return
    _add(body, title, "", block.first, context, draft)


def take_words(text: str, title: str, line: int, context: Context, draft: Draft) -> None:
    """A template that stands as a quotation or a paragraph."""
    _add(text, title, "", line, context, draft)


def _add(body: str, title: str, status: str, line: int, context: Context, draft: Draft) -> None:
    body = body.strip("\n")
    if not body.strip():
        return
    subject = ""
    lines = body.split("\n")
    match = _SUBJECT.match(lines[0]) if lines else None
    if match:
        subject = match[1].strip().strip("*")
        body = "\n".join(lines[1:]).strip("\n") or subject
    channel = _channel(body, title, context, subject=bool(match))
    name = tidy(title) or status or "message"
    draft.templates.append(
        Template(
            id=draft.new_id("template", slug(f"{channel} {status or simple(name)}".strip()) or "message"),
            body=_blanks(body),
            channel=channel,
            status=status or _status(title, subject, body, channel),
            title=name,
            subject=_blanks(subject),
            source=draft.at(line),
        )
    )


def _channel(body: str, title: str, context: Context, *, subject: bool) -> str:
    near = " ".join([*context.titles[-2:], title])
    if (
        re.search(r"\b(?:post ?mortem|timeline|review|retrospective|rca|incident (?:report|template))\b", simple(near))
        and not subject
    ):
        return "document"
    if subject:
        return (
            "email_team" if re.search(r"\b(?:internal|team|stakeholder\w*|executive\w*)\b", simple(title)) else "email"
        )
    named = channel_in(title)
    if named:
        return named
    for words in (*reversed(context.titles[-2:]), body.split("\n")[0]):
        if found := channel_in(words):
            return found
    return ""


def _status(title: str, subject: str, body: str, channel: str) -> str:
    if channel == "document":
        return ""
    lines = body.split("\n")
    stated = next(
        (line for line in lines if re.match(r"^\W*(?:current )?(?:status|statut|estado)\b", line, re.IGNORECASE)), ""
    )
    for words in (title, subject, lines[0], stated):
        said = simple(words)
        if "[" in words and "/" in words and words in (lines[0], stated):
            continue
        for status, pattern in _PATTERNS:
            if pattern.search(said) and status in STAGES:
                return status
    return ""


def _blanks(text: str) -> str:
    """The words with single braces that name nothing we know as blanks for people."""
    return _UNKNOWN_FIELD.sub(lambda match: match[0] if match[1] in FIELDS else f"[{match[1]}]", text)


def _by_status(body: str) -> list[tuple[int, str, str]]:
    """(line, status, words) for every paragraph that begins with a status; [] where they do not all."""
    made: list[tuple[int, str, str]] = []
    lines = body.split("\n")
    starts = [place for place, line in enumerate(lines) if (match := _MARKED.match(line)) and _canonical(match[1])]
    if len(starts) < 2 or any(lines[place].strip() for place in range(starts[0])):
        return []
    if any(place and lines[place - 1].strip() for place in starts):
        return []
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        match = _MARKED.match(lines[start])
        made.append((start, _canonical(match[1] if match else ""), "\n".join(lines[start:end]).strip()))
    return made


def _canonical(word: str) -> str:
    said = simple(word)
    return next((status for status, pattern in _PATTERNS if pattern.fullmatch(said)), "")


def _is_review(body: str, title: str) -> bool:
    first = next((line for line in body.split("\n") if line.strip()), "")
    return first.startswith("#") and bool(
        re.search(r"\bpost ?mortem|incident review|retrospective\b", simple(f"{title} {first}"))
    )


def _take_sections(body: str, first: int, draft: Draft) -> None:
    """The sections of a post-mortem are the headings of its template."""
    found = []
    for place, line in enumerate(body.split("\n")):
        match = re.match(r"^(#{1,4})\s+(.+?)\s*#*$", line)
        if match:
            found.append((len(match[1]), tidy(match[2]), first + 1 + place))
    if not found:
        return
    deep = [one for one in found if one[0] >= 2] or found
    top = min(level for level, _, _ in deep)
    for level, title, at in deep:
        if level == top and title and len(draft.review["sections"]) < 40:
            draft.review["sections"].append(
                Section(id=draft.new_id("section", title), title=title, source=draft.at(at))
            )
    draft.review_line = draft.review_line or first
