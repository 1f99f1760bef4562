"""The http probe against real servers on loopback: good ones, bad ones, and ones that never end."""

import asyncio
import errno
import gc
import gzip
import socket
import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.checks.servers import Answer, Served, drips, endless, free_port, raw, resets, says, serving, silent
from warroom.checks import failure
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.net import network
from warroom.checks.net.addresses import is_metadata
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.playbook.model import Check

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def check_of(url: str, timeout: float = 5.0, expect: Any = (), warn: Any = (), **options: Any) -> Check:
    return Check(name="api", timeout=timeout, expect=expect, warn=warn, options={"url": url, **options})


async def read(check: Check, probes: Probes | None = None) -> Reading:
    if probes is not None:
        return await ask(Prepared(check), probes.probe, probes.now, Places())
    async with Probes(lambda: AT) as own:
        return await read(check, own)


def against(answer: Answer, timeout: float = 5.0, path: str = "/health", **more: Any) -> tuple[Reading, Served]:
    async def run() -> tuple[Reading, Served]:
        async with serving(answer) as served:
            return await read(check_of(served.url(path), timeout, **more)), served

    return asyncio.run(run())


DB_DOWN = says(b'{"db": {"up": false}}', headers="content-type: application/json\r\n")


@pytest.mark.parametrize(
    ("answer", "more", "state", "value", "reason"),
    [
        (says(), {}, "up", None, "status 200"),
        (says(status="204 No Content"), {}, "up", None, "status 204"),
        (says(status="503 Service Unavailable"), {}, "down", "503", "status 503, wanted 200..299"),
        (says(status="404 Not Found"), {"expect": ("status == 404",)}, "up", None, "status 404"),
        (says(status="302 Found", headers="location: /login\r\n"), {}, "down", "302", "status 302, wanted 200..299"),
        (DB_DOWN, {}, "up", None, "status 200"),
        (DB_DOWN, {"expect": ("body.db.up == true",)}, "down", None, "body.db.up false, wanted true"),
        (DB_DOWN, {"warn": ("body.db.up == true",)}, "degraded", None, "body.db.up false, wanted true"),
        (says(status="500 No"), {"expect": ("latency < 9s",)}, "down", "500", "status 500, wanted 200..299"),
        (
            says(b"caf\xe9", headers="content-type: text/plain; charset=latin-1\r\n"),
            {"expect": ("body == café",)},
            "up",
            None,
            None,
        ),
        (
            says(gzip.compress(b"ready"), headers="content-encoding: gzip\r\n"),
            {"expect": ("body == ready",)},
            "up",
            None,
            None,
        ),
        (
            says(b"x", headers="content-encoding: br\r\n"),
            {"expect": ("body == x",)},
            "unknown",
            None,
            "body cannot be read, it came as br",
        ),
        (
            says(b"x", headers="content-encoding: gzip\r\n"),
            {"expect": ("body == x",)},
            "unknown",
            None,
            "body cannot be read, it came as gzip",
        ),
        (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more than promised"), {}, "up", None, "status 200"),
        (
            raw(b"HTTP/1.1 200 OK\r\n\r\nuntil closed", close=True),
            {"expect": ("body contains closed",)},
            "up",
            None,
            None,
        ),
    ],
)
def test_an_answer_is_judged(
    answer: Answer, more: dict[str, Any], state: str, value: str | None, reason: str | None
) -> None:
    reading, _ = against(answer, **more)
    assert reading.state == state
    assert reading.latency_s is not None
    assert reading.value == (value or reading.value)
    assert reading.value
    assert reason is None or reading.reason == reason
    assert reading.at == AT


@pytest.mark.parametrize(
    ("answer", "value", "reason", "definite"),
    [
        (raw(b"", close=True), "closed", "connection closed by 127.0.0.1:{port} before an answer", False),
        (resets, "reset", "connection reset by 127.0.0.1:{port}", False),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), "no http", "answer was not HTTP: illegal status line", True),
        (raw(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok", close=True), "cut off", "answer broke off", False),
        (raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"), "no http", "answer was not HTTP", True),
    ],
)
def test_a_broken_answer_is_named(answer: Answer, value: str, reason: str, definite: bool) -> None:
    reading, served = against(answer)
    assert (reading.state, reading.value, reading.definite) == ("down", value, definite)
    assert reading.reason.startswith(reason.format(port=served.port))
    assert len(reading.reason) < 140


@pytest.mark.parametrize(
    ("answer", "budget_s", "said"),
    [
        (silent, 0.2, "no answer within 200 ms: connected to 127.0.0.1, no answer came"),
        (drips, 0.5, "no answer within 500 ms: status 200 came, its body did not end"),
    ],
)
def test_a_server_that_never_ends_is_ended_at_the_budget(answer: Answer, budget_s: float, said: str) -> None:
    reading, _ = against(answer, timeout=budget_s)
    assert (reading.state, reading.value, reading.definite) == ("down", "timeout", False)
    assert reading.reason == said


def test_an_endless_body_is_read_to_its_first_mebibyte() -> None:
    reading, _ = against(endless, expect=("status == 200", "body contains x"))
    assert reading.state == "up"
    reading, _ = against(endless, expect=("body contains y",))
    assert reading.state == "unknown"
    assert reading.reason == "body was cut at 1024 KiB, wanted to contain y"


def test_a_zipped_bomb_is_unzipped_to_the_cap_only() -> None:
    bomb = gzip.compress(b"x" * (64 << 20))
    reading, _ = against(says(bomb, headers="content-encoding: gzip\r\n"), expect=("body contains y",))
    assert reading.reason == "body was cut at 1024 KiB, wanted to contain y"


def test_only_latency_wrong_is_slow_and_not_an_answer_to_act_on() -> None:
    reading, _ = against(says(), warn=("latency < 0.001ms",))
    assert (reading.state, reading.slow) == ("degraded", True)
    reading, _ = against(says(), expect=("latency < 0.001ms",))
    assert (reading.state, reading.definite) == ("down", False)
    assert reading.value.endswith(" ms")
    reading, _ = against(says(), warn=("latency < 0.001ms", "body contains no"))
    assert (reading.state, reading.slow) == ("degraded", False)


def test_a_closed_port_refuses() -> None:
    port = free_port()
    reading = asyncio.run(read(check_of(f"http://127.0.0.1:{port}/")))
    assert (reading.state, reading.value, reading.definite) == ("down", "refused", True)
    assert reading.reason == f"connection refused by 127.0.0.1:{port}"


def test_a_name_with_several_addresses_that_all_refuse_refuses() -> None:
    port = free_port()
    reading = asyncio.run(read(check_of(f"http://localhost:{port}/")))
    assert reading.reason == f"connection refused by localhost:{port}"


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "x"), "down", "name no.such.example not found"),
        (socket.gaierror(socket.EAI_AGAIN, "x"), "down", "name no.such.example could not be looked up"),
        (OSError(101, "x"), "unknown", "this machine has no network to no.such.example:80"),
        (OSError(113, "x"), "down", "no way to no.such.example:80"),
    ],
)
def test_failures_of_names_and_nets_have_words(
    monkeypatch: pytest.MonkeyPatch, error: OSError, state: str, reason: str
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    monkeypatch.setattr(failure, "on_network", lambda: True)
    reading = asyncio.run(read(check_of("http://no.such.example/")))
    assert (reading.state, reading.reason) == (state, reason)


@pytest.mark.parametrize("code", [socket.EAI_NONAME, socket.EAI_AGAIN])
def test_a_name_that_a_machine_without_a_network_cannot_ask_for_is_not_down(
    monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise socket.gaierror(code, "x")

    monkeypatch.setattr(socket, "getaddrinfo", fails)
    monkeypatch.setattr(failure, "on_network", lambda: False)
    reading = asyncio.run(read(check_of("http://no.such.example/")))
    assert (reading.state, reading.value) == ("unknown", "no net")
    assert reading.reason == "this machine has no network to ask for no.such.example"


def test_a_machine_is_on_a_network_where_a_way_leads_out(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: set[int] = set()

    class Asked(socket.socket):
        def connect(self, _address: object) -> None:
            if self.family not in ways:
                raise OSError(errno.ENETUNREACH, "x")

    monkeypatch.setattr(socket, "socket", Asked)
    assert not network.on_network()
    ways.add(socket.AF_INET)
    assert network.on_network()


@pytest.mark.parametrize("host", ["a" * 64 + ".example", "xn--zzzzzzzzz--.example", "..", "%00"])
def test_a_host_that_can_be_no_name_is_a_reading_too(host: str) -> None:
    reading = asyncio.run(read(check_of(f"http://{host}/")))
    assert reading.state in ("down", "unknown")
    assert reading.reason


def test_a_name_that_leads_to_a_metadata_address_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> tuple[Reading, Served]:
        async with serving(says()) as served:
            monkeypatch.setattr("warroom.checks.net.wire.is_metadata", lambda host: host == "127.0.0.1")
            return await read(check_of(served.url(host="localhost"))), served

    reading, served = asyncio.run(run())
    assert reading.state == "unknown"
    assert reading.reason == "localhost leads to 127.0.0.1, a metadata address, which is never probed"
    assert served.requests == []


def test_metadata_addresses_are_known_in_any_spelling() -> None:
    bad = (
        "169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "fe80::a9fe:a9fe",
        "fd20:ce::254",
        "2002:a9fe:a9fe::1",
        "::a9fe:a9fe",
        "fd00:ec2::254",
        "::ffff:a9fe:a9fe",
        "0xa9fea9fe",
        "fd00:ec2::254%1",
    )
    assert all(is_metadata(host) for host in bad)
    good = ("127.0.0.1", "10.0.0.1", "::1", "fd00::1", "example.com", "169.example", "")
    assert not any(is_metadata(host) for host in good)


def test_a_connection_is_kept_and_nothing_is_remembered() -> None:
    async def run() -> tuple[list[Reading], Served]:
        async with (
            serving(says(headers="set-cookie: node=7\r\n")) as served,
            Probes(lambda: AT) as probes,
        ):
            check = check_of(served.url(), headers={"Authorization": "Bearer t"})
            return [await read(check, probes) for _ in range(5)], served

    readings, served = asyncio.run(run())
    assert [reading.state for reading in readings] == ["up"] * 5
    assert served.connections == 1
    assert not any(b"cookie" in request.lower() for request in served.requests)
    assert all(b"authorization: Bearer t" in request for request in served.requests)
    assert all(b"GET /health HTTP/1.1\r\n" in request for request in served.requests)


def test_a_kept_connection_the_server_closed_is_no_failure() -> None:
    async def closing(writer: asyncio.StreamWriter) -> None:
        if getattr(closing, "armed", False):
            closing.armed = False  # type: ignore[attr-defined]  # a mark on the function itself
            writer.close()
            return
        await says()(writer)

    async def run() -> tuple[list[Reading], Served]:
        async with serving(closing) as served, Probes(lambda: AT) as probes:
            first = await read(check_of(served.url()), probes)
            closing.armed = True  # type: ignore[attr-defined]  # a mark on the function itself
            return [first, await read(check_of(served.url()), probes)], served

    readings, served = asyncio.run(run())
    assert [reading.state for reading in readings] == ["up", "up"]
    assert served.connections == 2


def test_head_asks_without_a_body() -> None:
    head = raw(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n")
    reading, served = against(head, method="HEAD", timeout=2.0)
    assert reading.state == "up"
    assert served.requests[0].startswith(b"HEAD /health ")


def test_a_post_is_sent_once_when_it_is_allowed() -> None:
    reading, served = against(says(), method="POST", body="{}", writes=True)
    assert reading.state == "up"
    assert b"content-length: 2\r\n" in served.requests[0].lower()


def test_the_environments_proxy_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    reading, _ = against(says())
    assert reading.state == "up"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Certificates for `localhost`, one good and one that ended in 2020, each its own authority."""
    folder = tmp_path_factory.mktemp("tls")
    (folder / "ca.cnf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndatabase={folder}/index\nserial={folder}/serial\nnew_certs_dir={folder}\ndefault_md=sha256\n"
        "policy=p\nx509_extensions=e\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:localhost\n"
        "basicConstraints=critical,CA:TRUE\n[req]\ndistinguished_name=n\n[n]\n"
    )
    (folder / "index").touch()
    key, request, config = folder / "key.pem", folder / "request.pem", folder / "ca.cnf"
    new = ("req", "-config", config, "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    sign = ("ca", "-config", config, "-selfsign", "-batch", "-notext", "-rand_serial", "-keyfile", key, "-in", request)
    try:
        _openssl(*new, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
        _openssl(*sign, "-out", folder / "good.pem", "-startdate", "20200101000000Z", "-enddate", "20491231000000Z")
        (folder / "index").write_text("")
        _openssl(*sign, "-out", folder / "old.pem", "-startdate", "20200101000000Z", "-enddate", "20200201000000Z")
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    return folder


def _openssl(*arguments: object) -> None:
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("certificate", "trusted", "host", "state", "reason"),
    [
        ("good.pem", True, "localhost", "up", "status 200"),
        ("old.pem", True, "localhost", "down", "TLS: certificate expired"),
        ("good.pem", True, "127.0.0.1", "down", "TLS: certificate name mismatch: it is not for 127.0.0.1"),
        ("good.pem", False, "localhost", "down", "TLS: certificate signed by itself"),
    ],
)
def test_a_bad_certificate_says_what_is_wrong_with_it(
    authority: Path, certificate: str, trusted: bool, host: str, state: str, reason: str
) -> None:
    async def run() -> Reading:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(authority / certificate, authority / "key.pem")
        async with serving(says(), server) as served, Probes(lambda: AT) as probes:
            if trusted:
                (await probes.tls()).load_verify_locations(authority / certificate)
            return await read(check_of(served.url(host=host, scheme="https")), probes)

    reading = asyncio.run(run())
    assert (reading.state, reading.reason) == (state, reason)
    assert reading.definite is (state == "down")


def test_a_certificate_is_not_looked_at_where_the_check_says_so(authority: Path) -> None:
    async def run() -> Reading:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(authority / "old.pem", authority / "key.pem")
        async with serving(says(), server) as served:
            return await read(check_of(served.url(scheme="https"), verify=False))

    assert asyncio.run(run()).state == "up"


def test_a_server_that_speaks_no_tls_is_said() -> None:
    async def run() -> tuple[Reading, Served]:
        async with serving(silent, greeting=b"220 mail.example ESMTP\r\n") as served:
            return await read(check_of(served.url(scheme="https"))), served

    reading, served = asyncio.run(run())
    assert (reading.state, reading.value, reading.definite) == ("down", "tls", True)
    assert reading.reason == f"TLS: wrong version number at 127.0.0.1:{served.port}"


def test_a_handshake_that_never_ends_is_ended_and_its_connection_closed() -> None:
    async def run() -> Reading:
        async with serving(silent) as served:
            return await read(check_of(served.url(scheme="https"), timeout=0.2))

    reading = asyncio.run(run())
    assert reading.reason.startswith("no answer within 200 ms: in ")
    gc.collect()  # a connection left open would be a ResourceWarning here


async def only_interim(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)
        await writer.drain()


async def letter_by_letter(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"1\r\nx\r\n" * 1000)
        await writer.drain()


def test_an_answer_that_only_promises_one_is_given_up_long_before_the_budget() -> None:
    reading, _ = against(only_interim, timeout=30)
    assert (reading.state, reading.value) == ("down", "no http")
    assert "more came before an answer than an answer takes" in reading.reason


def test_a_body_that_comes_letter_by_letter_is_cut() -> None:
    reading, _ = against(letter_by_letter, timeout=30, expect=("status == 200", "body contains y"))
    assert reading.state == "unknown"
    assert "was cut at 4 KiB" in reading.reason
