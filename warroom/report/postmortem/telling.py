"""The incident in a few sentences, each of them from a record."""

from datetime import UTC

from warroom.report.postmortem.known import Known, lasting


def in_short(known: Known) -> str:
    """What it was, since when, what was found, how it ended; "" where nothing was declared."""
    return " ".join(sentences(known))


def sentences(known: Known) -> list[str]:
    """The same, a sentence each."""
    incident = known.incident
    declared = incident.milestones.get("declared")
    if declared is None:
        return []
    when = f"{declared.at.astimezone(UTC):%Y-%m-%d at %H:%M} UTC"
    what = "drill" if incident.is_drill else "incident"
    found = [f"“{incident.title}” was declared a {known.severity} {what} on {when}."]
    found += _begin(known)
    if incident.impact:
        found.append(f"Impact as recorded: {_closed(incident.impact)}")
    found += [f"The cause that was found: {_closed(one.text)}" for one in known.suspects("cause")]
    found += _end(known)
    return found


def _begin(known: Known) -> list[str]:
    started, detected = known.incident.when("started"), known.incident.milestones.get("detected")
    noticed = detected if detected and not detected.assumed else None
    by = {"alert": " by an alert", "user": " by a user", "team": " by the team"}.get(
        noticed.by_what if noticed else "", ""
    )
    if started and noticed:
        return [f"It began at {known.clock(started)} and was detected at {known.clock(noticed.at)}{by}."]
    if started:
        return [f"It began at {known.clock(started)}."]
    return [f"It was detected at {known.clock(noticed.at)}{by}."] if noticed else []


def _end(known: Known) -> list[str]:
    incident = known.incident
    fixed, resolved = incident.when("fixed"), incident.when("resolved")
    found = []
    if fixed:
        found.append(f"The fix was in at {known.clock(fixed)}.")
    if resolved:
        after = f", {lasting(known.lasted_s)} after it began" if known.lasted_s else ""
        after = after if incident.when("started") else after.replace("it began", "it was noticed")
        found.append(f"It was resolved at {known.clock(resolved)}{after}.")
    elif incident.cancelled_at:
        found.append(f"It was cancelled at {known.clock(incident.cancelled_at)}.")
    else:
        found.append(f"It is still open, {incident.status}.")
    return found


def _closed(words: str) -> str:
    return words if words.rstrip().endswith((".", "!", "?")) else f"{words.rstrip()}."
