"""The outage is real, the right act heals it and the wrong one does not."""

import json
from typing import Any

import pytest

from tests.drill.conftest import get, health, until
from warroom.drill.fixes import FIXES, fix
from warroom.drill.services import Services
from warroom.errors import BadInput


def pool_of(services: Services) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(services.ports["pool"], "/status")[1])
    return found


def test_it_breaks_and_only_the_right_act_heals_it(breaking: Services) -> None:
    status, said = health(breaking)
    assert status == 200
    assert said["status"] == "ok"
    assert said["db"]["up"] is True
    assert said["db"]["max"] == 20

    until(lambda: health(breaking)[0] == 503)
    until(lambda: pool_of(breaking)["idle"] == 18)
    said = health(breaking)[1]
    assert said["status"] == "failing"
    assert said["db"] == {"up": False, "error": "pool exhausted: 20 of 20 sessions", "idle": 18}
    assert said["latency_ms"] < 800
    assert pool_of(breaking)["free"] == 0

    told = fix("api", breaking.ports)
    assert told.startswith("restarted the API in")
    assert told.endswith("the pool is as full as before: 20 of 20 sessions, 18 of them idle")
    assert health(breaking)[0] == 503

    told = fix("POOL ", breaking.ports)
    assert told.startswith("ended 18 idle sessions of report-worker; ")
    assert told.endswith(" of 20 in use")
    assert health(breaking)[0] == 200
    until(lambda: pool_of(breaking)["by_name"] == {"billing": 2})
    assert pool_of(breaking)["idle"] == 0
    assert fix("pool", breaking.ports).startswith("no session was idle in transaction; ")
    assert health(breaking)[0] == 200


def test_customers_feel_it_in_the_numbers(breaking: Services) -> None:
    def number(name: str) -> float:
        text = get(breaking.ports["api"], "/metrics")[1]
        return float(next(line for line in text.splitlines() if line.startswith(f"{name} ")).split()[1])

    assert number("db_sessions_max") == 20
    before = number("http_requests_total")
    until(lambda: number("db_sessions") == 20)
    until(lambda: number("http_errors_total") > 0)
    assert number("http_requests_total") > before


def test_a_calm_api_restarts_and_says_so(calm: Services) -> None:
    until(lambda: pool_of(calm)["sessions"] >= 2)
    assert fix("api", calm.ports).endswith("of 20 sessions of the pool are in use")
    assert health(calm)[0] == 200


def test_an_unknown_fix_names_those_there_are(calm: Services) -> None:
    with pytest.raises(BadInput) as no:
        fix("cache", calm.ports)
    assert "'cache'" in str(no.value)
    assert all(name in str(no.value) for name in FIXES)
