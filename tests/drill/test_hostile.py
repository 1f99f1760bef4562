"""Garbage, floods and dawdlers do the services no harm."""

import http.client
import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.drill.conftest import get, health
from warroom.drill.services import Services

LONG = b"x" * 200_000


@contextmanager
def wire(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connected:
        yield connected


def said(connected: socket.socket) -> bytes:
    """Everything until the other side ends; a reset ends it too."""
    got = b""
    try:
        while more := connected.recv(65_536):
            got += more
    except ConnectionResetError:
        pass
    return got


def send(connected: socket.socket, data: bytes) -> bytes:
    try:
        connected.sendall(data)
    except (BrokenPipeError, ConnectionResetError):
        return b""
    return said(connected)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"\x00\xff\x1b[2J\n",
        b"QUERY SELECT 1\n",
        b"KILL ALL\n",
        b"HELLO\n",
        b"HELLO me soon\n",
        b"HELLO " + b"n" * 41 + b"\n",
        "HELLO bänk\n".encode(),
        "HELLO me ²\n".encode(),
        b"GET\n",
        LONG + b"\n",
        LONG,
    ],
)
def test_the_pool_refuses_garbage(line: bytes, calm: Services) -> None:
    with wire(calm.ports["pool"]) as pool:
        answer = send(pool, line)
    assert not answer or answer.startswith((b"ERR {", b"HTTP/1.1 4"))
    assert health(calm)[0] == 200


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"hello\r\n\r\n", 400),
        (b"GET / HTTP/9\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\n" + b"A: b\r\n" * 3000 + b"\r\n", 431),
        (b"GET /" + LONG + b" HTTP/1.1\r\n\r\n", 431),
        (b"GET /health HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /health HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
        (b"GET /health HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        (b"POST /health HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}", 405),
        (b"GET /orders/x HTTP/1.0\r\n\r\n", 404),
        (b"GET /orders/7?a=b HTTP/1.0\r\n\r\n", 200),
        (b"GET /nothing HTTP/1.0\r\n\r\n", 404),
    ],
)
def test_the_api_answers_what_it_can(request_: bytes, status: int, calm: Services) -> None:
    with wire(calm.ports["api"]) as api:
        answer = send(api, request_)
    # data left unread makes the system drop the answer on its way: then nothing is heard, and that is fine
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()) or (not answer and status in (431, 413))
    assert health(calm)[0] == 200


def test_dawdlers_keep_nobody_waiting(calm: Services) -> None:
    with ExitStack() as held:
        for port in calm.ports.values():
            for _ in range(40):
                held.enter_context(wire(port)).sendall(b"HEL")
        assert health(calm)[0] == 200
        assert get(calm.ports["pool"], "/status")[0] == 200


def test_a_session_left_without_a_word_is_free_again(calm: Services) -> None:
    with wire(calm.ports["pool"]) as pool:
        pool.sendall(b"HELLO leaver\n")
        counts = json.loads(pool.recv(4096).removeprefix(b"OK "))
        assert counts["by_name"]["leaver"] == 1
    assert "leaver" not in json.loads(get(calm.ports["pool"], "/status")[1])["by_name"]


def test_a_connection_serves_many_requests_and_heads(calm: Services) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", calm.ports["api"], timeout=5)) as api:
        for method in ("GET", "HEAD", "GET"):
            api.request(method, "/health")
            kept = api.sock
            answer = api.getresponse()
            assert answer.status == 200
            assert int(answer.headers["Content-Length"]) > 20
            assert bool(answer.read()) is (method == "GET")
            assert kept is not None
            assert api.sock is kept
