"""Reading which check is held."""

from warroom.errors import BadInput
from warroom.incident import intents as i
from warroom.incident.arguments import common as c
from warroom.incident.arguments.common import Context
from warroom.incident.intents import Intent


def pause(words: str, context: Context) -> Intent:
    usage = "/pause CHECK 10m WHY"
    name = next((c for c in sorted(context.checks, key=len, reverse=True) if f"{words} ".startswith(f"{c} ")), None)
    if name is None:
        known = ", ".join(context.checks) or "none is set up"
        raise BadInput(f"no check {c.quoted(words.partition(' ')[0])}: {known}")
    span, why = c.split(words[len(name) :].strip(), usage)
    if span.lower() in ("off", "0", "0s", "0m"):
        return i.PauseCheck(check=name, seconds=0, why=why)
    return i.PauseCheck(check=name, seconds=c.seconds(span, usage), why=c.need(why, usage))
