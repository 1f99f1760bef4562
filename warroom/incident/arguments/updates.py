"""Reading what users are told: words by hand, and which draft goes where."""

from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.update import OPEN
from warroom.incident.words import STAGES

IN_A_DRILL = "drill"
"""The way out that a drill has to every channel."""


def update(words: str, _context: Context) -> Intent | None:
    """What users were told by hand; None without words of theirs: then a draft is written."""
    channel, rest = channel_of(words)
    status, text = status_of(rest)
    if not text:
        return None
    return i.TellUsers(channel=channel, status=status, text=text)


def channel_of(words: str) -> tuple[str, str]:
    """The channel, "" for none, and what follows it."""
    channel, _, rest = words.strip().partition(" ")
    return channel.lower(), rest.strip()


def status_of(words: str) -> tuple[str, str]:
    """The status that words begin with, "" for none, and what follows it."""
    first, _, rest = words.partition(" ")
    return (first.lower(), rest.strip()) if first.lower() in STAGES else ("", words.strip())


def numbered(words: str) -> tuple[int | None, str]:
    """The number of an update that words begin with, None for none, and what follows it."""
    first, _, rest = words.partition(" ")
    if not first.lstrip("#").isdigit():
        return None, words.strip()
    return c.number(first, "an update"), rest.strip()


def approve(words: str, _context: Context) -> Intent:
    n, why = numbered(words)
    return i.ApproveUpdate(n=n, despite=why)


def send(words: str, context: Context) -> Intent:
    n, rest = numbered(words)
    first, _, why = rest.partition(" ")
    named = next((name for name, _ in context.ways if name.casefold() == first.casefold()), "") if first else ""
    if named:
        return i.QueueUpdate(n=n, way=named, despite=why.strip())
    return i.QueueUpdate(n=n, way=_way(n, context), despite=rest)


def _way(n: int | None, context: Context) -> str:
    """The way this update has, else the first way out to where it goes, "" where there is none."""
    if context.incident.is_drill:
        return IN_A_DRILL
    meant = [one for one in context.incident.updates if (one.n == n if n is not None else one.state in OPEN)]
    if len(meant) != 1:
        return ""
    channel, kept = meant[0].channel, meant[0].way
    return kept or next((name for name, leads_to in context.ways if leads_to.casefold() == channel.casefold()), "")


def discard(words: str, _context: Context) -> Intent:
    usage = "/discard 2 WHY"
    first, why = c.split(words, usage)
    return i.DiscardUpdate(n=c.number(first, "an update"), why=c.need(why, usage))


def resend(words: str, _context: Context) -> Intent:
    first, rest = c.split(words, "/resend 2")
    c.none(rest, "resend 2")
    return i.ResendUpdate(n=c.number(first, "an update"))


def went(words: str, _context: Context) -> Intent:
    first, how = c.split(words, "/went 2 [HOW]")
    return i.MarkSent(n=c.number(first, "an update"), how=how or "by hand")
