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


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"PUSH\n",
        b"POP " + LONG + b"\n",
        b"DROP ALL\n",
        b"\x00\xff\x1b[2J\n",
        b"DELETE /status HTTP/1.1\r\n\r\n",
    ],
)
def test_the_queue_refuses_garbage(line: bytes, calm: Services) -> None:
    with wire(calm.ports["queue"]) as queue:
        answer = send(queue, line)
    assert not answer or answer.startswith(b"ERR {")
    assert health(calm)[0] == 200


@pytest.mark.parametrize(
    "request_",
    [
        b"*1000000\r\n",
        b"*-1\r\n",
        b"*x\r\n",
        b"*1\r\nPING\r\n",
        b"*1\r\n$999999999\r\n",
        b"*1\r\n$-5\r\n",
        b"*" + LONG,
        LONG,
        b"*2\r\n$3\r\nGET\r\n$70000\r\n" + LONG,
    ],
)
def test_the_cache_refuses_garbage(request_: bytes, calm: Services) -> None:
    with wire(calm.ports["cache"]) as cache:
        answer = send(cache, request_)
    assert not answer or answer.startswith(b"-ERR Protocol error: ")
    assert health(calm)[1]["cache"]["up"] is True


@pytest.mark.parametrize(
    ("service", "method", "path"),
    [
        ("supervisor", "POST", "/programs/nobody/stop"),
        ("supervisor", "POST", "/programs"),
        ("supervisor", "GET", "/programs/billing/stop"),
        ("node", "POST", "/logs/../../etc/passwd/delete"),
        ("node", "POST", "/logs/orders/delete"),
        ("node", "GET", "/"),
        ("api", "POST", "/deploy/v43"),
        ("api", "POST", "/payments/elsewhere"),
        ("api", "POST", "/drain/"),
        ("api", "POST", "/orders/7"),
        ("api", "GET", "/orders"),
        ("stock-a", "POST", "/reserve/1"),
        ("payments", "POST", "/refunds"),
        ("status-page", "GET", "/"),
        ("cache", "GET", "/keys"),
        ("cache", "POST", "/status"),
    ],
)
def test_what_no_service_offers_changes_nothing(service: str, method: str, path: str, calm: Services) -> None:
    before = get(calm.ports["supervisor"], "/programs")
    assert get(calm.ports[service], path, method)[0] in (404, 405)
    assert get(calm.ports["supervisor"], "/programs") == before


def test_dawdlers_keep_nobody_waiting(calm: Services) -> None:
    with ExitStack() as held:
        for port in calm.ports.values():
            for _ in range(20):
                held.enter_context(wire(port)).sendall(b"HEL")
        assert health(calm)[1]["status"] == "ok"
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
