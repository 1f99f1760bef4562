"""A shell for tests: a command line run in this process, or in one of its own."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from warroom.cli import run


class Result:
    """What a command left behind: its exit code, stdout and stderr."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}\n-- stderr\n{self.err}"

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def records(self) -> list[dict[str, Any]]:
        """A record a line."""
        return [json.loads(line) for line in self.lines]

    def refused(self, code: int = 2) -> str:
        """The one sentence a command was refused with; anything else it printed fails the test."""
        assert self.code == code, self
        assert self.out == "", self
        return self.sentence

    @property
    def sentence(self) -> str:
        """What stands on stderr: exactly one line, without its sender."""
        assert self.err.startswith("warroom: "), self
        assert self.err.count("\n") == 1, self
        assert self.err.endswith("\n"), self
        assert "Traceback" not in self.err, self
        return self.err.removeprefix("warroom: ").rstrip("\n")


class Shell:
    """Runs commands in this process, as a person called anna with a journal of her own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self.folder = folder
        self.journal = folder / "journal.sqlite"

    def __call__(self, *argv: str, stdin: bytes = b"") -> Result:
        self._capsys.readouterr()
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
            code = run(list(argv))
        said = self._capsys.readouterr()
        return Result(code, said.out, said.err)

    def done(self, *argv: str, stdin: bytes = b"") -> Result:
        """The same, for what has to succeed without a word beside its data."""
        result = self(*argv, stdin=stdin)
        assert result.code == 0, result
        assert result.err == "", result
        return result

    def declared(self, title: str = "API down", severity: str = "P0") -> str:
        """Declare an incident; its id."""
        return self.done("declare", severity, title).out.strip()

    def timeline(self, *argv: str) -> list[dict[str, Any]]:
        """The records of the incident."""
        return self.done("timeline", "--json", *argv).records

    def notes(self) -> list[str]:
        """The words of its notes, in order."""
        return [record["data"]["text"] for record in self.timeline() if record["kind"] == "note"]


def apart(*argv: str) -> list[str]:
    """The command line of a warroom in a process of its own."""
    return [sys.executable, "-m", "warroom", *argv]


def surroundings(**more: str) -> dict[str, str]:
    """The environment of such a process: this one's, with output buffered as in anybody's shell."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**kept, **more}


def ran(*argv: str, stdin: str = "", **env: str) -> Result:
    """Run it to its end."""
    done = subprocess.run(
        apart(*argv), input=stdin, capture_output=True, text=True, env=surroundings(**env), timeout=60, check=False
    )
    return Result(done.returncode, done.stdout, done.stderr)
