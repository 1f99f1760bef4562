"""Which checks may be asked here: one's own, and those from outside that were accepted by the hash of their file."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from warroom.checks.model import View
from warroom.incident.state import Accepted, Incident
from warroom.incident.words import say_duration
from warroom.playbook.model import Check
from warroom.settings import Settings, trusted
from warroom.updates.ways.model import Sender

if TYPE_CHECKING:
    from warroom.playbook.yaml import Loaded

COMMAND = "warroom playbook accept"
VERB = "/playbook accept"
WAITS = "waits"
"""What a row reads whose check is not asked before it was accepted."""


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Checks, senders and the file they stand in; `file` is "" where only the journal has it.

    `own` needs no acceptance.
    """

    name: str
    sha256: str
    checks: tuple[Check, ...]
    senders: tuple[Sender, ...] = ()
    file: str = ""
    own: bool = False
    settings: bool = False

    @property
    def digest(self) -> str:
        """What the checks themselves are, whatever file somebody says they come from."""
        return hashlib.sha256(msgspec.json.encode(self.checks, order="deterministic")).hexdigest()

    def accepted_in(self, accepted: "Mapping[str, Accepted]") -> bool:
        """Whether somebody accepted this; of what only a journal has, the very same checks."""
        known = accepted.get(self.sha256)
        return known is not None and (bool(self.file) or known.digest == self.digest)


class Standing(msgspec.Struct, frozen=True):
    """What is asked, what waits to be accepted, and the names that settings took from a playbook.

    `known` says whether the steps of the playbook in force may read without a question.
    """

    asked: tuple[Check, ...] = ()
    waiting: tuple[Source, ...] = ()
    hidden: tuple[str, ...] = ()
    known: bool = True

    @property
    def unasked(self) -> tuple[tuple[Source, Check], ...]:
        """The checks that wait, each once, with where they stand."""
        known = {check.name for check in self.asked}
        found: dict[str, tuple[Source, Check]] = {}
        for source in self.waiting:
            for check in source.checks:
                if check.name not in known:
                    found.setdefault(check.name, (source, check))
        return tuple(found.values())

    @property
    def checks(self) -> tuple[Check, ...]:
        """All of them: those asked before those that wait."""
        return (*self.asked, *(check for _, check in self.unasked))


def sources(settings: Settings, loaded: "Loaded | None", incidents: Iterable[Incident] = ()) -> tuple[Source, ...]:
    """Where checks may come from: settings, the playbook in force, and what these incidents have adopted."""
    found = [
        Source(
            name=settings.source,
            sha256=settings.source_sha256,
            checks=settings.checks,
            senders=() if settings.checks_trusted else settings.senders,
            file=settings.source,
            own=settings.checks_trusted,
            settings=True,
        )
    ]
    if settings.checks_trusted and not settings.senders_trusted:
        found.append(msgspec.structs.replace(found[0], checks=(), senders=settings.senders, own=False))
    if loaded is not None:
        found.append(of_playbook(loaded))
    for incident in incidents:
        # The file at hand says more than the journal's copy, in which secrets are masked.
        if not incident.is_drill and incident.playbook_sha256 not in [source.sha256 for source in found]:
            book = incident.playbook
            found.append(Source(name=book.name, sha256=incident.playbook_sha256, checks=book.checks))
    return tuple(source for source in found if source.checks or source.senders)


def of_playbook(loaded: "Loaded") -> Source:
    """The checks of a playbook that was read; the library has none but those of drills, which are asked in drills."""
    return Source(
        name=loaded.playbook.name,
        sha256=loaded.sha256,
        checks=() if loaded.from_library else loaded.playbook.checks,
        file=loaded.source,
        own=loaded.from_library,
    )


def follows(loaded: "Loaded | None", sha256: str, accepted: Mapping[str, Accepted]) -> bool:
    """Whether the steps of the playbook with this hash may read without a question.

    So they may where it comes with warroom, where its file is named here and only its user can write it, or where
    somebody accepted it. A playbook that an incident brings along from elsewhere may not.
    """
    if sha256 in accepted:
        return True
    if loaded is not None and loaded.sha256 == sha256:
        return loaded.from_library or trusted(Path(loaded.source))
    from warroom.playbook.yaml import library_hashes

    return sha256 in library_hashes()


def stand(found: Sequence[Source], accepted: Mapping[str, Accepted]) -> Standing:
    """What is asked of these, first come first served; of the settings' and a playbook's check of one name, theirs."""
    asked: dict[str, tuple[Source, Check]] = {}
    hidden: list[str] = []
    waiting: list[Source] = []
    for source in found:
        if not source.own and not source.accepted_in(accepted):
            waiting.append(source)
            continue
        for check in source.checks:
            first, _ = asked.setdefault(check.name, (source, check))
            if first.settings and first is not source:
                hidden.append(check.name)
    return Standing(tuple(check for _, check in asked.values()), tuple(waiting), tuple(dict.fromkeys(hidden)))


