"""`${NAME}` in a check's keys."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.checks.servers import says, serving
from warroom.checks.model import Reading
from warroom.checks.prepared import Prepared
from warroom.checks.schedule import probe_once
from warroom.checks.variables import Filled, names_in
from warroom.checks.written import make_check
from warroom.errors import BadInput

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)
SECRET = "s3cr3t-Tok3n-4711"


@pytest.mark.parametrize(
    ("written", "filled"),
    [
        ("${HOST}", "db.example"),
        ("http://${HOST}/x${PATH_}", "http://db.example/x/y"),
        ("${MISSING:-else}", "else"),
        ("${EMPTY:-else}", "else"),
        ("${EMPTY}", ""),
        ("$HOST {HOST} 5$", "$HOST {HOST} 5$"),
        ({"a": ["${HOST}", 3]}, {"a": ["db.example", 3]}),
    ],
)
def test_variables_are_filled_in_wherever_they_stand(written: Any, filled: Any) -> None:
    environment = {"HOST": "db.example", "PATH_": "/y", "EMPTY": ""}
    assert Filled({"key": written}, environment).options == {"key": filled}


def test_a_variable_that_is_not_set_is_named_with_the_way_out() -> None:
    with pytest.raises(
        BadInput, match=r"the variable \$TOKEN is not set: export it, or write `\$\{TOKEN:-something\}`"
    ):
        Filled({"bearer": "${TOKEN}"}, {})


def test_names_are_found_at_any_depth() -> None:
    assert names_in({"a": ["${ONE}", {"b": "x ${TWO:-3}"}], "c": 4}) == {"ONE", "TWO"}


def test_a_check_whose_variable_is_not_set_reads_unknown_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("API_TOKEN", raising=False)
    check = make_check({"name": "api", "url": "http://127.0.0.1:1/", "bearer": "${API_TOKEN}"})
    [reading] = asyncio.run(probe_once([check], lambda: AT))
    assert (reading.state, reading.value) == ("unknown", "?")
    assert reading.reason.startswith("the variable $API_TOKEN is not set")


def test_a_secret_written_into_the_file_is_refused() -> None:
    with pytest.raises(
        BadInput, match=r"`bearer` is a secret and comes from the environment: write `bearer: \$\{NAME\}`"
    ):
        make_check({"name": "api", "url": "http://127.0.0.1:1/", "bearer": SECRET})


def test_a_secret_travels_to_the_server_and_into_no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", SECRET)

    async def run() -> tuple[Reading, list[bytes]]:
        async with serving(says(f"you said {SECRET}".encode())) as served:
            raw = {"name": "api", "url": served.url(), "bearer": "${API_TOKEN}", "expect": "body == x"}
            check = make_check(raw)
            assert SECRET not in str(check)
            [reading] = await probe_once([check], lambda: AT)
            return reading, served.requests

    reading, requests = asyncio.run(run())
    assert f"authorization: Bearer {SECRET}".encode() in requests[0]
    assert reading.state == "down"
    assert SECRET not in str(reading)


def test_what_a_check_keeps_are_the_names_not_the_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHERE", "http://127.0.0.1:9/")
    check = make_check({"name": "api", "url": "${WHERE}health"})
    assert check.options == {"url": "${WHERE}health"}
    assert Prepared(check).target == "http://127.0.0.1:9/health"


def test_no_part_of_a_secret_is_shown_where_words_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", SECRET * 3)

    async def run(pad: int) -> Reading:
        async with serving(says(b"x" * pad + (SECRET * 3).encode())) as served:
            raw = {"name": "api", "url": served.url(), "bearer": "${API_TOKEN}", "expect": "body == x"}
            [reading] = await probe_once([make_check(raw)], lambda: AT)
            return reading

    for pad in range(20, 90, 7):
        assert SECRET[:6] not in str(asyncio.run(run(pad)))


@pytest.mark.parametrize(
    ("written", "value", "shown"),
    [
        ("http://127.0.0.1/${HOOK}/x", "9f8e7d6c5b4a", "http://127.0.0.1/${HOOK}/x"),
        ("${BASE}health", "http://127.0.0.1:9/", "http://127.0.0.1:9/health"),
        ("http://${PLACE}/", "db.internal", "http://${PLACE}/"),
    ],
)
def test_a_target_names_the_variable_unless_it_is_a_plain_origin(
    monkeypatch: pytest.MonkeyPatch, written: str, value: str, shown: str
) -> None:
    monkeypatch.setenv(next(iter(names_in(written))), value)
    assert Prepared(make_check({"name": "api", "url": written})).target == shown


@pytest.mark.parametrize(
    "value", ["postgres://u:Zk7qBADSECRET@h/db", "http://u:pw with space@h", "http://h:" + "9" * 90]
)
def test_a_value_that_cannot_be_meant_shuts_nobody_out_and_is_not_said(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("BAD_URL", value)
    check = make_check({"name": "api", "url": "${BAD_URL}"})
    [reading] = asyncio.run(probe_once([check], lambda: AT))
    assert reading.state == "unknown"
    assert "`url`" in reading.reason
    assert not any(part in reading.reason for part in ("Zk7q", "with space", "9999"))


def test_what_is_wrong_besides_a_variable_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOD_URL", "http://127.0.0.1:1/")
    with pytest.raises(BadInput, match="`method` POST may change something"):
        make_check({"name": "api", "url": "${GOOD_URL}", "method": "POST"})
