"""The dns probe against name servers on loopback: good answers, codes that are none, silence, and real servers."""

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.resolver
import pytest

from tests.checks.probes.name_server import NameServer, answering
from tests.checks.probes.watching import Program, read, refused, ups_and_downs
from tests.checks.servers import free_port
from warroom.checks.model import Reading
from warroom.checks.net import lookup
from warroom.checks.probes.dns import server_of

SBIN = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/sbin"


@pytest.fixture
def server() -> Iterator[NameServer]:
    with answering() as served:
        yield served


def look(server: NameServer, host: str, record: str = "A", **keys: Any) -> Reading:
    address = f"[{server.host}]" if ":" in server.host else server.host
    keys = {"resolver": f"{address}:{server.port}", **keys}
    return asyncio.run(read("dns", host=host, record=record, **keys))


@pytest.mark.parametrize(
    ("host", "record", "answers"),
    [
        ("web.test", "A", ["10.0.0.1", "10.0.0.2", "10.0.0.10"]),
        ("web.test.", "A", ["10.0.0.1", "10.0.0.2", "10.0.0.10"]),
        ("web.test", "AAAA", ["fd00::1"]),
        ("web.test", "MX", ["5 a.mail.test", "20 b.mail.test"]),
        ("web.test", "TXT", ["café", "v=spf1 include:mail.test -all"]),
        ("web.test", "NS", ["ns1.test", "ns2.test"]),
        ("web.test", "SOA", ["ns1.test admin.test 2026112101 7200 900 1209600 86400"]),
        ("_sip._tcp.web.test", "SRV", ["10 60 5060 sip.test"]),
        ("null.test", "MX", ["0 ."]),
        ("192.0.2.10", "PTR", ["web.test"]),
        ("10.2.0.192.in-addr.arpa", "PTR", ["web.test"]),
        ("www.test", "CNAME", ["alias.test"]),
        ("www.test", "A", ["10.0.0.1", "10.0.0.2", "10.0.0.10"]),
        ("bücher.test", "A", ["10.0.0.3"]),
        (".", "NS", ["a.root-servers.test"]),
    ],
)
def test_answers_are_said_as_people_write_them_and_in_a_fixed_order(
    server: NameServer, host: str, record: str, answers: list[str]
) -> None:
    reading = look(server, host, record)
    more = f" and {len(answers) - 1} more" if len(answers) > 1 else ""
    assert (reading.state, reading.reason) == ("up", f"{record} {answers[0]}{more}")
    assert [words for label, words in reading.details if label == "answer"] == answers
    assert ("server", f"127.0.0.1:{server.port}") in reading.details
    assert reading.latency_s is not None


def test_the_names_led_through_are_told_and_the_shortest_ttl_counts(server: NameServer) -> None:
    reading = look(server, "www.test", expect="ttl >= 1m")
    assert [words for label, words in reading.details if label == "alias"] == ["alias.test", "web.test"]
    assert (reading.state, reading.reason) == ("down", "ttl 20 s, wanted >= 1 min")


@pytest.mark.parametrize(
    ("expect", "state", "reason"),
    [
        ("answers contains 10.0.0.2", "up", None),
        ("answers contains 10.0.0.3", "down", "answers a list of 3, wanted to contain 10.0.0.3"),
        ("answers[0] == 10.0.0.1", "up", None),
        ("answers[3] == 10.0.0.1", "down", "answers[3] is missing"),
        ("count == 3", "up", None),
        ("count >= 4", "down", "count 3, wanted >= 4"),
        ("ttl <= 5m", "up", None),
        ("rcode == NOERROR", "up", None),
        ("latency < 5s", "up", None),
    ],
)
def test_conditions_speak_of_the_answers(server: NameServer, expect: str, state: str, reason: str | None) -> None:
    reading = look(server, "web.test", expect=expect)
    assert reading.state == state
    assert reason is None or reading.reason == reason


