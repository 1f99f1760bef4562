"""The outages are real, the right act heals them and the wrong ones do something else."""

from contextlib import suppress
from typing import Any

import pytest
from msgspec.structs import replace

from tests.drill.conftest import CALM, get, health, page, running, scene, until
from warroom.drill.catalog import ACTS, FAULTS
from warroom.drill.fixes import _ACTS, fix, ports_from
from warroom.drill.scenario import FOR_GOOD
from warroom.drill.services import Services
from warroom.drill.shop.faults import KINDS
from warroom.errors import BadInput, NotHere

MIB = 1 << 20
NEVER_BACK = 3600.0


def pool_of(services: Services) -> dict[str, Any]:
    return page(services, "pool", "/status")


def numbers(services: Services) -> dict[str, float]:
    """What /metrics says, by name and labels."""
    lines = get(services.ports["api"], "/metrics")[1].splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def paid(services: Services) -> int:
    """What a customer is answered who pays; 0 where the API is being restarted, and whoever came then is cut off."""
    with suppress(ConnectionError, TimeoutError):
        return get(services.ports["api"], "/orders", "POST")[0]
    return 0


def test_only_the_right_act_frees_the_pool() -> None:
    with running(scene(at=0.2, api=0, pool=NEVER_BACK, worker=FOR_GOOD)) as shop:
        status, said = health(shop)
        assert status == 200
        assert said["status"] == "ok"
        assert said["db"]["up"] is True
        assert said["db"]["max"] == 20

        until(lambda: pool_of(shop)["idle"] == 18)
        status, said = health(shop)
        assert status == 503
        assert said["status"] == "failing"
        assert said["db"] == {"up": False, "error": "pool exhausted: 20 of 20 sessions", "idle": 18}

        told = fix("api", shop.ports)
        assert told.startswith("restarted the API in")
        assert told.endswith("the API fails as before, db: pool exhausted: 20 of 20 sessions")
        assert pool_of(shop)["free"] == 0

        told = fix("POOL ", shop.ports)
        assert told.startswith("ended 18 idle sessions of report-worker; ")
        assert health(shop)[0] == 200
        until(lambda: pool_of(shop)["by_name"] == {"billing": 2})
        assert fix("pool", shop.ports).startswith("no session was idle in transaction; ")


def test_what_frees_the_pool_for_a_while_holds_no_longer_and_stopping_the_worker_does() -> None:
    with running(scene(at=0.1, pool=0.5, worker=FOR_GOOD)) as shop:
        until(lambda: pool_of(shop)["free"] == 0)
        fix("pool", shop.ports)
        until(lambda: pool_of(shop)["free"] > 0)
        until(lambda: pool_of(shop)["free"] == 0)
        assert fix("worker", shop.ports).startswith("stopped the report worker; ")
        until(lambda: pool_of(shop)["free"] > 0)
        assert page(shop, "supervisor", "/programs")["programs"]["report-worker"] == "stopped"


def test_the_worker_can_be_stopped_while_it_is_away() -> None:
    with running(scene(at=0.1, pool=NEVER_BACK, worker=FOR_GOOD)) as shop:
        until(lambda: pool_of(shop)["free"] == 0)
        fix("pool", shop.ports)
        assert "and is not started again" in fix("worker", shop.ports)


def test_memory_that_leaks_is_real_and_given_back_by_a_restart() -> None:
    with running(scene("leak", at=0.1, amount=5, api=NEVER_BACK, rollback=FOR_GOOD), speed=10) as shop:
        assert health(shop)[1]["version"] == "v42"
        before = numbers(shop)["process_resident_memory_bytes"]
        until(lambda: health(shop)[0] == 503)
        assert health(shop)[1]["memory"] == {"percent": 100.0, "up": False}
        assert numbers(shop)["process_resident_memory_bytes"] > before + 50 * MIB
        assert get(shop.ports["api"], "/orders/7")[0] == 503
        fix("api", shop.ports)
        assert numbers(shop)["process_resident_memory_bytes"] < before + 20 * MIB
        assert fix("rollback", shop.ports).startswith("put v41 back in place of v42; ")
        assert numbers(shop)['api_build_info{version="v41"}'] == 1
        assert fix("rollback", shop.ports).startswith("v41 runs already, nothing was changed; ")


def test_the_providers_page_knows_of_an_outage_only_a_while_later() -> None:
    with running(scene("provider-down", at=0, amount=1, provider=FOR_GOOD, queue=0)) as shop:
        until(lambda: health(shop)[1]["status"] == "degraded")
        said = page(shop, "status-page", "/api/v2/summary.json")
        assert said["status"] == {"indicator": "none", "description": "All Systems Operational"}
        assert {part["status"] for part in said["components"]} == {"operational"}
        assert fix("queue", shop.ports).endswith("the API fails as before, payments: payments answered 503")

        until(lambda: page(shop, "status-page", "/api/v2/summary.json")["status"]["indicator"] == "major")
        said = page(shop, "status-page", "/api/v2/summary.json")
        assert [part["name"] for part in said["components"] if part["status"] == "major_outage"] == ["Payments API"]
        assert said["incidents"][0]["status"] == "investigating"
        assert said["incidents"][0]["updated_at"].endswith("Z")


def test_going_around_the_provider_does_not_mend_it() -> None:
    with running(scene("provider-down", at=0, amount=0, provider=FOR_GOOD)) as shop:
        until(lambda: get(shop.ports["payments"])[0] == 503)
        assert fix("provider", shop.ports) == ("payments go through payments-2 from now on, no longer through payments")
        assert health(shop)[1]["payments"] == {"provider": "payments-2", "up": True}
        assert get(shop.ports["api"], "/orders", "POST")[0] == 200
        assert get(shop.ports["payments"])[0] == 503
        assert fix("provider", shop.ports) == "payments go through payments-2 already"


