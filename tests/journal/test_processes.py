"""Several processes on one file, and a writer that is killed: nothing acknowledged is lost, nothing is doubled."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from tests.fakes import opened
from warroom.incident.facts import Noted
from warroom.journal.sqlite import Journal
from warroom.journal.verify import verify

WRITER = Path(__file__).with_name("writer.py")
KILLS = 25
WITHIN_S = 100.0

Writer = subprocess.Popen[str]


def start(path: Path, stream: str, name: str, count: int, out: int | IO[str] = subprocess.PIPE) -> Writer:
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(path), stream, name, str(count)],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
    )


def said(lines: str) -> list[tuple[int, str, int]]:
    """Number, text and microseconds of each acknowledgement; a line cut short by a kill is none."""
    whole = (line.split() for line in lines[: lines.rfind("\n") + 1].splitlines())
    return [(int(seq), text, int(took)) for seq, text, took in whole]


def acknowledged(lines: str) -> dict[str, int]:
    """Which text was acknowledged under which number."""
    return {text: seq for seq, text, _ in said(lines)}


def held(journal: Journal, stream: str) -> dict[int, str]:
    return {r.seq: r.fact.text for r in journal.read(stream) if isinstance(r.fact, Noted)}


def write_together(folder: Path, streams: list[str], count: int) -> list[int]:
    """Four writers at once; how many microseconds each acknowledgement took."""
    path = folder / "journal.db"
    writers: dict[str, Writer] = {}
    for n, stream in enumerate(streams):
        # Into files: a writer whose pipe is full would not be writing at the same time as the others.
        with (folder / f"w{n}").open("w") as out:
            writers[f"w{n}"] = start(path, stream, f"w{n}", count, out)
    acks: dict[str, dict[str, int]] = {}
    took: list[int] = []
    for name, writer in writers.items():
        _, error = writer.communicate(timeout=WITHIN_S)
        assert (writer.returncode, error) == (0, "")
        lines = (folder / name).read_text()
        acks[name] = acknowledged(lines)
        took += [micros for _, _, micros in said(lines)]
        assert len(acks[name]) == count
    with opened(path) as journal:
        for stream in set(streams):
            found = held(journal, stream)
            mine = {text: seq for n, s in enumerate(streams) if s == stream for text, seq in acks[f"w{n}"].items()}
            assert found == {seq: text for text, seq in mine.items()}
            assert sorted(found) == list(range(1, len(mine) + 1))
            assert verify(journal, stream).fault is None
        assert sum(seq for seq, _ in journal.heads().values()) == count * len(streams)
    return sorted(took)


@pytest.mark.parametrize("count", [250, pytest.param(5000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("streams", [["a"] * 4, ["a", "b", "a", "c"]], ids=["one stream", "several streams"])
def test_four_writers_lose_and_double_nothing(
    tmp_path: Path, streams: list[str], count: int, record_property: Callable[[str, object], None]
) -> None:
    """They make the file as well: all four open what is not there yet."""
    took = write_together(tmp_path, streams, count)
    figures = {f"p{part} ms": took[len(took) * part // 100] / 1000 for part in (50, 95, 99)} | {
        "worst": took[-1] / 1000
    }
    for name, value in figures.items():
        record_property(name, value)
    print(figures)  # noqa: T201  how long an acknowledgement took is what a long run is for


def test_whatever_was_acknowledged_before_a_kill_is_there_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(20261121)
    acks: dict[str, int] = {}
    for kill in range(KILLS):
        with start(path, "a", f"k{kill}", 100_000) as writer:
            assert writer.stdout is not None
            assert writer.stderr is not None
            # At a random acknowledgement, and then at a random moment of what the writer does next.
            lines = "".join(writer.stdout.readline() for _ in range(chance.randrange(1, 80)))
            for _ in range(chance.randrange(0, 20_000)):
                pass
            writer.kill()
            # Not by communicate: it leaves out what readline has read ahead.
            lines += writer.stdout.read()
            assert (writer.wait(30), writer.stderr.read()) == (-9, "")
        acks |= acknowledged(lines)
    with opened(path) as journal:
        found = held(journal, "a")
        doubled = [text for text, times in Counter(found.values()).items() if times > 1]
        assert doubled == []
        assert {text: seq for seq, text in found.items() if text in acks} == acks
        assert 0 <= len(found) - len(acks) <= KILLS, "at most one a kill was kept and not yet acknowledged"
        assert verify(journal, "a").fault is None
        assert verify(journal, "a").seq == len(found)
