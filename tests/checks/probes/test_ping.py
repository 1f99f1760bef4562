"""The ping probe: what the programs of several systems say, and the real one on loopback."""

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.checks.probes.watching import read, refused, ups_and_downs
from warroom.checks.model import Reading
from warroom.checks.net import pinging
from warroom.checks.net.network import on_network

UNUSED, LENT = "203.0.113.77", "198.51.100.77"
"""Addresses kept for documentation: one nobody has, one this machine is given for a moment."""

IPUTILS = """PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=11.0 ms
64 bytes from 10.0.0.1: icmp_seq=3 ttl=64 time=13.5 ms

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 405ms
rtt min/avg/max/mdev = 11.000/12.250/13.500/1.250 ms
"""
BUSYBOX = """PING 10.0.0.1 (10.0.0.1): 56 data bytes
64 bytes from 10.0.0.1: seq=0 ttl=64 time=11.000 ms
64 bytes from 10.0.0.1: seq=2 ttl=64 time=13.500 ms

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 2 packets received, 33% packet loss
round-trip min/avg/max = 11.000/12.250/13.500 ms
"""
MACOS = """PING 10.0.0.1 (10.0.0.1): 56 data bytes
64 bytes from 10.0.0.1: icmp_seq=0 ttl=64 time=11.000 ms
Request timeout for icmp_seq 1
64 bytes from 10.0.0.1: icmp_seq=2 ttl=64 time=13.500 ms

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 2 packets received, 33.3% packet loss
round-trip min/avg/max/stddev = 11.000/12.250/13.500/1.250 ms
"""
MACOS_IPV6 = """PING6(56=40+8+8 bytes) ::1 --> ::1
16 bytes from ::1, icmp_seq=0 hlim=64 time=11.000 ms

--- ::1 ping6 statistics ---
3 packets transmitted, 2 packets received, 33.3% packet loss
round-trip min/avg/max/std-dev = 11.000/12.250/13.500/1.250 ms
"""
TWICE = IPUTILS.replace("2 received, 33.3333%", "3 received, +1 duplicates, 0%")
NONE = """PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 0 received, 100% packet loss, time 2040ms

"""
TURNED_AWAY = """PING 10.0.0.1 (10.0.0.1) 56(84) bytes of data.
From 10.0.0.254 icmp_seq=1 Destination Host Unreachable
From 10.0.0.254 icmp_seq=2 Destination Host Unreachable

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 0 received, +2 errors, 100% packet loss, time 2040ms
"""
TURNED_AWAY_MACOS = """PING 10.0.0.1 (10.0.0.1): 56 data bytes
92 bytes from 10.0.0.254: Destination Host Unreachable
Vr HL TOS  Len   ID Flg  off TTL Pro  cks      Src      Dst
 4  5  00 5400 6d09   0 0000  40  01 0000 10.0.0.9  10.0.0.1

--- 10.0.0.1 ping statistics ---
3 packets transmitted, 0 packets received, 100.0% packet loss
"""

Says = Callable[..., Path]


@pytest.fixture
def says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Says:
    """Puts a `ping` first on PATH that says this, and notes how it was called."""
    folder = tmp_path / "bin"
    folder.mkdir()

    def write(out: str = "", err: str = "", code: int = 0, body: str = "") -> Path:
        called = tmp_path / "called"
        script = (
            f'#!/bin/sh\necho "$LC_ALL $*" > {shlex.quote(str(called))}\n{body}\n'
            f"printf %s {shlex.quote(out)}\nprintf %s {shlex.quote(err)} >&2\nexit {code}\n"
        )
        for name in ("ping", "ping6"):
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
        return called

    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return write


def ping(**keys: Any) -> Reading:
    return asyncio.run(read("ping", **{"host": "127.0.0.1", **keys}))


@pytest.mark.parametrize("said", [IPUTILS, BUSYBOX, MACOS, MACOS_IPV6])
def test_every_systems_ping_is_understood(says: Says, said: str) -> None:
    says(said)
    reading = ping()
    assert (reading.state, reading.reason) == ("up", "1 of 3 pings lost")
    assert reading.latency_s == pytest.approx(0.01225)
    assert ("answered", "2 of 3") in reading.details
    assert ("round trip", "11 ms at least, 12.2 ms on average, 13.5 ms at most") in reading.details


