"""How far the first look over many incidents has come: on a terminal alone, and only when it takes long."""

import io
import sys

import pytest

from warroom.commands.first_look import FirstLook


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def heard(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, step_s: float) -> str:
    """What is said of ten incidents that take so many seconds each."""
    now = [0.0]
    monkeypatch.setattr("warroom.commands.first_look.time.monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", stream)
    look = FirstLook()
    for done in range(1, 11):
        look.told(done, 10)
        now[0] += step_s
    return stream.getvalue()


def test_a_long_look_says_how_far_it_has_come_and_wipes_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    said = heard(monkeypatch, Terminal(), 0.5)
    assert "incident 3 of 10 is read" in said
    assert "incident 2 of 10" not in said
    assert said.endswith("\r\x1b[K")


def test_a_short_look_and_one_into_a_file_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert heard(monkeypatch, Terminal(), 0.01) == ""
    assert heard(monkeypatch, io.StringIO(), 5.0) == ""