@pytest.mark.parametrize(
    ("host", "value", "reason", "definite"),
    [
        ("nobody.test", "no name", "name nobody.test not found: {server} said NXDOMAIN", True),
        ("dangling.test", "no name", "name dangling.test not found: {server} said NXDOMAIN", True),
        ("fails.test", "failed", "{server} could not look up fails.test: SERVFAIL", False),
        ("refuses.test", "refused", "{server} refused to look up refuses.test: REFUSED", True),
        ("unwilling.test", "notimp", "{server} answered NOTIMP for unwilling.test", True),
        ("other.test", "notauth", "{server} answered NOTAUTH for other.test", True),
        ("null.test", "empty", "null.test has no A record", True),
    ],
)
def test_an_answer_that_is_none_is_down_and_says_which(
    server: NameServer, host: str, value: str, reason: str, definite: bool
) -> None:
    reading = look(server, host)
    assert (reading.state, reading.value, reading.definite) == ("down", value, definite)
    assert reading.reason == reason.format(server=f"127.0.0.1:{server.port}")


@pytest.mark.parametrize(
    ("host", "expect", "state", "reason"),
    [
        ("nobody.test", "rcode == NXDOMAIN", "up", "no A record, NXDOMAIN"),
        ("web.test", "rcode == NXDOMAIN", "down", 'rcode "NOERROR", wanted NXDOMAIN'),
        ("nobody.test", "count == 0", "down", "name nobody.test not found: {server} said NXDOMAIN"),
        ("null.test", "count == 0", "up", "no A record, NOERROR"),
        ("null.test", "answers contains 10.0.0.1", "down", "answers a list of 0, wanted to contain 10.0.0.1"),
        ("fails.test", "rcode in NOERROR, SERVFAIL", "up", "no A record, SERVFAIL"),
    ],
)
def test_a_condition_may_want_a_name_not_to_be_there(
    server: NameServer, host: str, expect: str, state: str, reason: str
) -> None:
    reading = look(server, host, expect=expect)
    assert (reading.state, reading.reason) == (state, reason.format(server=f"127.0.0.1:{server.port}"))


def test_an_answer_too_long_for_udp_is_fetched_over_tcp(server: NameServer) -> None:
    reading = look(server, "big.test", "TXT", expect="count == 40")
    assert reading.state == "up"
    assert server.asked == ["udp big.test. TXT", "tcp big.test. TXT"]
    assert ("answer", "and 32 more") in reading.details


def test_a_cut_answer_that_tcp_does_not_complete_is_said(server: NameServer) -> None:
    reading = look(server, "half.test")
    where = f"127.0.0.1:{server.port}"
    assert (reading.state, reading.value) == ("down", "no tcp")
    assert reading.reason.startswith(f"{where} cut its answer short and gave no whole one over TCP")


def test_nothing_is_remembered_between_two_readings(server: NameServer) -> None:
    assert [look(server, "web.test").state for _ in range(2)] == ["up", "up"]
    assert server.asked == ["udp web.test. A"] * 2


def test_a_question_that_was_lost_is_asked_again(server: NameServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "RETRY_S", 0.1)
    server.drops = 1
    reading = look(server, "web.test")
    assert (reading.state, server.asked) == ("up", ["udp web.test. A"] * 2)


@pytest.mark.parametrize("host", ["silent.test", "garbage.test"])
def test_silence_and_what_is_no_dns_end_at_the_budget_and_say_who_was_asked(server: NameServer, host: str) -> None:
    reading = look(server, host, timeout="300ms")
    assert (reading.state, reading.value) == ("down", "timeout")
    assert reading.reason == f"no answer within 300 ms: asked 127.0.0.1:{server.port}"


def test_a_port_nobody_answers_on_refuses_at_once() -> None:
    port = free_port()
    reading = asyncio.run(read("dns", host="web.test", resolver=f"127.0.0.1:{port}", timeout="30s"))
    assert (reading.value, reading.reason) == ("refused", f"connection refused by 127.0.0.1:{port}")
    assert reading.definite


