"""The tls probe against servers with good and bad certificates, whole and broken chains, and words before TLS."""

import asyncio
import shutil
import ssl
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.authority import Authority, Holder, issue
from tests.checks.probes.watching import Program, Talk, listening, now, read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading
from warroom.checks.net.certificates import in_a_cell

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


async def waits(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    """Holds the connection until the other side leaves."""
    await reader.read()


def against(context: ssl.SSLContext | None, talk: Talk = waits, **keys: Any) -> tuple[Reading, int]:
    async def run() -> tuple[Reading, int]:
        async with listening(talk, tls=context) as port:
            return await read("tls", **{"host": "localhost", "port": port, "ip": "4", **keys}), port

    return asyncio.run(run())


def leaf(authority: Authority, by: Holder | None = None, **more: Any) -> Holder:
    return issue("web", by or authority.intermediate, **{"names": ("localhost", "web.example"), **more})


def test_a_good_certificate_says_how_long_it_lasts(authority: Authority) -> None:
    context = authority.context(leaf(authority), authority.intermediate)
    reading, _ = against(context, ca=str(authority.ca))
    assert (reading.state, reading.value, reading.reason) == ("up", "30 d", "certificate ends in 30 d 4 h")
    assert reading.latency_s is not None
    assert [label for label, _ in reading.phases] == ["resolve", "connect", "TLS"]
    details = dict(reading.details)
    assert details["certificate"] == "web"
    assert details["for"] == "localhost, web.example"
    assert details["issuer"] == "Test Intermediate"
    assert details["TLS"] == "TLSv1.3, TLS_AES_256_GCM_SHA384"
    assert details["valid"].startswith(f"from {(now() - 30 * DAY).date()}, ends in 30 d 4 h, on ")


@pytest.mark.parametrize(
    ("expect", "state", "reason"),
    [
        ("cert > 21d", "up", "certificate ends in 30 d 4 h"),
        ("cert > 45d", "down", "cert 30 d 4 h, wanted > 45 d"),
        ("protocol == TLSv1.3", "up", None),
        ("protocol in TLSv1.1, TLSv1.2", "down", 'protocol "TLSv1.3", wanted TLSv1.1, TLSv1.2'),
        ("cipher contains AES", "up", None),
        ("name == web", "up", None),
        ("issuer contains Intermediate", "up", None),
        ("names contains web.example", "up", None),
        ("names contains other.example", "down", "names a list of 2, wanted to contain other.example"),
        ("chain > 21d", "up", None),
        ("chain > 60d", "down", "chain 30 d 4 h, wanted > 60 d"),
        ("latency < 5s", "up", None),
    ],
)
def test_conditions_speak_of_the_certificate_and_the_handshake(
    authority: Authority, expect: str, state: str, reason: str | None
) -> None:
    context = authority.context(leaf(authority), authority.intermediate)
    reading, _ = against(context, ca=str(authority.ca), expect=expect)
    assert reading.state == state
    assert reason is None or reading.reason == reason


def test_a_certificate_near_its_end_warns_in_its_row(authority: Authority) -> None:
    context = authority.context(leaf(authority, ends=5.2 * DAY), authority.intermediate)
    reading, _ = against(context, ca=str(authority.ca), warn="cert > 21d")
    assert (reading.state, reading.value, reading.slow) == ("degraded", "5 d", False)
    assert reading.reason == "cert 5 d 4 h, wanted > 21 d"


def test_an_intermediate_that_ends_first_is_seen_by_a_condition_on_the_chain(authority: Authority) -> None:
    short = issue("Short Intermediate", authority.root, authority=True, ends=3.2 * DAY)
    reading, _ = against(authority.context(leaf(authority, short), short), ca=str(authority.ca), expect="chain > 7d")
    assert (reading.state, reading.reason) == ("down", "chain 3 d 4 h, wanted > 7 d")
    assert ("chain", "web < Short Intermediate < Test Root") in reading.details
    assert ("first to end", "Short Intermediate") in reading.details


def test_an_expired_certificate_still_tells_its_dates(authority: Authority) -> None:
    old = leaf(authority, ends=-3.1 * DAY)
    reading, _ = against(authority.context(old, authority.intermediate), ca=str(authority.ca))
    on = (now() - 3.1 * DAY).date()
    assert (reading.state, reading.value, reading.definite) == ("down", "expired", True)
    assert reading.reason == f"TLS: certificate expired 3 d 2 h ago, on {on}"
    details = dict(reading.details)
    assert details["valid"] == f"from {(now() - 30 * DAY).date()}, expired 3 d 2 h ago, on {on}"
    assert details["sent"] == "web < Test Intermediate"
    assert details["for"] == "localhost, web.example"


def test_a_certificate_of_tomorrow_says_when_it_begins(authority: Authority) -> None:
    early = leaf(authority, begins=timedelta(days=2, minutes=30), ends=60 * DAY)
    reading, _ = against(authority.context(early, authority.intermediate), ca=str(authority.ca))
    on = (now() + timedelta(days=2, minutes=30)).date()
    assert (reading.value, reading.reason) == ("not yet", f"TLS: certificate not valid yet: it begins in 2 d, on {on}")


def test_the_one_of_a_chain_that_expired_is_named(authority: Authority) -> None:
    gone = issue("Old Intermediate", authority.root, authority=True, ends=-1.1 * DAY)
    reading, _ = against(authority.context(leaf(authority, gone), gone), ca=str(authority.ca))
    assert reading.value == "expired"
    assert reading.reason.startswith("TLS: issuer's certificate `Old Intermediate` expired 1 d 2 h ago, on ")


def test_a_certificate_for_other_names_says_for_which(authority: Authority) -> None:
    other = leaf(authority, names=("a.example", "b.example", "c.example", "d.example", "10.0.0.7"))
    reading, _ = against(authority.context(other, authority.intermediate), ca=str(authority.ca))
    on = (now() + timedelta(days=30, hours=4, minutes=30)).date()
    assert (reading.value, reading.definite) == ("name", True)
    assert reading.reason == (
        "TLS: certificate name mismatch: it is for a.example, b.example, c.example and 2 more, not for localhost; "
        f"it ends in 30 d 4 h, on {on}"
    )


def test_another_name_can_be_asked_for_at_the_same_host(authority: Authority) -> None:
    asked: list[str | None] = []
    context = authority.context(leaf(authority), authority.intermediate)
    context.sni_callback = lambda _, name, __: asked.append(name)
    reading, _ = against(context, ca=str(authority.ca), host="127.0.0.1", server_name="web.example")
    assert (reading.state, asked) == ("up", ["web.example"])
    reading, _ = against(context, ca=str(authority.ca), host="127.0.0.1")
    assert "not for 127.0.0.1" in reading.reason


def test_an_intermediate_that_is_not_sent_is_said_to_be_missing(authority: Authority) -> None:
    reading, _ = against(authority.context(leaf(authority)), ca=str(authority.ca))
    assert (reading.state, reading.value, reading.definite) == ("down", "chain", True)
    assert reading.reason.startswith(
        "TLS: certificate chain incomplete, `Test Intermediate` was not sent and is not trusted here: "
        "an intermediate is missing, or an authority unknown; it ends in 30 d 4 h"
    )
    assert dict(reading.details)["sent"] == "web"


def test_of_a_longer_chain_the_missing_link_is_named_whatever_the_order(authority: Authority) -> None:
    low = issue("Low Intermediate", authority.intermediate, authority=True)
    unrelated = issue("Unrelated", authority.root, authority=True)
    reading, _ = against(authority.context(leaf(authority, low), unrelated, low), ca=str(authority.ca))
    assert reading.value == "chain"
    assert "`Test Intermediate` was not sent" in reading.reason
    assert dict(reading.details)["sent"] == "web < Unrelated < Low Intermediate"


@pytest.mark.parametrize("sends_root", [True, False])
def test_an_authority_this_machine_does_not_know_is_named(authority: Authority, sends_root: bool) -> None:
    chain = (authority.intermediate, authority.root) if sends_root else (authority.intermediate,)
    reading, _ = against(authority.context(leaf(authority), *chain))
    assert reading.value == ("issuer" if sends_root else "chain")
    assert "`Test Root`" in reading.reason
    assert "not trusted here" in reading.reason
    assert "ends in 30 d" in reading.reason


def test_a_certificate_signed_by_itself_is_said_with_its_dates(authority: Authority) -> None:
    reading, _ = against(authority.context(issue("web", names=("localhost",))))
    assert (reading.value, reading.definite) == ("issuer", True)
    assert reading.reason.startswith("TLS: certificate signed by itself; it ends in 30 d 4 h, on ")


def test_tls_1_2_is_judged_as_well(authority: Authority) -> None:
    context = authority.context(leaf(authority), authority.intermediate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    reading, _ = against(context, ca=str(authority.ca), expect="protocol == TLSv1.3")
    assert reading.reason == 'protocol "TLSv1.2", wanted TLSv1.3'


def test_without_the_means_to_read_a_bad_certificate_it_is_still_refused(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography", None)
    old = leaf(authority, ends=-3 * DAY)
    reading, _ = against(authority.context(old, authority.intermediate), ca=str(authority.ca))
    assert (reading.state, reading.reason) == ("down", "TLS: certificate expired")
    assert reading.details == (("dates", "to see them install the Python package cryptography"),)
    good = authority.context(leaf(authority), authority.intermediate)
    reading, _ = against(good, ca=str(authority.ca), expect="chain > 7d")
    assert (reading.state, reading.reason) == ("unknown", "chain is not known: install the Python package cryptography")


def test_a_server_that_hangs_when_asked_again_leaves_the_refusal_as_it_was(authority: Authority) -> None:
    tls = authority.context(leaf(authority, ends=-3 * DAY), authority.intermediate)
    came = 0

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal came
        came += 1
        if came == 1:
            await writer.start_tls(tls)
        await reader.read()

    reading, _ = against(None, once, ca=str(authority.ca), timeout="800ms")
    assert (came, reading.state, reading.value) == (2, "down", "tls")
    assert reading.reason == "TLS: certificate expired"


async def greets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n")
    await reader.read()


async def hangs_up(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    """Not a word."""


@pytest.mark.parametrize(
    ("talk", "value", "reason"),
    [
        (greets, "tls", "TLS: wrong version number at localhost:{port}"),
        (waits, "timeout", "no answer within 300 ms: in TLS, after "),
    ],
)
def test_what_is_no_tls_is_said(talk: Talk, value: str, reason: str) -> None:
    reading, port = against(None, talk, timeout="300ms")
    assert (reading.state, reading.value) == ("down", value)
    assert reading.reason.startswith(reason.format(port=port))


def test_a_connection_closed_within_the_handshake_is_a_failure_of_the_network() -> None:
    reading, port = against(None, hangs_up)
    assert (reading.state, reading.definite) == ("down", False)
    assert reading.reason.endswith(f"by localhost:{port}")


def test_a_closed_port_refuses() -> None:
    port = free_port()
    reading = asyncio.run(read("tls", host="127.0.0.1", port=port))
    assert (reading.value, reading.reason) == ("refused", f"connection refused by 127.0.0.1:{port}")


def test_a_name_that_leads_to_a_metadata_address_is_asked_nothing(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("warroom.checks.net.wire.is_metadata", lambda host: host == "127.0.0.1")
    reading, _ = against(authority.context(leaf(authority)))
    assert (reading.state, reading.value) == ("unknown", "")
    assert reading.reason == "localhost leads to 127.0.0.1, a metadata address, which is never probed"


# Words before TLS.


def smtp(tls: ssl.SSLContext, offers: bytes = b"250-mail\r\n250-STARTTLS\r\n250 SIZE 1\r\n") -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220-mail.example\r\n220 ESMTP\r\n")
        assert (await reader.readline()).startswith(b"EHLO ")
        writer.write(offers)
        if await reader.readline() == b"STARTTLS\r\n":
            writer.write(b"220 go\r\n")
            await writer.start_tls(tls)
            await reader.read()

    return talk


def imap(tls: ssl.SSLContext, answer: bytes = b"* 1 EXISTS\r\na OK begin\r\n") -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n")
        assert await reader.readline() == b"a STARTTLS\r\n"
        writer.write(answer)
        if b"OK" in answer:
            await writer.start_tls(tls)
        await reader.read()

    return talk


def postgres(tls: ssl.SSLContext, answer: bytes = b"S") -> Talk:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readexactly(8) == b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
        writer.write(answer)
        if answer == b"S":
            await writer.start_tls(tls)
        await reader.read()

    return talk


@pytest.mark.parametrize(("protocol", "server"), [("smtp", smtp), ("imap", imap), ("postgres", postgres)])
def test_protocols_that_begin_in_plain_text_are_led_to_tls(authority: Authority, protocol: str, server: Any) -> None:
    talk = server(authority.context(leaf(authority), authority.intermediate))
    reading, _ = against(None, talk, ca=str(authority.ca), starttls=protocol)
    assert (reading.state, reading.value) == ("up", "30 d")
    assert [label for label, _ in reading.phases] == ["resolve", "connect", "STARTTLS", "TLS"]


@pytest.mark.parametrize(("protocol", "server"), [("smtp", smtp), ("imap", imap), ("postgres", postgres)])
def test_they_tell_the_dates_of_a_bad_certificate_too(authority: Authority, protocol: str, server: Any) -> None:
    talk = server(authority.context(leaf(authority, ends=-2.1 * DAY), authority.intermediate))
    reading, _ = against(None, talk, ca=str(authority.ca), starttls=protocol)
    assert reading.value == "expired"
    assert reading.reason.startswith("TLS: certificate expired 2 d 2 h ago, on ")


@pytest.mark.parametrize(
    ("protocol", "server", "answer", "reason"),
    [
        ("smtp", smtp, b"250 mail\r\n", "localhost:{port} offers no STARTTLS"),
        ("smtp", smtp, b"502 no\r\n", "localhost:{port} answered `502 no` where SMTP says 250"),
        ("imap", imap, b"a BAD what\r\n", "localhost:{port} offers no STARTTLS: `a BAD what`"),
        ("imap", imap, b"* " + b"x" * 100_000, "localhost:{port} does not speak imap: a line without end"),
        ("postgres", postgres, b"N", "the PostgreSQL at localhost:{port} offers no TLS"),
        ("postgres", postgres, b"E", "localhost:{port} does not speak PostgreSQL"),
    ],
)
def test_a_server_that_offers_no_tls_is_said(
    authority: Authority, protocol: str, server: Any, answer: bytes, reason: str
) -> None:
    talk = server(authority.context(leaf(authority)), answer)
    reading, port = against(None, talk, starttls=protocol)
    assert (reading.state, reading.value, reading.definite) == ("down", "no tls", True)
    assert reading.reason == reason.format(port=port)


@pytest.mark.parametrize("protocol", ["smtp", "imap", "postgres"])
def test_a_server_that_says_nothing_before_tls_is_said(protocol: str) -> None:
    reading, port = against(None, hangs_up, starttls=protocol)
    assert (reading.state, reading.definite) == ("down", False)
    assert reading.reason in (
        f"connection closed by localhost:{port} before TLS",
        f"connection reset by localhost:{port}",
    )
    reading, port = against(None, waits, starttls=protocol, timeout="300ms")
    assert f"connected to localhost:{port}, asking for TLS over {protocol}" in reading.reason


# Keys.


def test_the_port_is_the_usual_one_of_what_is_spoken() -> None:
    from warroom.checks.probes.tls import Options

    assert Options(host="example.com").target == "example.com:443"
    assert Options(host="::1", port=8443).target == "[::1]:8443"
    assert Options(host="db", starttls="postgres", server_name="db.example").target == "db:5432 as db.example"
    assert Options(host="mail", starttls="smtp").origin == "mail:25"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`host` is missing"),
        ({"host": "https://example.com"}, "`host` is a name or an address alone, not a URL"),
        ({"host": "example.com:443"}, "write `port: 443` beside it"),
        ({"host": "169.254.169.254"}, "metadata address"),
        ({"host": "a", "port": -1}, "`port` must be from 1 to 65535"),
        ({"host": "a", "server_name": "b c"}, "`server_name` names no host"),
        ({"host": "a", "starttls": "gopher"}, "`starttls`: Invalid enum value 'gopher'"),
        ({"host": "a", "verify": False}, "unknown key `verify`"),
        ({"host": "a", "expect": "cert > 21"}, "a duration needs a unit"),
        ({"host": "a", "expect": "status == 200"}, "unknown `status`"),
    ],
)
def test_keys_that_are_none_are_named(keys: dict[str, Any], said: str) -> None:
    assert said in refused("tls", **keys)


def test_authorities_that_cannot_be_read_are_unknown_not_down(tmp_path: Path) -> None:
    reading, _ = against(None, ca=str(tmp_path / "none.pem"))
    assert (reading.state, reading.reason) == (
        "unknown",
        f"`ca`: {tmp_path / 'none.pem'} cannot be read: No such file or directory",
    )
    (tmp_path / "empty.pem").write_text("nothing\n")
    reading, _ = against(None, ca=str(tmp_path / "empty.pem"))
    assert reading.reason == f"`ca`: {tmp_path / 'empty.pem'} holds no certificates in PEM"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-1, "expired"),
        (0.5, "0 s"),
        (59, "59 s"),
        (3599, "59 min"),
        (86_399, "23 h"),
        (86_400 * 398.9, "398 d"),
        (86_400 * 3650, "3650 d"),
        (86_400 * 36_525, "100 y"),
        (86_400 * 2_914_500, "7979 y"),
    ],
)
def test_what_is_left_fits_its_column(seconds: float, said: str) -> None:
    assert in_a_cell(seconds) == said
    assert len(said) <= 7


def test_a_real_server_goes_down_and_comes_back(authority: Authority) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl is not installed")
    port = free_port()
    sent, key = authority.files(leaf(authority), authority.intermediate)
    files = ("-cert", sent, "-cert_chain", sent, "-key", key)
    server = Program(program, "s_server", "-accept", f"127.0.0.1:{port}", *files, "-quiet")
    up, down, back = asyncio.run(
        ups_and_downs(server.start, server.stop, "tls", host="localhost", ip="4", port=port, ca=str(authority.ca))
    )
    assert (up.value, back.value) == ("30 d", "30 d")
    assert (down.value, down.reason) == ("refused", f"connection refused by localhost:{port}")
