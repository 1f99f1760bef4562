"""`warroom check`: each check asked once, and the exit code of the worst."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.cli.shell import Shell


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
    assert [line.split()[0] for line in result.lines] == states
    assert not shell.journal.exists()


@pytest.mark.usefixtures("settings")
def test_a_reading_says_why(shell: Shell) -> None:
    gone, odd = shell("check", "gone", "odd", "--json").records
    assert (gone["check"], gone["state"]) == ("gone", "down")
    assert gone["reason"].startswith("connection refused by 127.0.0.1:")
    assert odd["reason"] == "body cannot be read, it came as br"


@pytest.mark.usefixtures("settings")
def test_an_unknown_check_is_refused_and_none_is_asked(shell: Shell) -> None:
    assert shell("check", "well", "wel").refused() == "no check wel: well, gone, odd"


def test_checks_that_others_may_write_do_not_run(shell: Shell, settings: Path) -> None:
    settings.chmod(0o666)
    assert shell("check").refused() == (
        f"the checks in {settings} are not run, since others may write that file: chmod go-w it"
    )
    doctor = shell("doctor")
    assert doctor.code == 1
    assert "BAD   the checks in" in doctor.out


def test_without_checks_it_says_where_to_put_them(shell: Shell) -> None:
    assert shell("check").refused() == "no checks are set up: warroom init writes a warroom.yaml to put them in"
