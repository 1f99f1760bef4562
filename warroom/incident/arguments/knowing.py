"""Reading what is known, suspected, decided."""

import re

from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent
from warroom.incident.moment import trailing

_FIELD = re.compile(r"(\w[\w-]*)=(\S+)")


def change(words: str, context: Context) -> Intent:
    text, at = trailing(c.need(words, "/change deployed 41a -20m"), context.now, context.zone)
    return i.NoteChange(text=text.strip(), at=at)


def rule_out(words: str, _context: Context) -> Intent:
    usage = "/rule-out 1 WHY"
    n, why = c.split(words, usage)
    return i.RuleOut(n=c.number(n, "a suspect"), why=c.need(why, usage))


def cause(words: str, _context: Context) -> Intent:
    return i.FindCause(n=c.number(c.need(words, "/cause 2"), "a suspect"))


def impact(words: str, _context: Context) -> Intent:
    parts = c.need(words, "/impact users=1000 checkout refuses cards").split()
    said = [match for part in parts if (match := _FIELD.fullmatch(part))]
    rest = " ".join(part for part in parts if not _FIELD.fullmatch(part))
    return i.SetImpact(text=rest, fields={match[1]: match[2] for match in said})


def link(words: str, _context: Context) -> Intent:
    url, text = c.split(words, "/link URL")
    return i.Link(url=url, text=text)


def cadence(words: str, _context: Context) -> Intent:
    usage = "/cadence 20m WHY"
    span, why = c.split(words, usage)
    return i.SetCadence(seconds=c.seconds(span, usage), why=c.need(why, usage))