@pytest.mark.parametrize(
    ("expect", "state", "reason"),
    [
        ("loss < 50%", "up", "1 of 3 pings lost"),
        ("loss == 0%", "down", "loss 33.3 %, wanted 0%"),
        ("rtt < 12ms", "down", "rtt 12 ms, wanted < 12 ms"),
        ("rtt_min < 12ms", "up", None),
        ("rtt_max < 13ms", "down", "rtt_max 14 ms, wanted < 13 ms"),
        ("latency < 1s", "up", None),
    ],
)
def test_conditions_speak_of_loss_and_times(says: Says, expect: str, state: str, reason: str | None) -> None:
    says(IPUTILS)
    reading = ping(expect=expect)
    assert reading.state == state
    assert reason is None or reading.reason == reason


def test_an_answer_that_comes_twice_makes_up_for_none(says: Says) -> None:
    says(TWICE)
    assert ping(expect="loss == 0%").state == "up"


@pytest.mark.parametrize(
    ("out", "err", "state", "value", "reason"),
    [
        (NONE, "", "down", "lost", "none of 3 pings answered by 127.0.0.1"),
        (TURNED_AWAY, "", "down", "unreach", "no way to 127.0.0.1: 10.0.0.254 says Destination Host Unreachable"),
        (TURNED_AWAY_MACOS, "", "down", "unreach", "no way to 127.0.0.1: 10.0.0.254 says Destination Host Unreachable"),
        ("", "ping: connect: No route to host\n", "down", "unreach",
         "no way to 127.0.0.1: ping: connect: No route to host"),
        (NONE, "ping: sendto: Host is down\n", "down", "unreach", "no way to 127.0.0.1: ping: sendto: Host is down"),
        ("", "ping: connect: Network is unreachable\n", "unknown", "no net",
         "this machine has no network to 127.0.0.1"),
        ("", "ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n", "unknown", "?",
         "this user may not ping: ping: socket: Operation not permitted"),
        ("", "ping: permission denied (are you root?)\n", "unknown", "?",
         "this user may not ping: ping: permission denied (are you root?)"),
        ("", "ping: invalid option -- 'i'\nUsage\n", "unknown", "?", "ping did not sum up: Usage"),
        ("", "", "unknown", "?", "ping did not sum up: it printed nothing"),
        ("0 packets transmitted, 0 received\n", "", "unknown", "?",
         "ping did not sum up: 0 packets transmitted, 0 received"),
        ("1 packets transmitted, 1 received, 0% packet loss\n", "", "unknown", "?",
         "ping named no times: 1 packets transmitted, 1 received, 0% packet loss"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(says: Says, out: str, err: str, state: str, value: str, reason: str) -> None:
    says(out, err, 1)
    reading = ping()
    assert (reading.state, reading.value, reading.reason) == (state, value, reason)
    assert not reading.definite
    assert reading.far is (state == "down")


def test_the_program_is_given_an_address_and_the_words_of_c(says: Says) -> None:
    called = says(IPUTILS)
    ping(host="localhost", ip="4", count=2, interval="500ms")
    assert called.read_text() == "C -n -c 2 -i 0.5 127.0.0.1\n"


@pytest.mark.slow
def test_one_that_does_not_end_is_interrupted_in_time_and_sums_up(says: Says, tmp_path: Path) -> None:
    (tmp_path / "sums").write_text(IPUTILS)
    says(body=f"trap 'cat {tmp_path}/sums; exit 0' INT\nwhile :; do sleep 0.01; done")
    reading = ping(timeout="4s")
    assert (reading.state, reading.reason) == ("up", "1 of 3 pings lost")


def test_one_that_does_not_obey_is_ended_at_the_budget(says: Says, tmp_path: Path) -> None:
    number = tmp_path / "number"
    says(body=f"echo $$ > {shlex.quote(str(number))}\ntrap '' INT\nwhile :; do sleep 0.01; done")
    reading = ping(timeout="500ms")
    assert (reading.state, reading.value, reading.reason) == ("down", "timeout", "no answer within 500 ms")
    with pytest.raises(ProcessLookupError):
        os.kill(int(number.read_text()), 0)


def test_a_program_that_is_not_there_is_unknown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pinging, "_BESIDES_PATH", str(tmp_path))
    reading = ping()
    assert (reading.state, reading.value) == ("unknown", "?")
    assert reading.reason == "the program ping is not installed: install iputils-ping or inetutils-ping"


def test_macos_has_a_program_of_its_own_for_ipv6(monkeypatch: pytest.MonkeyPatch, says: Says) -> None:
    says()
    assert Path(pinging.program(ipv6=True)).name == ("ping6" if sys.platform == "darwin" else "ping")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert Path(pinging.program(ipv6=True)).name == "ping6"
    assert Path(pinging.program(ipv6=False)).name == "ping"


def test_a_name_that_is_none_is_said(says: Says) -> None:
    called = says(IPUTILS)
    reading = ping(host="no.such.invalid")
    assert (reading.state, reading.reason) in (
        ("down", "name no.such.invalid not found"),
        ("down", "name no.such.invalid could not be looked up"),
        ("unknown", "this machine has no network to ask for no.such.invalid"),
    )
    assert not called.exists()


def test_a_name_that_leads_to_a_metadata_address_is_not_pinged(says: Says, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warroom.checks.net.wire.is_metadata", lambda host: host == "127.0.0.1")
    called = says(IPUTILS)
    reading = ping(host="localhost", ip="4")
    assert reading.reason == "localhost leads to 127.0.0.1, a metadata address, which is never probed"
    assert not called.exists()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "`host` is missing"),
        ({"host": "-f"}, "`host` names no host that can be asked: `-f`"),
        ({"host": "a; reboot"}, "`host` names no host that can be asked"),
        ({"host": "169.254.169.254"}, "metadata address"),
        ({"host": "::ffff:169.254.169.254"}, "metadata address"),
        ({"host": "a", "count": 0}, "`count` is how many to send, 1 to 5"),
        ({"host": "a", "count": 6}, "`count` is how many to send, 1 to 5"),
        ({"host": "a", "count": True}, "`count` must be a whole number"),
        ({"host": "a", "interval": "10ms"}, "`interval` must be 200ms to 10s, not `10ms`"),
        ({"host": "a", "interval": "often"}, "`interval` must be 200ms to 10s, not `often`"),
        ({"host": "a", "interval": 1}, "`interval` must be text, not a whole number"),
        ({"host": "a", "expect": "loss < 5ms"}, "`<` compares numbers"),
        ({"host": "a", "expect": "status == 200"}, "unknown `status`"),
    ],
)
def test_keys_that_are_none_are_named(keys: dict[str, Any], said: str) -> None:
    assert said in refused("ping", **keys)


