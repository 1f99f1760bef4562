"""What may be asked from here, and whether the hosts have addresses; each is waited for shortly and none is asked."""

import socket
import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from warroom.checks.acceptance import Standing, count_said, hidden_said, waits_said
from warroom.checks.net.network import on_network
from warroom.commands.check import standing
from warroom.commands.doctor.finding import Finding, bad, note, ok
from warroom.errors import WarroomError
from warroom.incident.state import Accepted
from warroom.playbook.model import Check
from warroom.settings import Settings

RESOLVE_S = 0.4
_MOST = 64
"""Hosts that are looked up at once."""
_NAMED = 5


def look(settings: Settings) -> Iterator[Finding]:
    """The checks, what waits to be accepted, the network and its names."""
    try:
        found, accepted = standing(settings)
    except WarroomError:
        # What is wrong with the playbook or the journal was said above.
        yield note("checks", "which checks there are cannot be told before that")
        return
    none = "" if found.checks else "; warroom init writes a file to put them in"
    yield ok("checks", f"{len(found.asked)} checks{none}")
    yield from _waiting(found, accepted)
    if not found.asked:
        return
    if not on_network():
        yield note("network", "this machine is on no network: only what runs on it can be asked")
    yield from _names(found.asked)


def _waiting(found: Standing, accepted: Mapping[str, Accepted]) -> Iterator[Finding]:
    if found.hidden:
        yield note("checks", hidden_said(found.hidden))
    for source in found.waiting:
        wait = "wait" if len(source.checks) + len(source.senders) > 1 else "waits"
        yield bad("checks", f"{count_said(source)} {wait}", waits_said(source, accepted))


def _names(checks: tuple[Check, ...]) -> Iterator[Finding]:
    by_host: dict[str, list[str]] = {}
    for check in checks:
        for host in hosts_of(check):
            by_host.setdefault(host, []).append(check.name)
    if not by_host:
        return
    answers = resolved(list(by_host)[:_MOST])
    failed = [host for host, answer in answers.items() if answer]
    silent = [host for host, answer in answers.items() if answer is None]
    for host in failed[:_NAMED]:
        said = f"{host} has no address ({answers[host]}), which {', '.join(by_host[host][:_NAMED])} asks"
        yield bad("network", said, "mend the name in the check, or the machine's name server")
    if silent:
        named = ", ".join(silent[:_NAMED])
        yield note("network", f"no answer within {RESOLVE_S} s about {named}", "see the machine's name server")
    good = len(answers) - len(failed) - len(silent)
    if good:
        yield ok("network", f"{good} of {len(by_host)} hosts of checks have an address")


def hosts_of(check: Check) -> tuple[str, ...]:
    """The hosts a check names in its options, without those of this machine."""
    found: list[str] = []
    for key, value in check.options.items():
        if not isinstance(value, str) or "$" in value or "{" in value:
            continue
        try:
            host = urlsplit(value).hostname if "://" in value else value if key == "host" else None
        except ValueError:
            host = None
        if host and host not in ("localhost", "127.0.0.1", "::1"):
            found.append(host)
    return tuple(dict.fromkeys(found))


def resolved(hosts: list[str], within_s: float = RESOLVE_S) -> dict[str, str | None]:
    """What the name server says of each: "" for an address, a reason for none, None where it said nothing in time."""
    answers: dict[str, str | None] = dict.fromkeys(hosts)

    def ask(host: str) -> None:
        try:
            socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            answers[host] = ""
        except (OSError, UnicodeError) as error:
            answers[host] = (error.strerror if isinstance(error, OSError) else None) or "no such name"

    until = time.monotonic() + within_s
    threads = [threading.Thread(target=ask, args=(host,), daemon=True) for host in hosts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    return dict(answers)
