"""Updates from the command line: drafted, sent and waited for, copied; and what is unsent."""

import os
import sys
import time
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from warroom import wiring
from warroom.commands import opening, write
from warroom.commands.speak import as_json, out, tell
from warroom.errors import EXIT_BAD, EXIT_DONE, EXIT_UNKNOWN, BadInput, Refused
from warroom.incident import intents as i
from warroom.incident.arguments.updates import channel_of, numbered, status_of
from warroom.incident.entry import Asked, Context, Wrong, parse
from warroom.incident.facts import Record, UpdateDrafted, UpdateQueued
from warroom.incident.intents import Intent
from warroom.incident.state import Incident, changed
from warroom.incident.update import OPEN, Update
from warroom.incident.words import DUTY, MAX_TEXT
from warroom.report.unsent import unsent
from warroom.report.updates import update_data
from warroom.secrets import kinds, mask
from warroom.settings import Settings
from warroom.text import plain, visible
from warroom.wiring import House

if TYPE_CHECKING:
    from warroom.room import Room
    from warroom.updates.outbox import Outbox
    from warroom.updates.sending import Way

MOST_BYTES = 4 * MAX_TEXT + 1
"""So much from stdin is too much already, and refused."""
POLL_S = 0.02
UNCLAIMED_S = 8.0
"""How long it is waited for another terminal to claim what none of ours can send."""


# Drafts.


def update(settings: Settings, words: Sequence[str], at: str | None, format_: str, *, as_typed: bool) -> int:
    """What users were told by hand; without words of theirs a draft is written and recorded."""
    line = " ".join(words)
    _, rest = channel_of(line)
    if status_of(rest)[1] and rest != "-":
        write.act(settings, f"/update {line}", at, format_, as_typed=as_typed)
        return EXIT_DONE
    if at is not None:
        raise BadInput("--at says when users were told: it goes with the words they were told")
    return draft(settings, words, format_, as_typed=as_typed)


def draft(settings: Settings, words: Sequence[str], format_: str, *, as_typed: bool) -> int:
    """Words that may go out: from the playbook's template, given, or read from stdin; a number is a newer version."""
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        me = wiring.must_know_me(settings, house.live)
        intent = _drafted(room, " ".join(words))
        said = intent.text
        records = room.act(changed(intent, by=me, as_typed=as_typed))
        if not as_typed and (found := kinds(said)):
            tell(f"masked in the draft: {', '.join(dict.fromkeys(found))}; --no-redact records as typed")
        house.live.keep(room.incident)
        drafted = next(record.fact for record in records if isinstance(record.fact, UpdateDrafted))
        made = room.incident.update(drafted.n)
        if made is not None:
            _print_update(made, room, format_)
            _tell_faults(room, made)
    return EXIT_DONE


def _drafted(room: "Room", line: str) -> i.DraftUpdate:
    from warroom.updates.draft import draft as drafted
    from warroom.updates.lint import next_time

    n, rest = numbered(line)
    incident, now = room.incident, room.now()
    known = incident.update(n) if n is not None else None
    if n is not None:
        if known is None:
            raise Refused(f"no update {n}: warroom draft CHANNEL [STATUS] [TEXT] writes one")
        channel, status, text = known.channel, known.status, rest
        if not text:
            raise BadInput(f"a newer version of update {n} needs its words: warroom draft {n} TEXT, or - to read them")
    else:
        channel, rest = channel_of(rest)
        status, text = status_of(rest)
        if not channel:
            raise BadInput("it goes: warroom draft CHANNEL [STATUS] [TEXT|-]")
    if text == "-":
        text = sys.stdin.buffer.read(MOST_BYTES).decode("utf-8", "backslashreplace")
    if text:
        promised = next_time(text, now, incident.zone)
        subject = known.subject if known else ""
        return i.DraftUpdate(n=n, channel=channel, status=status, text=text, subject=subject, next_at=promised)
    return drafted(incident, channel, status, now).intent()


def _print_update(one: Update, room: "Room", format_: str) -> None:
    if format_ == "json":
        out(as_json(update_data(one, room.now())))
        return
    drill = "DRILL  " if room.incident.is_drill else ""
    out(f"{drill}update {one.n}  {one.channel}  {one.status}  {one.state}".replace("    ", "  "))
    if one.subject:
        out(f"subject: {visible(one.subject)}")
    out(plain(one.text))


