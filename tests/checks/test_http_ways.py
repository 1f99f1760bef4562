"""The ways an http check takes to its server: redirects, credentials, sockets, addresses, certificates, phases."""

import asyncio
import socket
import ssl
import subprocess
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.checks.servers import Answer, Served, free_port, says, serving
from warroom.checks.asking import Places, ask
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.probes import Probes
from warroom.checks.written import make_check
from warroom.errors import BadInput

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
TOKEN = "t0ken-of-the-w4r-r00m"


async def read(url: str, **more: Any) -> Reading:
    check = make_check({"name": "api", "url": url, **more})
    async with Probes(lambda: AT) as probes:
        return await ask(Prepared(check), probes.probe, probes.now, Places())


def moved(to: str, status: str = "302 Found") -> Answer:
    return says(b"", status=status, headers=f"location: {to}\r\n")


def test_a_redirect_is_an_answer_of_its_own_unless_it_is_to_be_followed() -> None:
    async def run() -> tuple[Reading, Reading]:
        async with serving(says(b"home")) as home, serving(moved(home.url("/login"))) as api:
            return await read(api.url()), await read(api.url(), redirects=1, expect=["body == home", "hops == 1"])

    kept, followed = asyncio.run(run())
    assert (kept.state, kept.value) == ("down", "302")
    assert followed.state == "up"
    assert followed.details[0][0] == "hop"
    assert followed.details[0][1].startswith("302 to http://127.0.0.1:")


def test_a_relative_redirect_stays_on_its_connection_and_keeps_its_headers() -> None:
    async def run() -> tuple[Reading, Served]:
        turns = iter((moved("/there?x=1"), says()))

        async def answer(writer: asyncio.StreamWriter) -> None:
            await next(turns)(writer)

        async with serving(answer) as served:
            return await read(served.url(), redirects=3, headers={"x-team": "shop"}), served

    reading, served = asyncio.run(run())
    assert reading.state == "up"
    assert served.connections == 1
    assert served.requests[1].startswith(b"GET /there?x=1 ")
    assert b"x-team: shop" in served.requests[1]


def test_authorization_never_goes_to_another_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", TOKEN)

    async def run() -> tuple[Reading, Served, Served]:
        async with serving(says()) as other, serving(moved(other.url())) as api:
            more = {"bearer": "${API_TOKEN}", "headers": {"x-key": "k", "cookie": "c=1"}, "redirects": 2}
            return await read(api.url(), **more), api, other

    reading, api, other = asyncio.run(run())
    assert reading.state == "up"
    assert TOKEN.encode() in api.requests[0]
    assert not any(word in other.requests[0].lower() for word in (b"authorization", b"x-key", b"cookie"))


def test_a_redirect_loop_ends_at_its_limit() -> None:
    async def run() -> tuple[Reading, Served]:
        async with serving(moved("/again")) as served:
            return await read(served.url(), redirects=4), served

    reading, served = asyncio.run(run())
    assert (reading.state, reading.value) == ("down", "hops")
    assert reading.reason == "more than 4 redirects, the last to /again"
    assert len(served.requests) == 5


@pytest.mark.parametrize("to", ["http://169.254.169.254/latest", "file:///etc/passwd", "//[", "gopher://x"])
def test_a_redirect_to_where_nobody_is_asked_is_not_followed(to: str) -> None:
    async def run() -> Reading:
        async with serving(moved(to)) as served:
            return await read(served.url(), redirects=4)

    reading = asyncio.run(run())
    assert (reading.state, reading.value) == ("down", "hops")
    assert "redirected to" in reading.reason


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"redirects": 11}, "`redirects` is how many to follow, 0 to 10"),
        ({"redirects": 1, "method": "POST", "writes": True}, "it would be sent twice"),
        ({"ip": "5"}, "`ip`"),
        ({"unix": "app.sock"}, "`unix` must be the whole path of a socket"),
        ({"basic": {"username": "u", "password": "p"}}, "`basic` is a secret and comes from the environment"),
        ({"bearer": "x"}, "`bearer` is a secret and comes from the environment"),
    ],
)
def test_what_cannot_be_meant_is_refused(more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_check({"name": "api", "url": "http://127.0.0.1:1/", **more})
    assert said in str(refused.value)


def test_name_and_password_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_PASSWORD", TOKEN)

    async def run() -> tuple[Reading, Served]:
        async with serving(says()) as served:
            basic = {"username": "war", "password": "${API_PASSWORD}"}
            return await read(served.url(), basic=basic), served

    reading, served = asyncio.run(run())
    assert reading.state == "up"
    assert b"authorization: Basic " + b64encode(f"war:{TOKEN}".encode()) in served.requests[0]


def test_a_header_of_the_answer_is_found_whatever_its_case() -> None:
    async def run() -> Reading:
        async with serving(says(headers="X-Version: 41a\r\n")) as served:
            return await read(served.url(), expect=["headers.X-Version == 41a", "headers.x-none == 1"])

    reading = asyncio.run(run())
    assert [(one.ok, one.said) for one in reading.found] == [
        (True, "status 200"),
        (True, 'headers.X-Version "41a"'),
        (False, "headers.x-none is missing"),
    ]


def test_a_unix_socket_is_asked_like_any_server(tmp_path: Path) -> None:
    async def run() -> tuple[Reading, list[bytes]]:
        requests: list[bytes] = []

        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await reader.readuntil(b"\r\n\r\n"))
            await says()(writer)
            await writer.drain()
            writer.close()

        server = await asyncio.start_unix_server(talk, tmp_path / "app.sock")
        async with server:
            return await read("http://app/health", unix=str(tmp_path / "app.sock")), requests

    reading, requests = asyncio.run(run())
    assert reading.state == "up"
    assert b"host: app\r\n" in requests[0].lower()