def earlier(source: Source, accepted: Mapping[str, Accepted]) -> Accepted | None:
    """Who accepted another version of the same file last, None for nobody."""
    before = [one for one in accepted.values() if one.name == source.name and one.sha256 != source.sha256]
    return max(before, key=lambda one: one.at, default=None)


def changed_since(source: Source, accepted: Mapping[str, Accepted]) -> str:
    """ "changed since anna accepted it at 2026-11-21 14:30:05 UTC", "" for what nobody accepted before."""
    before = earlier(source, accepted)
    return f"changed since {before.by} accepted it at {before.at:%Y-%m-%d %H:%M:%S} UTC" if before else ""


def waits_said(source: Source, accepted: Mapping[str, Accepted]) -> str:
    """Why these checks are not asked, and the command that lets them be."""
    if changed := changed_since(source, accepted):
        why = f"{source.name} {changed}"
    elif source.settings:
        acting = next((check.name for check in source.checks if check.acts), "")
        why = f"others may write {source.name}"
        if source.senders and not source.checks:
            why = f"{source.name}, by which updates would go out, was only met here, or others may write it"
        elif acting:
            why = f"{acting} runs a program or writes, and {source.name} was only met here, or others may write it"
    else:
        why = f"nobody accepted the checks of {source.name} yet"
    return f"{why}: {COMMAND} {source.file}".rstrip()


def hidden_said(names: Sequence[str]) -> str:
    """What is said once of checks whose names settings have already."""
    one = len(names) == 1
    return f"{', '.join(names)}: of your settings and the playbook, your settings' {'check is' if one else 'are'} asked"


def rows(standing: Standing, accepted: Mapping[str, Accepted], asked: Iterable[str]) -> tuple[View, ...]:
    """A row of the screen for each check that waits, unless another terminal asks it."""
    there = set(asked)
    found: list[View] = []
    for source, check in standing.unasked:
        if check.name not in there:
            changed = changed_since(source, accepted)
            said = f"waits for {VERB}" + (f"; {changed}" if changed else "")
            found.append(View(check.name, check.kind, target(check), "unknown", "none", WAITS, None, None, said))
    return tuple(found)


def target(check: Check) -> str:
    """What would be probed, for people."""
    from warroom.secrets import known_in, mask

    said = check.options.get("url") or _target(check)
    return mask(str(said), known_in(check.options))


def _target(check: Check) -> str:
    from warroom.checks.prepared import Prepared

    return Prepared(check).target


class Listed(msgspec.Struct, frozen=True, rename={"every_s": "every"}):
    """A check as it is shown before it is accepted; `keys` are all its kind's own, secrets masked."""

    name: str
    kind: str
    target: str
    every_s: float
    keys: dict[str, object] = {}


def listed(checks: Iterable[Check]) -> tuple[Listed, ...]:
    """What would be probed, with everything that is sent or run."""
    from warroom.secrets import mask_all

    return tuple(
        Listed(check.name, check.kind, target(check), check.every, mask_all(dict(check.options))) for check in checks
    )


def sender_lines(senders: Iterable[Sender]) -> list[str]:
    """By which ways updates would go out, for people: a line each, and one more for each key, secrets masked."""
    from warroom.secrets import mask_all

    found: list[str] = []
    for sender in senders:
        keys = mask_all(msgspec.to_builtins(sender.options))
        found.append(f"{sender.name}: {sender.kind}, sends updates of {sender.channel} to {sender.options.target}")
        shown = {key: value for key, value in keys.items() if key not in ("kind", "channel") and value}
        found += [f"    {key}: {_in_full(value)}" for key, value in shown.items()]
    return found


def count_said(*found: Source) -> str:
    """ "2 checks and 1 sender"."""
    counts = [(sum(len(s.checks) for s in found), "check"), (sum(len(s.senders) for s in found), "sender")]
    return " and ".join(f"{count} {word}{'' if count == 1 else 's'}" for count, word in counts if count) or "no checks"


def lines(one: Listed) -> list[str]:
    """The same for people: a line, and one more for each key; a command stands as a shell would take it."""
    head = f"{one.name}: {one.kind} {one.target}".rstrip() + f", every {say_duration(one.every_s)}"
    return [
        head,
        *(f"    {key}: {_in_full(value)}" for key, value in one.keys.items() if _in_full(value) != one.target),
    ]


def _in_full(value: object) -> str:
    import shlex

    if isinstance(value, list | tuple) and all(isinstance(word, str | int | float) for word in value):
        return shlex.join(map(str, value))
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