def _tell_faults(room: "Room", one: Update) -> None:
    from warroom.updates.faults import faults

    found = faults(room.incident, one.n, room.now())
    if found:
        tell(f"update {one.n} must change: {visible('; '.join(found))}")


# By hand.


def copy(settings: Settings, words: Sequence[str], format_: str) -> int:
    """Print a draft's words, and record that they went out by hand; what has gone out is only printed."""
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        n, despite = numbered(" ".join(words))
        known = room.incident.update(n) if n is not None else None
        if known is not None and known.state == "sent":
            tell(f"update {known.n} went out already: nothing is recorded")
        else:
            me = wiring.must_know_me(settings, house.live)
            room.act(i.MarkSent(n=n, how="copied", despite=despite, by=me))
            sent = [one.n for one in room.incident.told if one.n]
            known = room.incident.update(n if n is not None else sent[-1])
            house.live.keep(room.incident)
        if known is None:
            return EXIT_BAD
        if format_ == "json":
            out(as_json(update_data(known, room.now())))
        else:
            out(plain(known.text))
    return EXIT_DONE


# Sending.


def send(settings: Settings, line: str, format_: str) -> int:
    """Send it now and wait for how it ends: 0 sent, 4 nobody knows, 1 not sent."""
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        opening.tell_kept(settings, room.incident)
        me = wiring.must_know_me(settings, house.live)
        ways = usable(house)
        intent = _read(line, room, house)
        numbers = _on_its_way(room, intent)
        if not numbers:
            made = room.act(changed(intent, by=me))
            numbers = [record.fact.n for record in made if isinstance(record.fact, UpdateQueued)]
            if room.incident.is_drill:
                tell("a drill sends nothing: it is recorded as told")
                _print_told(made, room, format_)
                return EXIT_DONE
        code = _deliver(house, room, me, ways, numbers)
        house.live.keep(room.incident)
        _print_ends(room, numbers, format_)
    return code


def _read(line: str, room: "Room", house: House) -> Intent:
    context = Context(
        now=room.now(),
        incident=room.incident,
        playbook=room.incident.playbook,
        zone=room.incident.zone or house.settings.zone,
        ways=tuple((sender.name, sender.channel) for sender in house.settings.senders),
    )
    read = parse(mask(line), context)
    if isinstance(read, Asked):
        return read.intent
    raise BadInput(read.said if isinstance(read, Wrong) else "that needs words")


def _on_its_way(room: "Room", intent: Intent) -> list[int]:
    """The update that is asked for, where it only has to be tried now."""
    if isinstance(intent, i.QueueUpdate) and intent.n is not None:
        known = room.incident.update(intent.n)
        if known is not None and known.waits and not known.stale(room.now()) and intent.way in ("", known.way):
            return [known.n]
    return []


def usable(house: House) -> "Sequence[Way]":
    """The ways out of these settings. Raises BadInput where there is none, or none may be used."""
    from warroom.updates.sending import unused, ways_in

    settings = house.settings
    accepted = house.room(DUTY).incident.accepted
    if said := unused(settings, accepted):
        raise BadInput(said)
    return ways_in(settings, accepted)


def _deliver(house: House, room: "Room", me: str, ways: "Sequence[Way]", numbers: Collection[int]) -> int:
    from warroom.checks.net.network import on_network
    from warroom.updates.outbox import LIMIT_S, Outbox

    box = Outbox(
        house.live,
        f"command:{os.urandom(3).hex()}:{os.getpid()}",
        on_network,
        lambda stream, intent: (room if stream == room.stream else house.room(stream)).act(intent),
    )
    began = {n: _attempts(room.incident, n) for n in numbers}
    try:
        _tend_until_ended(box, room, me, ways, began, time.monotonic() + LIMIT_S + 15)
    finally:
        box.finish(0.0)
    return _code([one for n in numbers if (one := room.incident.update(n))])