def test_a_unix_socket_that_is_not_there_is_down(tmp_path: Path) -> None:
    reading = asyncio.run(read("http://app/", unix=str(tmp_path / "none.sock")))
    assert (reading.state, reading.value) == ("down", "no sock")
    assert "none.sock" in reading.reason


def test_a_name_is_tried_at_its_next_address_when_the_first_refuses() -> None:
    async def run() -> Reading:
        async with serving(says()) as served:
            return await read(served.url(host="localhost"))

    assert asyncio.run(run()).state == "up"


def test_one_family_of_addresses_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    real = socket.getaddrinfo

    def spying(*arguments: Any, **named: Any) -> Any:
        asked.append(named.get("family", arguments[2] if len(arguments) > 2 else 0))
        return real(*arguments, **named)

    monkeypatch.setattr(socket, "getaddrinfo", spying)

    async def run() -> Reading:
        async with serving(says()) as served:
            return await read(served.url(host="localhost"), ip="4")

    assert asyncio.run(run()).state == "up"
    assert socket.AF_INET in asked


def test_each_phase_of_a_new_connection_is_timed_and_of_a_kept_one_only_what_was_done() -> None:
    async def run() -> list[Reading]:
        async with serving(says()) as served, Probes(lambda: AT) as probes:
            asked = Prepared(make_check({"name": "api", "url": served.url()}))
            return [await ask(asked, probes.probe, probes.now, Places()) for _ in range(2)]

    new, kept = asyncio.run(run())
    assert [name for name, _ in new.phases] == ["resolve", "connect", "wait", "transfer"]
    assert [name for name, _ in kept.phases] == ["wait", "transfer"]
    assert new.latency_s == pytest.approx(sum(seconds for _, seconds in new.phases), abs=0.01)


def test_a_fresh_connection_is_made_each_time_where_the_check_wants_it() -> None:
    async def run() -> tuple[list[Reading], Served]:
        async with serving(says()) as served, Probes(lambda: AT) as probes:
            asked = Prepared(make_check({"name": "api", "url": served.url(), "fresh": True}))
            return [await ask(asked, probes.probe, probes.now, Places()) for _ in range(3)], served

    readings, served = asyncio.run(run())
    assert [reading.state for reading in readings] == ["up"] * 3
    assert served.connections == 3


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost` that lasts 30 days, its own authority, with its key in the same file."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", str(file), "-out", f"{file}.crt", "-days", "30", "-subj", "/CN=localhost"),
            *("-addext", "subjectAltName=DNS:localhost"),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl cannot make a certificate here")
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.mark.parametrize(("limit", "state"), [("21d", "up"), ("40d", "degraded")])
def test_a_certificate_tells_how_long_it_lasts(certificate: Path, limit: str, state: str) -> None:
    async def run() -> list[Reading]:
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        server.load_cert_chain(certificate)
        now = datetime.now(UTC)  # noqa: TID251 - the certificate was made a moment ago
        async with serving(says(), server) as served, Probes(lambda: now) as probes:
            (await probes.tls()).load_verify_locations(certificate)
            url = served.url(host="localhost", scheme="https")
            asked = Prepared(make_check({"name": "api", "url": url, "warn": f"cert > {limit}"}))
            return [await ask(asked, probes.probe, probes.now, Places()) for _ in range(2)]

    for reading in asyncio.run(run()):
        assert reading.state == state
        assert "cert 29 d 23 h" in reading.found[-1].said
        assert dict(reading.details)["TLS"].startswith("TLSv1.")


def test_two_checks_of_one_origin_do_not_wait_for_each_other() -> None:
    async def run() -> list[Reading]:
        gate = asyncio.Event()
        waiting = 0

        async def answer(writer: asyncio.StreamWriter) -> None:
            nonlocal waiting
            waiting += 1
            if waiting == 2:
                gate.set()
            await gate.wait()
            await says()(writer)

        async with serving(answer) as served:
            return list(await asyncio.gather(read(served.url("/a")), read(served.url("/b"))))

    assert [reading.state for reading in asyncio.run(run())] == ["up", "up"]


def test_a_closed_port_is_told_with_its_address_family() -> None:
    port = free_port()
    reading = asyncio.run(read(f"http://[::1]:{port}/"))
    assert reading.reason in (f"connection refused by [::1]:{port}", f"no way to [::1]:{port}") or "no network" in (
        reading.reason
    )


def test_hosts_that_a_redirect_led_to_are_not_kept() -> None:
    async def run() -> int:
        async with serving(says()) as other:
            turns = iter(f"http://127.0.0.{n}:{other.port}/" for n in range(2, 40))

            async def answer(writer: asyncio.StreamWriter) -> None:
                await moved(next(turns))(writer)

            async with serving(answer) as api, Probes(lambda: AT) as probes:
                asked = Prepared(make_check({"name": "api", "url": api.url(), "redirects": 2}))
                for _ in range(20):
                    await ask(asked, probes.probe, probes.now, Places())
                return len(probes._kept)

    assert asyncio.run(run()) == 1
