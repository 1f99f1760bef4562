"""The measuring itself, held against programs whose behaviour is planted."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.keys import LINE, MARK, letters, numbered, on_screen, to_paint
from tests.benchmarks.screen import Program, answers, anything, left_behind, running

ECHO = """
import os, sys, time, tty
tty.setraw(0)
os.write(1, b"ready")
while (key := os.read(0, 1)) != b"q":
    time.sleep(float(sys.argv[1]))
    os.write(1, key)
"""


@contextmanager
def begun(tmp_path: Path, script: str, *words: str) -> Iterator[Program]:
    with running([sys.executable, "-c", script, *words], dict(os.environ), tmp_path) as program:
        yield program


def test_a_planted_delay_is_in_every_key_and_none_is_lost(tmp_path: Path) -> None:
    with begun(tmp_path, ECHO, "0.02") as program:
        program.until(on_screen("ready"))
        took = to_paint(program, letters(MARK + LINE, seed=1)[: MARK + 10])
    assert len(took) == 10
    assert min(took) >= 20.0


def test_a_key_that_never_shows_is_told(tmp_path: Path) -> None:
    deaf = ECHO.replace("os.write(1, key)", "os.write(1, key if key != b'z' else b'')")
    with begun(tmp_path, deaf, "0") as program:
        program.until(on_screen("ready"))
        with pytest.raises(RuntimeError, match="a key was lost"):
            to_paint(program, "bcdfghzjk")


def test_a_burning_program_costs_what_it_burns(tmp_path: Path) -> None:
    burn = "import time\nuntil = time.process_time() + 0.3\nwhile time.process_time() < until: pass\ninput()"
    with begun(tmp_path, f"print('x')\n{burn}") as program:
        program.until(anything)
        deadline = time.monotonic() + 30
        while program.cpu_s() < 0.29 and time.monotonic() < deadline:
            program.read(0.05)
        assert program.cpu_s() >= 0.29


def test_what_a_program_holds_shows_in_its_memory(tmp_path: Path) -> None:
    script = "held = b''\nif input(): held = b'x' * 50_000_000\nprint('ready')\ninput()"
    with begun(tmp_path, "print('begun')\n" + script) as program:
        program.until(on_screen("begun"))
        before = program.resident_mb()
        program.send("go\r")
        program.until(on_screen("ready"))
        assert 49 < program.resident_mb() - before < 60


def test_a_signal_s_end_and_a_changed_terminal_are_seen(tmp_path: Path) -> None:
    messy = "import os, tty\ntty.setraw(0)\nos.write(1, b'\\x1b[?1049h\\x1b[?25lx')\nos.read(0, 1)"
    with begun(tmp_path, messy) as program:
        program.until(anything)
        assert program.ended(program.send("k")) > 0
        assert program.left() == ["alternate screen", "hidden cursor", "line discipline"]


def test_a_tidy_program_leaves_nothing(tmp_path: Path) -> None:
    with begun(tmp_path, "print('x')") as program:
        program.ended(program.began)
        program.look()
        assert program.rows[0].strip() == "x"
        assert program.left() == []


def test_modes_switched_off_again_are_not_left_behind() -> None:
    assert left_behind(b"\x1b[?1049h\x1b[?25l\x1b[?1000;1006h words \x1b[?1000;1006l\x1b[?25h\x1b[?1049l") == []
    assert left_behind(b"\x1b[?1000;1006h\x1b[?1006l") == ["mouse"]


def test_a_terminal_s_questions_are_answered_and_words_are_not() -> None:
    assert answers(b"\x1b[?1049h\x1b[c\x1b[6n\x1b[?2026$p") == b"\x1b[?62;22c\x1b[1;1R\x1b[?2026;2$y"
    assert answers("✓ saved #6 [c".encode()) == b""


def test_a_line_counts_as_kept_only_with_its_number() -> None:
    kept = numbered("kept bcd")
    assert kept(["│ 10:11:03 › note     kept bcd                 anna    100,003 │"])
    assert not kept(["│ 10:11:03 = saving   kept bcd                 anna            │"])
    assert not kept(["› kept bcd"])
