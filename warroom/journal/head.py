"""What a journal once held, remembered outside it: a small file in the state directory, one for each journal's place.

It claims only "the journal here once held this". Behind is normal, absent is no claim; a journal that is behind it, or
holds something else at a number it names, has lost what was acknowledged.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from warroom.clock import SystemClock
from warroom.incident.words import DUTY
from warroom.text import storable

Heads = Mapping[str, tuple[int, str]]
PATIENCE_S = 0.2


class Seen(msgspec.Struct, frozen=True):
    """The last record of a stream that was seen, and when."""

    seq: int
    hash: str
    at: datetime


class _Claims(msgspec.Struct):
    """The file: what each journal that stood at this place once held, by the journal's id and stream."""

    path: str
    journals: dict[str, dict[str, Seen]]


def default_folder() -> Path | None:
    """Where the heads are kept: the user's state directory; None where there is none."""
    from platformdirs import user_state_path

    with suppress(OSError, RuntimeError, KeyError):
        return user_state_path("warroom") / "heads"
    return None


class OutsideHead:
    """The outside head of the journal at one place. Never raises: without its file it claims nothing."""

    def __init__(self, journal: Path, folder: Path | None) -> None:
        place = journal.absolute()
        with suppress(OSError, RuntimeError):
            place = journal.resolve()
        self._journal = storable(str(place))
        name = hashlib.sha256(os.fsencode(place)).hexdigest()[:24]
        self.path = folder / f"{name}.json" if folder is not None else None

    def claims(self, journal_id: str) -> dict[str, Seen]:
        """What the journal of this id once held here, by stream."""
        return self._read().journals.get(journal_id, {})

    def others(self, journal_id: str) -> dict[str, Seen]:
        """What other journals held that stood here before and were never given up, by stream."""
        journals = self._read().journals
        return {
            stream: seen for id_, streams in journals.items() if id_ != journal_id for stream, seen in streams.items()
        }

    def doubts(self, journal_id: str, heads: Heads, hash_at: Callable[[str, int], str]) -> list[str]:
        """What the journal lost, a sentence a stream; `hash_at` reads one record's hash, "" where there is none."""
        found: list[str] = []
        for stream, seen in self.claims(journal_id).items():
            last = heads.get(stream, (0, ""))[0]
            when = f"{seen.at:%Y-%m-%d %H:%M:%S} UTC"
            if last < seen.seq:
                now = f"now ends at #{last}" if last else "is gone now"
                found.append(f"{stream} once held #{seen.seq} ({when}) and {now}")
            elif hash_at(stream, seen.seq) != seen.hash:
                found.append(f"#{seen.seq} of {stream} is not the record that was seen at {when}")
        return found

    def gone(self, journal_id: str) -> str:
        """A sentence about a journal that stood here before this one, "" where none did."""
        others = {stream: seen for stream, seen in self.others(journal_id).items() if stream != DUTY}
        if not others:
            return ""
        stream, seen = max(others.items(), key=lambda one: one[1].at)
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        return f"another journal stood here before, with {stream} to #{seen.seq}{more}"

    def keep(self, journal_id: str, heads: Heads) -> bool:
        """Remember these heads; a claim never goes backwards. False where that could not be kept."""

        def ahead(held: _Claims) -> bool:
            claims = held.journals.setdefault(journal_id, {})
            fresh = {s: head for s, head in heads.items() if s not in claims or claims[s].seq < head[0]}
            now = SystemClock().now()
            claims.update({s: Seen(seq, hash_, now) for s, (seq, hash_) in fresh.items()})
            return bool(fresh)

        return self._change(ahead)

    def accept(self, journal_id: str, heads: Heads) -> bool:
        """Claim these heads and nothing else; False where that could not be kept."""
        now = SystemClock().now()

        def anew(held: _Claims) -> bool:
            held.journals = {journal_id: {s: Seen(seq, hash_, now) for s, (seq, hash_) in heads.items()}}
            return True

        return self._change(anew)

    def everything(self) -> dict[str, dict[str, Seen]]:
        """All claims, by journal and stream."""
        return self._read().journals

    def put_back(self, journals: dict[str, dict[str, Seen]]) -> None:
        """Claim again what was claimed before."""

        def again(held: _Claims) -> bool:
            held.journals = journals
            return True

        self._change(again)

    def _read(self) -> _Claims:
        if self.path is not None:
            with suppress(OSError, msgspec.MsgspecError, ValueError):
                return msgspec.json.decode(self.path.read_bytes(), type=_Claims)
        return _Claims(self._journal, {})

    def _change(self, act: Callable[[_Claims], bool]) -> bool:
        """Read, change and replace, while no other process of this user does; `act` says whether there is a change."""
        if self.path is None:
            return False
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                if not _locked(lock):
                    return False
                held = self._read()
                if act(held):
                    self._replace(self.path, held)
                return True
            finally:
                os.close(lock)
        return False

    def _replace(self, path: Path, claims: _Claims) -> None:
        """In one step, without a sync: after a power loss an older claim, or none, does no harm."""
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            beside.touch(mode=0o600)
            beside.write_bytes(msgspec.json.encode(claims))
            beside.replace(path)
        except OSError:
            beside.unlink(missing_ok=True)
            raise


def _locked(lock: int) -> bool:
    """Whether the lock was had within a moment: one who was stopped while holding it must not stop the others."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        else:
            return True
