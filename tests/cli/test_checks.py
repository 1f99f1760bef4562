"""`warroom check`: each check asked once, and the exit code of the worst."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.cli.shell import Shell, ran


class Healthy(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"all is well"
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/odd":
            self.send_header("Content-Encoding", "br")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  its parent's name
        del format, args


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Path]:
    """Checks of a service that is up, one whose port is closed, and one that cannot be told."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Healthy)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/"
    # A port that is taken and not listened on refuses whoever comes, and nobody else can take it.
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        file = tmp_path / "warroom.yaml"
        file.write_text(
            "checks:\n"
            f"  - {{name: well, url: '{url}'}}\n"
            f"  - {{name: gone, url: 'http://127.0.0.1:{closed.getsockname()[1]}/'}}\n"
            f"  - {{name: odd, url: '{url}odd', expect: [body == x]}}\n"
        )
        file.chmod(0o600)
        yield file
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("names", "code", "states"),
    [
        (["well"], 0, ["up"]),
        (["gone"], 1, ["down"]),
        (["odd"], 4, ["unknown"]),
        (["well", "odd"], 4, ["up", "unknown"]),
        (["gone", "odd"], 1, ["down", "unknown"]),
        ([], 1, ["up", "down", "unknown"]),
    ],
)
def test_the_exit_code_is_that_of_the_worst(shell: Shell, names: list[str], code: int, states: list[str]) -> None:
    result = shell("check", *names)
    assert (result.code, result.err) == (code, "")
    assert [line.split()[0] for line in result.lines if not line.startswith(" ")] == states
    assert not shell.journal.exists()


@pytest.mark.usefixtures("settings")
def test_a_reading_says_why(shell: Shell) -> None:
    gone, odd = shell("check", "gone", "odd", "--json").records
    assert (gone["check"], gone["state"]) == ("gone", "down")
    assert gone["reason"].startswith("connection refused by 127.0.0.1:")
    assert odd["reason"] == "body cannot be read, it came as br"


@pytest.mark.usefixtures("settings")
def test_rows_stand_below_each_other_and_each_condition_that_does_not_hold_says_what_was_there(shell: Shell) -> None:
    well, gone, odd, condition = shell("check").lines
    assert well.startswith("up        well ")
    assert gone.startswith("down      gone  refused  connection refused by 127.0.0.1:")
    assert odd.startswith("unknown   odd ")
    assert condition == "          expect body == x: body cannot be read, it came as br"


@pytest.mark.usefixtures("settings")
def test_an_unknown_check_is_refused_with_the_nearest_and_none_is_asked(shell: Shell) -> None:
    assert shell("check", "well", "wel").refused() == "no check `wel`, did you mean `well`?"
    assert shell("check", "zzz").refused() == "no check `zzz`; known are well, gone, odd"


@pytest.mark.usefixtures("settings")
def test_a_shell_completes_the_names_of_checks() -> None:
    done = ran(COMP_WORDS="warroom check w", COMP_CWORD="2", _WARROOM_COMPLETE="bash_complete")
    assert (done.code, done.lines) == (0, ["plain,well"])


def test_a_settings_file_that_cannot_be_read_completes_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "warroom.yaml").write_text("checks: [")
    done = ran(COMP_WORDS="warroom check w", COMP_CWORD="2", _WARROOM_COMPLETE="bash_complete")
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_checks_that_others_may_write_wait_until_somebody_accepts_them(shell: Shell, settings: Path) -> None:
    settings.chmod(0o666)
    waits = f"others may write {settings}: warroom playbook accept {settings}"
    assert shell("check").refused() == waits
    doctor = shell("doctor")
    assert doctor.code == 1
    assert f"BAD   3 checks wait: {waits}" in doctor.lines
    assert not shell.journal.exists()
    assert shell("playbook", "accept", "--yes").code == 0
    assert shell("check", "well").code == 0
    settings.write_text(settings.read_text() + "# edited\n")
    assert shell("check", "well").refused().startswith(f"{settings} changed since anna accepted it at 20")


@pytest.mark.parametrize("words", [("--watch", "--validate"), ("--validate", "--schema"), ("--watch", "--schema")])
def test_of_three_ways_one_is_chosen(shell: Shell, words: tuple[str, str]) -> None:
    assert shell("check", *words).refused() == "--watch, --validate and --schema are three commands: choose one"


def test_without_checks_it_says_where_to_put_them(shell: Shell) -> None:
    assert shell("check").refused() == "no checks are set up: warroom init writes a warroom.yaml to put them in"


def test_the_exit_code_is_right_though_nobody_reads_what_is_printed(shell: Shell) -> None:
    settings = shell.folder / "warroom.yaml"
    settings.write_text("checks: [{name: gone, url: 'http://127.0.0.1:1/'}]\n")
    settings.chmod(0o600)
    script = f"({sys.executable} -m warroom check; echo $? >code) | :"
    subprocess.run(["/bin/sh", "-c", script], cwd=shell.folder, stderr=subprocess.DEVNULL, check=True)
    until = time.monotonic() + 20
    while not (shell.folder / "code").exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert (shell.folder / "code").read_text().strip() == "1"
