"""Damage is never silent: a bit that turned over anywhere is told at the next open, or has changed nothing."""

import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.fakes import write
from warroom.errors import WarroomError
from warroom.journal.head import OutsideHead
from warroom.journal.sqlite import Journal
from warroom.journal.verify import export, verify

STREAMS = {"2026-11-21-api-down": 120, "2026-11-21-db-slow": 60, "duty": 40}


class Kept:
    """A journal as a killed process leaves it, with half of its records in the -wal, to be damaged again and again."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.db"
        self.wal = folder / "journal.db-wal"
        self._whole = folder / "whole"
        self._whole.mkdir()
        with closing(self.opened()) as journal:
            self._fill(journal, "first")
        with closing(self.opened()) as journal:
            self._fill(journal, "second")
            journal.remember(now=True)
            self.lines = {stream: list(export(journal, stream)) for stream in STREAMS}
            for name in (self.path.name, self.wal.name):
                shutil.copy(folder / name, self._whole / name)
        shutil.copytree(folder / "heads", self._whole / "heads")

    def _fill(self, journal: Journal, when: str) -> None:
        for stream, count in STREAMS.items():
            for n in range(count // 2):
                write(journal, stream, f"{when} {n}: pool still 100 of 100, 92 idle in transaction")

    def opened(self) -> Journal:
        return Journal(self.path, outside=OutsideHead(self.path, self.path.parent / "heads"))

    def restore(self) -> None:
        for path in self.path.parent.glob("journal.db*"):
            path.unlink()
        for name in (self.path.name, self.wal.name):
            shutil.copy(self._whole / name, self.path.parent / name)
        shutil.rmtree(self.path.parent / "heads")
        shutil.copytree(self._whole / "heads", self.path.parent / "heads")

    def found(self) -> list[str]:
        """What opening it says, and walking it; a sentence each."""
        try:
            with closing(self.opened()) as journal:
                once = journal.once_held()
                walked = [verify(journal, stream, once.get(stream)).fault for stream in journal.heads() | once]
                said = [*journal.doubts, journal.gone, *journal.loose(), *(str(fault) for fault in walked if fault)]
                return [sentence for sentence in said if sentence]
        except WarroomError as error:
            return [str(error)]

    def whole(self) -> bool:
        """Whether every record is there as it was."""
        with closing(self.opened()) as journal:
            return {stream: list(export(journal, stream)) for stream in journal.heads()} == self.lines


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return Kept(tmp_path_factory.mktemp("damage"))


@pytest.fixture(autouse=True)
def restored(kept: Kept) -> Iterator[None]:
    kept.restore()
    yield


def turn_bits_over(kept: Kept, count: int, seed: int) -> tuple[int, int]:
    """Each bit alone; how many were told and how many were harmless."""
    chance = random.Random(seed)
    told = harmless = 0
    for _ in range(count):
        kept.restore()
        file = chance.choice([kept.path, kept.wal])
        data = bytearray(file.read_bytes())
        place, bit = chance.randrange(len(data)), chance.randrange(8)
        data[place] ^= 1 << bit
        file.write_bytes(data)
        said = kept.found()
        assert all(sentence.isprintable() and len(sentence) > 20 for sentence in said)
        if said:
            told += 1
        else:
            assert kept.whole(), f"byte {place} bit {bit} of {file.name} was changed and nobody said so"
            harmless += 1
    return told, harmless


def test_what_is_whole_is_not_doubted(kept: Kept) -> None:
    assert kept.found() == []
    assert kept.whole()


def test_a_bit_that_turned_over_is_told_or_has_changed_nothing(kept: Kept) -> None:
    told, harmless = turn_bits_over(kept, 60, seed=20261121)
    assert told > harmless


@pytest.mark.slow
def test_five_hundred_bits_that_turned_over_are_told_or_have_changed_nothing(kept: Kept) -> None:
    told, harmless = turn_bits_over(kept, 500, seed=3)
    assert told > harmless


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.999])
def test_a_write_ahead_log_that_was_cut_is_told(kept: Kept, share: float) -> None:
    data = kept.wal.read_bytes()
    kept.wal.write_bytes(data[: int(len(data) * share)])
    said = kept.found()
    assert any("once held #" in sentence for sentence in said), said


def test_a_write_ahead_log_that_was_removed_is_told_with_what_to_do(kept: Kept) -> None:
    kept.wal.unlink()
    with closing(kept.opened()) as journal:
        assert len(journal.doubts) == len(STREAMS)
        assert "put the newest copy with its -wal back" in journal.doubted()


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_that_was_cut_is_told(kept: Kept, share: float) -> None:
    kept.wal.unlink()
    data = kept.path.read_bytes()
    kept.path.write_bytes(data[: int(len(data) * share)])
    assert kept.found()


def test_an_emptied_file_is_told(kept: Kept) -> None:
    kept.wal.unlink()
    kept.path.write_bytes(b"")
    (said,) = kept.found()
    assert "another journal stood here before, with 2026-11-21-" in said


def test_a_removed_file_is_told(kept: Kept) -> None:
    kept.wal.unlink()
    kept.path.unlink()
    (said,) = kept.found()
    assert "another journal stood here before" in said
    with closing(kept.opened()) as journal:
        assert "warroom verify --accept-head WHY" in journal.gone_said()


def test_a_file_exchanged_for_another_journal_is_told(kept: Kept, tmp_path: Path) -> None:
    with closing(Journal(tmp_path / "other.db")) as other:
        write(other, "2026-11-21-api-down", "another life")
    kept.wal.unlink()
    shutil.copy(tmp_path / "other.db", kept.path)
    (said,) = kept.found()
    assert "another journal stood here before" in said
