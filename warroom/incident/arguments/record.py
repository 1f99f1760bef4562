"""Reading which line is amended, struck or pinned."""

from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.moment import parse_moment


def amend(words: str, context: Context) -> Intent:
    usage = "/amend 128 [-5m] NEW WORDS"
    seq, rest = c.split(words, usage)
    first, _, after = rest.partition(" ")
    moment = parse_moment(first, context.now, context.zone) if first.lower() != "now" else None
    text = (after if moment else rest).strip() or None
    return i.Amend(seq=c.number(seq, "a line"), text=text, moment=moment)


def strike(words: str, _context: Context) -> Intent:
    usage = "/strike 128 WHY"
    seq, why = c.split(words, usage)
    return i.Strike(seq=c.number(seq, "a line"), why=c.need(why, usage))


def pin(words: str, context: Context) -> Intent:
    seq = c.number(c.need(words, "/pin 128"), "a line")
    return i.Pin(seq=seq, pinned=seq not in context.incident.pinned)