def _tend_until_ended(
    box: "Outbox", room: "Room", me: str, ways: "Sequence[Way]", began: dict[int, int], until: float
) -> None:
    unclaimed_until = time.monotonic() + UNCLAIMED_S
    while time.monotonic() < until:
        fresh = [n for n, attempts in began.items() if _attempts(room.incident, n) == attempts]
        box.tend(room, ways, me, fresh)
        room.catch_up()
        open_ = [n for n in began if not _ended(room, n, n in fresh)]
        if not box.flying and not open_:
            return
        if not box.flying and time.monotonic() >= unclaimed_until and all(_waits(room, n) for n in open_):
            return
        time.sleep(POLL_S)


def _attempts(incident: Incident, n: int) -> int:
    one = incident.update(n)
    return one.attempts if one else 0


def _ended(room: "Room", n: int, fresh: bool) -> bool:
    """Whether we wait no longer for it: what did not go out and is tried again later has been tried once by now."""
    one, now = room.incident.update(n), room.now()
    if one is None or (one.waits and one.stale(now)):
        return True
    if one.waits and any(other.way == one.way and other.barred(now) for other in room.incident.updates):
        return True
    return one.state not in ("queued", "trying") and not (one.waits and fresh)


def _waits(room: "Room", n: int) -> bool:
    one = room.incident.update(n)
    return one is not None and one.waits


def _code(ended: Sequence[Update]) -> int:
    if any(one.state == "unknown" for one in ended):
        return EXIT_UNKNOWN
    return EXIT_DONE if all(one.state in ("sent", "superseded") for one in ended) else EXIT_BAD


def _print_told(made: Sequence[Record], room: "Room", format_: str) -> None:
    numbers = [n for record in made if (n := getattr(record.fact, "n", 0))]
    _print_ends(room, list(dict.fromkeys(numbers)), format_)


def _print_ends(room: "Room", numbers: Sequence[int], format_: str) -> None:
    now = room.now()
    waits = {one.n: one for one in unsent(room.incident, now)}
    for n in numbers:
        one = room.incident.update(n)
        if one is None:
            continue
        if format_ == "json":
            out(as_json(update_data(one, now)))
        elif one.state == "sent":
            by = f" by {one.way}" if one.way else ""
            out(f"sent  update {n} to {one.channel}{by}{f', {visible(one.ref)}' if one.ref else ''}")
        elif n not in waits:
            out(f"{one.state}  update {n} to {one.channel}: {visible(one.why)}")
        if n in waits:
            tell(f"{waits[n].said}; {_in_a_shell(waits[n].ways)}".rstrip("; "))


def _in_a_shell(ways: Sequence[str]) -> str:
    return ", or ".join(way.replace("/", "warroom ", 1) for way in ways)


# What is unsent.


def outbox(settings: Settings, format_: str, *, now: bool) -> int:
    """List what is unsent, or try it now; 0 where nothing is, 1 where something is, 4 where nobody knows."""
    if now:
        return _send_all(settings, format_)
    with opening.house(settings, reading=True) as house:
        room = house.room(house.directory.latest(settings.incident))
        _list(room, format_)
        return _code(room.incident.unsent)


def _list(room: "Room", format_: str) -> None:
    if format_ == "json":
        out(as_json([update_data(one, room.now()) for one in room.incident.unsent]))
        return
    for one in unsent(room.incident, room.now()):
        known = room.incident.update(one.n)
        ways = f"; {_in_a_shell(one.ways)}" if one.ways else ""
        out(f"{one.n:>3}  {known.state if known else '':<8} {visible(one.said)}{ways}")
    drafts = [one for one in room.incident.updates if one.state in OPEN]
    if not room.incident.unsent:
        tell("nothing is unsent" + (f"; {len(drafts)} not sent yet: warroom send" if drafts else ""))


def _send_all(settings: Settings, format_: str) -> int:
    with opening.house(settings) as house:
        room = house.room(house.directory.choose(settings.incident))
        me = wiring.must_know_me(settings, house.live)
        numbers = [one.n for one in room.incident.unsent if one.waits or one.state == "trying"]
        asked = [one.n for one in room.incident.unsent if one.n not in numbers]
        if numbers and not room.incident.is_drill:
            _deliver(house, room, me, usable(house), numbers)
        house.live.keep(room.incident)
        _print_ends(room, [*numbers, *asked], format_)
        if not numbers and not asked:
            tell("nothing is unsent")
        return _code([one for n in (*numbers, *asked) if (one := room.incident.update(n))])
