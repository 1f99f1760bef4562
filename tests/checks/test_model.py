"""Checks as people write them in a playbook, and what travels to other terminals."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from warroom.checks.model import Reading, Transition, View
from warroom.checks.written import make_check
from warroom.errors import BadInput
from warroom.playbook.model import Check

URL = "https://api.example.com/health"
AT = datetime(2026, 11, 21, 14, 30, tzinfo=UTC)


def test_a_check_needs_a_name_and_a_url() -> None:
    assert make_check({"name": "api", "url": URL}) == Check(name="api", options={"url": URL})


def test_every_key_is_read() -> None:
    raw = {
        "name": " status page ",
        "kind": "http",
        "every": "1m",
        "timeout": "800ms",
        "recheck": 2,
        "fails": 5,
        "passes": 1,
        "expect": ["status == 200", "body.db.up == true"],
        "warn": "latency < 1s",
        "url": URL,
        "method": "HEAD",
        "headers": {"x-team": "war room"},
    }
    check = make_check(raw)
    assert (check.name, check.every, check.timeout, check.recheck) == ("status page", 60, 0.8, 2)
    assert (check.fails, check.passes) == (5, 1)
    assert check.expect == ("status == 200", "body.db.up == true")
    assert check.warn == ("latency < 1s",)
    assert check.options == {"url": URL, "method": "HEAD", "headers": {"x-team": "war room"}}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"intervl": "10s"}, "checks: api: unknown key `intervl`, did you mean `every`?"),
        ({"evry": "10s"}, "checks: api: unknown key `evry`, did you mean `every`?"),
        ({"uri": URL}, "checks: api: unknown key `uri`, did you mean `url`?"),
        ({"header": {}}, "checks: api: unknown key `header`, did you mean `headers`?"),
        ({"zzz": 1}, "checks: api: unknown key `zzz`, known are name, kind, group"),
        ({"kind": "htp"}, "checks: api: unknown kind `htp`, did you mean `http`?"),
        ({"kind": 3}, "checks: api: `kind` must be text"),
        ({"url": 7}, "checks: api: `url` must be text, not a whole number"),
        ({"headers": {"x": 1}}, "checks: api: `headers` must be text, not a whole number"),
        ({"verify": "no"}, "checks: api: `verify` must be true or false, not text"),
        ({"every": "soon"}, "checks: api: `every` must be a duration like 10s or 800ms, not `soon`"),
        ({"every": True}, "checks: api: `every` must be a duration like 10s or 800ms, not `True`"),
        ({"every": "500ms"}, "checks: api: `every` must be 1 s to 1 d, not `500ms`"),
        ({"timeout": 61}, "checks: api: `timeout` must be 100 ms to 1 min, not `61`"),
        ({"timeout": float("nan")}, "checks: api: `timeout` must be 100 ms to 1 min, not `nan`"),
        ({"fails": 0}, "checks: api: `fails` must be a whole number from 1 to 10, not `0`"),
        ({"passes": "2"}, "checks: api: `passes` must be a whole number from 1 to 10, not `2`"),
        ({"expect": 200}, "checks: api: `expect` must be a condition or a list of them"),
        ({"expect": "stats == 200"}, "checks: api: `stats == 200`: unknown `stats`, did you mean `status`?"),
        ({"warn": ["latency < 800"]}, "checks: api: `latency < 800`: a duration needs a unit"),
        ({"url": "ftp://x/"}, "checks: api: `url` must begin with http:// or https://, not `ftp://x/`"),
        ({"url": "http://"}, "checks: api: `url` names no host"),
        ({"url": "http://a b/"}, "checks: api: `url` names no host"),
        ({"url": "http://x:99999/"}, "checks: api: `url` cannot be read"),
        ({"url": "http://me:secret@x/"}, "checks: api: `url` holds a name or password"),
        ({"url": "http://169.254.169.254/latest"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"url": "http://2852039166/"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"url": "http://0xA9.0xFE.43518/"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"url": "http://[fd00:ec2::254]/"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"url": "http://[::ffff:169.254.169.254]/"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"url": "http://[64:ff9b::a9fe:a9fe]/"}, "checks: api: `url` points at the cloud's metadata address"),
        ({"method": "POST"}, "checks: api: `method` POST may change something: set `writes: true`"),
        ({"method": "DROP"}, "checks: api: `method`: Invalid enum value 'DROP'"),
        ({"body": "x"}, "checks: api: `body` cannot go with GET"),
        ({"headers": {"x": "a\r\nb: c"}}, "checks: api: `headers`: `x` has characters no header may have"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_one_sentence(more: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput) as refused:
        make_check({"name": "api", "url": URL, **more})
    assert str(refused.value).startswith(said)
    assert "secret" not in str(refused.value)


def test_a_url_that_is_missing_is_named() -> None:
    with pytest.raises(BadInput, match="checks: api: `url` is missing"):
        make_check({"name": "api"})


@pytest.mark.parametrize("name", [None, "", "  ", 5, "x" * 41, "a\nb", "a\x1b[2J"])
def test_a_name_is_short_and_printable(name: object) -> None:
    with pytest.raises(BadInput, match="name") as refused:
        make_check({"name": name, "url": URL})
    assert str(refused.value).isprintable()


def test_a_method_that_writes_is_allowed_when_it_is_meant() -> None:
    options = {"url": URL, "method": "POST", "body": "{}", "writes": True}
    assert make_check({"name": "login", **options}).options == options


def test_what_travels_comes_back_the_same() -> None:
    view = View("api", "http", URL, "degraded", "2/3", "1.9 s", AT, AT, "latency 1.9 s", "failing 2/3", b"\x00\xff")
    assert msgspec.json.decode(msgspec.json.encode(view), type=View) == view
    reading = Reading("api", AT, "down", None, "503", "status 503, wanted 200..299", True)
    assert msgspec.json.decode(msgspec.json.encode(reading), type=Reading) == reading
    turned = Transition("api", "up", "down", "status 503, wanted 200..299", "503", AT)
    assert b'"from":"up"' in msgspec.json.encode(turned)