def test_a_name_server_is_asked_over_ipv6() -> None:
    try:
        served = answering("::1")
        with served as server:
            reading = look(server, "web.test")
    except OSError as error:
        pytest.skip(f"no IPv6 on loopback: {error}")
    assert (reading.state, reading.reason) == ("up", "A 10.0.0.1 and 2 more")


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, server: NameServer) -> list[str]:
    """The name servers this machine names, all on the port of ours."""
    named = [server.host]

    def configure(self: dns.resolver.BaseResolver, _: object) -> None:
        if not named:
            raise dns.resolver.NoResolverConfiguration
        self.nameservers, self.port = list(named), server.port

    monkeypatch.setattr(dns.resolver.BaseResolver, "read_resolv_conf", configure)
    return named


@pytest.mark.usefixtures("system")
def test_without_a_resolver_the_systems_is_asked(server: NameServer) -> None:
    reading = look(server, "web.test", resolver="")
    assert (reading.state, server.asked) == ("up", ["udp web.test. A"])


def test_where_one_of_the_systems_name_servers_is_gone_the_next_is_asked(server: NameServer, system: list[str]) -> None:
    system.insert(0, "127.0.0.2")
    reading = look(server, "web.test", resolver="")
    assert (reading.state, reading.reason) == ("up", "A 10.0.0.1 and 2 more")


def test_a_machine_that_names_no_name_server_is_unknown_not_down(server: NameServer, system: list[str]) -> None:
    system.clear()
    reading = look(server, "web.test", resolver="")
    assert (reading.state, reading.reason) == (
        "unknown",
        "this machine names no name server: name one as `resolver`",
    )


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("host", ["nobody.test", "fails.test", "refuses.test"])
def test_what_the_system_says_of_a_name_without_a_network_says_nothing(
    server: NameServer, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "on_network", lambda: False)
    reading = look(server, host, resolver="")
    assert (reading.state, reading.value) == ("unknown", "no net")
    assert look(server, host).state == "down"


@pytest.mark.usefixtures("system")
def test_only_the_systems_own_failure_may_come_from_our_network(server: NameServer) -> None:
    assert look(server, "fails.test", resolver="").far
    assert not look(server, "fails.test").far


@pytest.mark.parametrize(
    ("text", "server"),
    [
        ("10.0.0.53", ("10.0.0.53", 53)),
        ("10.0.0.53:5353", ("10.0.0.53", 5353)),
        ("::1", ("::1", 53)),
        ("[::1]", ("::1", 53)),
        ("[fd00::53]:5353", ("fd00::53", 5353)),
    ],
)
def test_a_resolver_is_an_address_with_or_without_a_port(text: str, server: tuple[str, int]) -> None:
    assert server_of(text) == server


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`host` is missing"),
        ({"host": ""}, "`host`: a part of `` is empty"),
        ({"host": "a..b"}, "`host`: a part of `a..b` is empty or longer than 63 letters"),
        ({"host": "x" * 64 + ".test"}, "longer than 63 letters"),
        ({"host": "https://web.test"}, "`host` is no name that can be looked up"),
        ({"host": "web test"}, "`host` is no name that can be looked up"),
        ({"host": "a." * 130}, "`host` is no name that can be looked up"),
        ({"host": "web.test", "record": "ANY"}, "`record`: Invalid enum value 'ANY'"),
        ({"host": "web.test", "resolver": "ns1.test"}, "`resolver` is an address like 10.0.0.53"),
        ({"host": "web.test", "resolver": "10.0.0.53:x"}, "`resolver` is an address like 10.0.0.53"),
        ({"host": "web.test", "resolver": "10.0.0.53:0"}, "`resolver`: 0 is no port"),
        ({"host": "web.test", "resolver": "10.0.0.53:70000"}, "`resolver`: 70000 is no port"),
        ({"host": "web.test", "resolver": "169.254.169.254"}, "`resolver` is in the range of the cloud's metadata"),
        ({"host": "web.test", "expect": "ttl > 60"}, "a duration needs a unit"),
        ({"host": "web.test", "expect": "body == x"}, "unknown `body`"),
    ],
)
def test_keys_that_are_none_are_named(keys: dict[str, Any], said: str) -> None:
    assert said in refused("dns", **keys)


