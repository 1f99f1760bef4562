"""A command run as it would be without us."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from warroom.runbook import wrapped
from warroom.runbook.evidence import Evidence


def test_a_signal_that_comes_while_it_is_being_started_reaches_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.Popen

    def interrupted(*args: Any, **options: Any) -> "subprocess.Popen[bytes]":
        os.kill(os.getpid(), signal.SIGUSR1)
        return start(*args, **options)

    monkeypatch.setattr(subprocess, "Popen", interrupted)
    ended = wrapped.wrap(["sleep", "60"], Evidence(tmp_path / "j.db"), os.environ, frozenset(), "m1")
    assert (ended.outcome, ended.signal) == ("exited", "SIGUSR1")