# The real program.


def pings(*argv: str) -> bool:
    """Whether this machine's ping may be used at all."""
    if shutil.which(argv[0]) is None:
        return False
    return subprocess.run([*argv, "-c", "1", "127.0.0.1"], capture_output=True, check=False).returncode == 0


real = pytest.mark.skipif(not pings("ping"), reason="ping is not installed, or may not be used here")


@real
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_real_ping_reaches_this_machine(host: str) -> None:
    if host == "::1" and subprocess.run(["ping", "-c", "1", host], capture_output=True, check=False).returncode:
        pytest.skip("no IPv6 on loopback")
    reading = ping(host=host, expect=("loss == 0%", "rtt_max < 1s"))
    assert (reading.state, reading.reason) == ("up", "3 of 3 pings answered")
    assert reading.latency_s is not None
    assert 0 < reading.latency_s < 1


@real
def test_the_real_ping_loses_what_goes_nowhere() -> None:
    if not on_network():
        pytest.skip("this machine is on no network")
    reading = ping(host=UNUSED, timeout="1s", count=2)
    assert (reading.state, reading.value) in (("down", "lost"), ("down", "unreach"))


@pytest.mark.skipif(not pings("busybox", "ping"), reason="busybox is not installed, or may not ping here")
def test_the_real_ping_of_busybox_reaches_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ping").symlink_to(str(shutil.which("busybox")))
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    reading = ping()
    assert (reading.state, reading.reason) == ("up", "3 of 3 pings answered")
    assert ping(host=UNUSED, timeout="800ms").state != "up"


@real
def test_a_real_address_goes_away_and_comes_back() -> None:
    change = [shutil.which("ip") or "ip", "address"]
    there = [f"{LENT}/32", "dev", "lo"]
    if subprocess.run([*change, "add", *there], capture_output=True, check=False).returncode:
        pytest.skip("no permission to give this machine an address")
    subprocess.run([*change, "del", *there], check=True)
    if not on_network():
        pytest.skip("this machine is on no network")

    async def start() -> None:
        subprocess.run([*change, "add", *there], check=True)  # noqa: ASYNC221 - a syscall's worth

    async def stop() -> None:
        subprocess.run([*change, "del", *there], capture_output=True, check=False)  # noqa: ASYNC221

    keys: dict[str, Any] = {"host": LENT, "count": 1, "timeout": "1s"}
    up, down, back = asyncio.run(ups_and_downs(start, stop, "ping", **keys))
    assert (up.reason, back.reason) == ("1 of 1 pings answered", "1 of 1 pings answered")
    assert down.value in ("lost", "unreach")