def test_an_outage_that_ends_by_itself_is_over_at_its_time() -> None:
    plain = scene("provider-down", at=0, amount=0, provider=FOR_GOOD)
    with running(replace(plain, injects=(replace(plain.injects[0], until=60.0),)), speed=60) as shop:
        until(lambda: get(shop.ports["payments"])[0] == 503)
        until(lambda: get(shop.ports["payments"])[0] == 200)
        assert page(shop, "status-page", "/api/v2/summary.json")["status"]["indicator"] == "none"


def test_a_replica_can_fail_while_its_health_knows_nothing() -> None:
    with running(scene("errors", at=0, amount=25, replica=NEVER_BACK, drain=FOR_GOOD), speed=60) as shop:
        until(lambda: page(shop, "api", "/upstreams")["worst"]["name"] == "stock-b")
        assert get(shop.ports["stock-b"])[0] == 200
        until(lambda: numbers(shop)['upstream_errors_total{upstream="stock-b"}'] > 2)
        assert numbers(shop)['upstream_errors_total{upstream="stock-a"}'] == 0
        assert page(shop, "api", "/errors")["percent"] > 5
        assert fix("drain", shop.ports).startswith("no more requests go to stock-b; ")
        assert health(shop)[1]["stock"]["replicas"] == ["stock-a"]
        until(lambda: page(shop, "api", "/errors")["percent"] == 0)


def test_a_bad_release_fails_payments_and_reads_nothing_wrong() -> None:
    with running(scene("bad-deploy", at=0, amount=100, api=0, rollback=FOR_GOOD)) as shop:
        until(lambda: paid(shop) == 500)
        assert health(shop)[1]["version"] == "v42"
        assert get(shop.ports["api"], "/orders/7")[0] == 200
        fix("api", shop.ports)
        until(lambda: paid(shop) == 500)
        fix("rollback", shop.ports)
        until(lambda: paid(shop) == 200)


def test_a_full_volume_takes_no_orders_and_is_filled_again_by_who_filled_it() -> None:
    with running(scene("disk-fills", at=0.2, amount=5, logs=5, writer=FOR_GOOD), speed=10) as shop:
        until(lambda: health(shop)[0] == 503)
        disk = page(shop, "node", "/disk")
        assert health(shop)[1]["disk"]["error"] == "no space left on device"
        assert get(shop.ports["api"], "/orders", "POST")[0] == 503
        assert fix("logs", shop.ports).startswith("deleted ")
        until(lambda: health(shop)[0] == 200)
        until(lambda: page(shop, "node", "/disk")["free_percent"] == 0)
        assert fix("writer", shop.ports).startswith("stopped the log writer and deleted ")
        assert health(shop)[0] == 200
        assert "debug.log" not in page(shop, "node", "/disk")["files"]
        assert sum(file.stat().st_size for file in shop.folder.iterdir()) < disk["quota_bytes"] / 4


def test_files_deleted_by_hand_are_free_as_well() -> None:
    with running(scene("disk-fills", at=0, amount=5, logs=0, writer=FOR_GOOD), speed=60) as shop:
        until(lambda: page(shop, "node", "/disk")["free_percent"] == 0)
        (shop.folder / "debug.log").unlink()
        assert page(shop, "node", "/disk")["free_percent"] > 0


def test_customers_feel_it_in_the_numbers() -> None:
    with running(scene(at=0.3)) as shop:
        assert numbers(shop)["db_sessions_max"] == 20
        before = numbers(shop)["http_request_duration_seconds_count"]
        until(lambda: numbers(shop).get("http_errors_total", 0) > 0)
        seen = numbers(shop)
        assert seen['http_requests_total{route="/orders",status="503"}'] > 0
        assert seen['http_request_duration_seconds_bucket{le="+Inf"}'] == seen["http_request_duration_seconds_count"]
        assert seen["http_request_duration_seconds_count"] > before
        assert "db_sessions" not in seen


@pytest.mark.parametrize(
    ("act", "did"),
    [
        ("api", "restarted the API in"),
        ("cache", "emptied the cache of"),
        ("queue", "threw away"),
        ("pool", "no session was idle in transaction; "),
        ("worker", "the report worker has not run yet; "),
    ],
)
def test_an_act_nobody_needed_says_what_it_did(act: str, did: str, calm: Services) -> None:
    assert fix(act, calm.ports).startswith(did)
    until(lambda: health(calm)[1]["status"] == "ok")


def test_an_unknown_act_names_those_there_are(calm: Services) -> None:
    for what in ("cofee", "drain"):
        with pytest.raises(BadInput) as no:
            fix(what, calm.ports)
        assert f"'{what}'" in str(no.value)
        assert all(f"{act.name} ({act.does})" in str(no.value) for act in CALM.acts)


def test_the_supervisor_knows_all_ports_and_acts(calm: Services) -> None:
    assert ports_from(calm.ports["supervisor"]) == calm.ports
    assert page(calm, "supervisor", "/drill")["acts"] == {act.name: act.does for act in CALM.acts}


def test_another_program_on_the_port_is_not_taken_for_the_supervisor(calm: Services) -> None:
    with pytest.raises(NotHere, match="is not the drill's supervisor"):
        ports_from(calm.ports["stock-a"])
    with pytest.raises(NotHere, match="is not the drill's supervisor"):
        ports_from(calm.ports["cache"])


def test_every_act_and_fault_of_the_catalog_is_there() -> None:
    assert _ACTS.keys() == ACTS.keys()
    assert KINDS.keys() == FAULTS.keys()
    assert {act for fault in FAULTS.values() for act in fault.healed_by} <= ACTS.keys()
