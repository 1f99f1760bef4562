"""What a shift ticks before anything has happened."""

from datetime import datetime

from warroom.errors import Refused
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.rules.gate import Facts, clock, rule, text_of
from warroom.incident.shift import done
from warroom.incident.state import Incident


@rule.register
def _(intent: i.TickList, incident: Incident, now: datetime) -> Facts:
    if incident.declared or incident.is_drill:
        raise Refused("a list of the shift is ticked on duty, not in an incident")
    called = f"{text_of(intent.list_, 'a list')} {intent.item}"
    tick = done(incident.lists, intent.list_, intent.item, intent.text, now)
    if intent.on and tick is not None:
        raise Refused(f"{called} is ticked already, by {tick.by} at {clock(tick.at)}")
    if not intent.on and tick is None:
        raise Refused(f"{called} is not ticked in this shift")
    return [f.ListTicked(list_=intent.list_, item=intent.item, text=intent.text, on=intent.on)]
