"""Several processes on one file, and a writer that is killed: nothing acknowledged is lost, nothing is doubled."""

import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.fakes import opened
from warroom.incident.facts import Noted
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify

WRITER = Path(__file__).with_name("writer.py")
KILLS = 25


def start(path: Path, stream: str, name: str, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(path), stream, name, str(count)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def acknowledged(lines: str) -> dict[str, int]:
    """Which text was acknowledged under which number; a line cut short by a kill is no acknowledgement."""
    whole = lines[: lines.rfind("\n") + 1].split()
    return dict(zip(whole[1::2], map(int, whole[::2]), strict=True))


def held(journal: Journal, stream: str) -> dict[int, str]:
    return {r.seq: r.fact.text for r in journal.read(stream) if isinstance(r.fact, Noted)}


def write_together(path: Path, streams: list[str]) -> None:
    writers = {f"w{n}": start(path, stream, f"w{n}", 250) for n, stream in enumerate(streams)}
    acks: dict[str, dict[str, int]] = {}
    for name, writer in writers.items():
        out, error = writer.communicate(timeout=100)
        assert (writer.returncode, error) == (0, "")
        acks[name] = acknowledged(out)
        assert len(acks[name]) == 250
    with opened(path) as journal:
        for stream in set(streams):
            found = held(journal, stream)
            mine = {text: seq for n, s in enumerate(streams) if s == stream for text, seq in acks[f"w{n}"].items()}
            assert found == {seq: text for text, seq in mine.items()}
            assert sorted(found) == list(range(1, len(mine) + 1))
            assert verify(journal, stream).fault is None
        assert sum(seq for seq, _ in journal.heads().values()) == 1000


def test_four_writers_of_one_stream_lose_and_double_nothing(tmp_path: Path) -> None:
    """They make the file as well: all four open what is not there yet."""
    write_together(tmp_path / "journal.db", ["a"] * 4)


def test_four_writers_of_several_streams_lose_and_double_nothing(tmp_path: Path) -> None:
    write_together(tmp_path / "journal.db", ["a", "b", "a", "c"])


def test_whatever_was_acknowledged_before_a_kill_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(20261121)
    acks: dict[str, int] = {}
    for kill in range(KILLS):
        writer = start(path, "a", f"k{kill}", 100_000)
        assert writer.stdout is not None
        # At a random acknowledgement, and then at a random moment of what the writer does next.
        lines = "".join(writer.stdout.readline() for _ in range(chance.randrange(1, 80)))
        for _ in range(chance.randrange(0, 20_000)):
            pass
        writer.kill()
        rest, error = writer.communicate(timeout=30)
        assert (writer.returncode, error) == (-9, "")
        acks |= acknowledged(lines + rest)
    with opened(path) as journal:
        found = held(journal, "a")
        doubled = [text for text, times in Counter(found.values()).items() if times > 1]
        assert doubled == []
        assert {text: seq for seq, text in found.items() if text in acks} == acks
        assert 0 <= len(found) - len(acks) <= KILLS, "at most one a kill was kept and not yet acknowledged"
        assert verify(journal, "a").fault is None
        assert verify(journal, "a").seq == len(found)
