"""The tcp probe against listeners on loopback: those that take connections, greet, hang up, or are not there."""

import asyncio
import socket
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.watching import Listener, Talk, listening, read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading


def says(*parts: bytes, close: bool = False) -> Talk:
    """These parts, a moment between them, and the connection held open or closed."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)
        if not close:
            await reader.read()

    return talk


def against(talk: Talk, **keys: Any) -> tuple[Reading, int]:
    async def run() -> tuple[Reading, int]:
        async with listening(talk) as port:
            return await read("tcp", **{"host": "127.0.0.1", "port": port, **keys}), port

    return asyncio.run(run())


def test_a_port_that_takes_connections_is_up() -> None:
    reading, port = against(says())
    assert (reading.state, reading.reason) == ("up", f"connected to 127.0.0.1:{port}")
    assert reading.latency_s is not None
    assert [label for label, _ in reading.phases] == ["resolve", "connect"]


def test_a_port_nobody_listens_on_refuses() -> None:
    port = free_port()
    reading = asyncio.run(read("tcp", host="127.0.0.1", port=port))
    assert (reading.state, reading.value, reading.definite) == ("down", "refused", True)
    assert reading.reason == f"connection refused by 127.0.0.1:{port}"


@pytest.mark.parametrize(
    ("talk", "banner"),
    [
        (says(b"SSH-2.0-OpenSSH_9.2p1\r\nmore"), "SSH-2.0-OpenSSH_9.2p1"),
        (says(b"220 mail", b".example ESMTP\r\n"), "220 mail.example ESMTP"),
        (says(b"\r\n\r\nhello\r\n"), "hello"),
        (says(b"login: "), "login:"),
        (says(b"busy", close=True), "busy"),
        (says(b"J\0\0\0\n8.0.36\0\x08\0\0\0#5~\x01\0mysql_native_password\0"), "8.0.36 mysql_native_password"),
        (says(b"caf\xe9\n"), "caf\ufffd"),
    ],
)
def test_what_is_said_first_is_the_banner(talk: Talk, banner: str) -> None:
    reading, _ = against(talk, read=True)
    assert (reading.state, reading.reason) == ("up", f"banner {banner}")
    assert ("banner", banner) in reading.details
    assert [label for label, _ in reading.phases] == ["resolve", "connect", "banner"]


def test_a_condition_on_the_banner_is_enough_to_have_it_read() -> None:
    reading, _ = against(says(b"SSH-2.0-dropbear\r\n"), expect="banner matches /^SSH-2.0-OpenSSH/")
    assert (reading.state, reading.definite) == ("down", True)
    assert reading.reason == 'banner "SSH-2.0-dropbear", wanted to match /^SSH-2.0-OpenSSH/'


def test_no_more_than_two_hundred_bytes_of_a_banner_are_read() -> None:
    reading, _ = against(says(b"x" * 100_000), read=True)
    assert dict(reading.details)["banner"] == "x" * 200


def test_a_connection_closed_without_a_word_is_said() -> None:
    reading, port = against(says(close=True), read=True)
    assert (reading.state, reading.value, reading.definite) == ("down", "closed", False)
    assert reading.reason == f"connection closed by 127.0.0.1:{port} before a banner"


def test_a_banner_that_does_not_come_ends_at_the_budget_and_the_reason_says_how_far_it_went() -> None:
    reading, _ = against(says(), read=True, timeout="200ms")
    assert (reading.state, reading.value) == ("down", "timeout")
    assert reading.reason == "no answer within 200 ms: connected to 127.0.0.1, no banner came"


def test_one_family_of_addresses_is_asked_where_one_is_named() -> None:
    reading, port = against(says(), host="localhost", ip="4")
    assert reading.reason == f"connected to 127.0.0.1:{port}"
    reading, _ = against(says(), host="::1", ip="4")
    assert (reading.state, reading.reason[:8]) == ("down", "name ::1")


def test_ipv6_is_asked_too() -> None:
    async def run() -> Reading:
        async with listening(says(), "::1") as port:
            return await read("tcp", host="::1", port=port)

    try:
        reading = asyncio.run(run())
    except OSError as error:
        pytest.skip(f"no IPv6 on loopback: {error}")
    assert reading.state == "up"
    assert reading.reason.startswith("connected to [::1]:")


def test_a_unix_socket_is_asked_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "s"

    async def greets(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"ready\n")
        writer.close()

    async def run() -> list[Reading]:
        seen = [await read("tcp", unix=str(path))]
        server = await asyncio.start_unix_server(greets, path)
        async with server:
            seen.append(await read("tcp", unix=str(path), read=True))
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as left:
            left.bind(str(path))
        seen.append(await read("tcp", unix=str(path)))
        return seen

    missing, up, left_over = asyncio.run(run())
    assert (missing.state, missing.reason, missing.definite) == ("down", f"no socket at {path}", True)
    assert (up.state, up.reason) == ("up", "banner ready")
    assert (left_over.state, left_over.value, left_over.reason) == ("down", "refused", f"nobody listens at {path}")


def test_a_name_that_leads_to_a_metadata_address_is_never_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.checks.net.wire.is_metadata", lambda host: host == "127.0.0.1")
    came: list[int] = []

    async def talk(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
        came.append(1)

    reading, _ = against(talk, host="localhost", ip="4")
    assert (reading.state, came) == ("unknown", [])
    assert reading.reason == "localhost leads to 127.0.0.1, a metadata address, which is never probed"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"port": 1}, "`host` is missing"),
        ({"host": "db"}, "`port` must be from 1 to 65535, not 0"),
        ({"host": "db", "port": 65536}, "`port` must be from 1 to 65535"),
        ({"host": "db", "port": "x"}, "`port` must be a whole number, not text"),
        ({"host": "db:5432"}, "write `port: 5432` beside it"),
        ({"host": "https://db/", "port": 1}, "`host` is a name or an address alone, not a URL"),
        ({"host": "[::1]", "port": 1}, "`host` is written without brackets"),
        ({"host": "-oProxyCommand=x", "port": 1}, "`host` names no host that can be asked"),
        ({"host": "user@db", "port": 1}, "`host` names no host that can be asked"),
        ({"host": "a b", "port": 1}, "`host` names no host that can be asked"),
        ({"host": "169.254.169.254", "port": 80}, "`host` is the cloud's metadata address, which is never probed"),
        ({"host": "0xa9fea9fe", "port": 80}, "`host` is the cloud's metadata address, which is never probed"),
        ({"unix": "/run/s", "port": 1}, "`unix` and `host` cannot go together"),
        ({"unix": "run/s"}, "`unix` must be the whole path of a socket"),
        ({"unix": "/" + "x" * 200}, "`unix` must be the whole path of a socket, at most 103 bytes"),
        ({"host": "db", "port": 1, "ip": "5"}, "`ip`: Invalid enum value '5'"),
        ({"host": "db", "port": 1, "banner": "x"}, "unknown key `banner`"),
        ({"host": "db", "port": 1, "expect": "status == 200"}, "unknown `status`"),
    ],
)
def test_keys_that_are_none_are_named(keys: dict[str, Any], said: str) -> None:
    assert said in refused("tcp", **keys)


def test_a_real_listener_goes_down_and_comes_back() -> None:
    port = free_port()
    server = Listener(says(b"ready\n"), port)
    up, down, back = asyncio.run(
        ups_and_downs(server.start, server.stop, "tcp", host="127.0.0.1", port=port, expect="banner == ready")
    )
    assert (down.value, down.reason) == ("refused", f"connection refused by 127.0.0.1:{port}")
    assert up.since < down.since < back.since
