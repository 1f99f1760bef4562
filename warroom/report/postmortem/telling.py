"""The incident in a few sentences, each of them from a record."""

from datetime import UTC

from warroom.report.postmortem.known import Known, by_what, lasting

MOST = 5
"""Sentences about fixes that did not hold: the story has them all."""


def in_short(known: Known) -> str:
    """What it was, since when, what was found, how it ended; "" where nothing was declared."""
    return " ".join(sentences(known))


def sentences(known: Known) -> list[str]:
    """The same, a sentence each."""
    incident = known.incident
    declared = incident.milestones.get("declared")
    if declared is None:
        return []
    at = declared.at.astimezone(UTC)
    when = f"{at:%Y-%m-%d at %H:%M:%S} UTC" if at.second else f"{at:%Y-%m-%d at %H:%M} UTC"
    what = "drill" if incident.is_drill else "incident"
    level = incident.severities[0].severity if incident.severities else incident.severity
    found = [f"“{incident.title}” was declared {_a(level)} {what} on {when}."]
    if (worst := known.severity) != level:
        became = next(one.at for one in incident.severities if one.severity == worst)
        found.append(f"It became {_a(worst)} at {known.clock(became)}.")
    found += _begin(known)
    if incident.impact:
        found.append(f"Impact as recorded: {_closed(incident.impact)}")
    found += [f"The cause that was found: {_closed(one.text)}" for one in known.suspects("cause")]
    found += _end(known)
    return found


def _begin(known: Known) -> list[str]:
    started, noticed = known.incident.when("started"), known.noticed
    by = by_what(noticed.by_what if noticed else "")
    if started and noticed:
        return [f"It began at {known.clock(started)} and was detected at {known.clock(noticed.at)}{by}."]
    if started:
        return [f"It began at {known.clock(started)}."]
    return [f"It was detected at {known.clock(noticed.at)}{by}."] if noticed else []


def _end(known: Known) -> list[str]:
    incident = known.incident
    fixed, resolved = incident.when("fixed"), incident.when("resolved")
    found = [
        *(f"A fix of {known.clock(span.start)} did not hold." for span in known.failed_fixes[:MOST]),
        *(
            f"It was resolved at {known.clock(span.start)} and reopened at {known.clock(span.end)}."
            for span in known.reopened[:MOST]
        ),
    ]
    if fixed:
        found.append(f"The fix was in at {known.clock(fixed)}.")
    if resolved:
        since = "it began" if incident.when("started") else "it was noticed" if known.noticed else "the declaration"
        after = f", {lasting(known.lasted_s)} after {since}" if known.lasted_s else ""
        found.append(f"It was resolved at {known.clock(resolved)}{after}.")
    elif incident.cancelled_at:
        found.append(f"It was cancelled at {known.clock(incident.cancelled_at)}.")
    elif closed := incident.when("closed"):
        found.append(f"It was closed at {known.clock(closed)}; that it was resolved is not on record.")
    else:
        found.append(f"It is still open, {incident.status}.")
    return found


def _a(level: str) -> str:
    return f"{'an' if level[:1] in 'AEIOaeio' else 'a'} {level}" if level else "an"


def _closed(words: str) -> str:
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."