@pytest.mark.parametrize("host", ["ü" * 63 + ".test", "xn--zzzzzzzzz--.test", "web\\999.test", "\\"])
def test_a_name_that_cannot_be_put_in_a_question_is_a_reading_too(server: NameServer, host: str) -> None:
    reading = look(server, host)
    assert reading.state in ("down", "unknown")
    assert reading.reason


# Real servers.


def test_a_real_dnsmasq_goes_down_and_comes_back() -> None:
    program = shutil.which("dnsmasq", path=SBIN)
    if program is None:
        pytest.skip("dnsmasq is not installed")
    port = free_port()
    server = Program(
        program, "--no-daemon", f"--port={port}", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file=",
        "--listen-address=127.0.0.1", "--bind-interfaces", "--address=/web.test/10.0.0.1", "--local-ttl=77",
    )  # fmt: skip
    keys: dict[str, Any] = {"host": "web.test", "resolver": f"127.0.0.1:{port}"}
    expect = ("answers contains 10.0.0.1", "ttl == 77s")
    up, down, back = asyncio.run(ups_and_downs(server.start, server.stop, "dns", expect=expect, **keys))
    assert (up.reason, back.reason) == ("A 10.0.0.1", "A 10.0.0.1")
    assert (down.value, down.reason) == ("refused", f"connection refused by 127.0.0.1:{port}")


def test_a_real_unbound_answers_every_record_and_refuses_what_it_must(tmp_path: Path) -> None:
    program = shutil.which("unbound", path=SBIN)
    if program is None:
        pytest.skip("unbound is not installed")
    port = free_port()
    config = tmp_path / "unbound.conf"
    config.write_text(
        f'server:\n interface: 127.0.0.1@{port}\n do-daemonize: no\n chroot: ""\n username: ""\n use-syslog: no\n'
        f' directory: "{tmp_path}"\n pidfile: "{tmp_path}/pid"\n logfile: "{tmp_path}/log"\n'
        ' module-config: "iterator"\n local-zone: "test." static\n local-zone: "shut.test." refuse\n'
        ' local-data: "web.test. 120 IN A 10.0.0.1"\n local-data: "web.test. 120 IN MX 10 mail.test."\n'
        ' local-data: \'web.test. 120 IN TXT "v=spf1 -all"\'\n local-data: "web.test. IN AAAA fd00::1"\n'
        ' local-data: "_sip._tcp.web.test. IN SRV 10 60 5060 sip.test."\n'
        ' local-data-ptr: "192.0.2.10 web.test"\n'
        + "".join(f" local-data: 'big.test. IN TXT \"{number} {'x' * 200}\"'\n" for number in range(20))
        + "remote-control:\n control-enable: no\n"
    )
    server = Program(program, "-d", "-c", config)

    async def run() -> dict[str, str]:
        await server.start()
        try:
            async with asyncio.timeout(20):
                while (await one("web.test", "A")).value == "refused":
                    pass
            asked = [("web.test", "A"), ("web.test", "AAAA"), ("web.test", "MX"), ("web.test", "TXT")]
            asked += [("_sip._tcp.web.test", "SRV"), ("192.0.2.10", "PTR"), ("big.test", "TXT"), ("web.test", "NS")]
            asked += [("nobody.test", "A"), ("x.shut.test", "A")]
            return {f"{host} {record}": (await one(host, record)).reason for host, record in asked}
        finally:
            await server.stop()

    async def one(host: str, record: str) -> Reading:
        return await read("dns", host=host, record=record, resolver=f"127.0.0.1:{port}")

    where = f"127.0.0.1:{port}"
    assert asyncio.run(run()) == {
        "web.test A": "A 10.0.0.1",
        "web.test AAAA": "AAAA fd00::1",
        "web.test MX": "MX 10 mail.test",
        "web.test TXT": "TXT v=spf1 -all",
        "_sip._tcp.web.test SRV": "SRV 10 60 5060 sip.test",
        "192.0.2.10 PTR": "PTR web.test",
        "big.test TXT": f"TXT 0 {'x' * 77}… and 19 more",
        "web.test NS": "web.test has no NS record",
        "nobody.test A": f"name nobody.test not found: {where} said NXDOMAIN",
        "x.shut.test A": f"{where} refused to look up x.shut.test: REFUSED",
    }
