"""The seam a new kind of check goes through, and what is imported when."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest

from tests.checks.servers import free_port, says, serving
from warroom.checks.model import Reading, Transition, View
from warroom.checks.prepared import Prepared
from warroom.checks.probes import KINDS, ProbeOptions, Probes, load
from warroom.checks.result import Result
from warroom.checks.schedule import Schedule, probe_once
from warroom.checks.units import Unit
from warroom.checks.written import make_check
from warroom.errors import BadInput
from warroom.playbook.model import Check

AT = datetime(2026, 11, 21, 14, 0, tzinfo=UTC)


def test_importing_checks_and_reading_them_imports_no_client() -> None:
    code = (
        "import sys, warroom.checks.schedule, warroom.checks.health, warroom.host\n"
        "from warroom.checks.written import make_check\n"
        "from warroom.checks.health import Health\nfrom warroom.checks.prepared import Prepared\n"
        "assert 'warroom.checks.probes.http' not in sys.modules\n"
        "raw = {'name': 'api', 'url': 'https://example.com/', 'expect': 'body.ok == true'}\n"
        "Health(Prepared(make_check(raw))).view()\n"
        "heavy = {'httpx', 'httpcore', 'anyio', 'certifi', 'psutil', 'textual'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_options_and_its_probe(kind: str) -> None:
    found = load(kind)
    assert issubclass(found.Options, ProbeOptions)
    assert asyncio.iscoroutinefunction(found.probe)
    assert "latency" in found.Options.subjects


class CountOptions(ProbeOptions, frozen=True, kw_only=True, forbid_unknown_fields=True):
    subjects: ClassVar[Mapping[str, Unit]] = {"latency": "duration", "rows": "number"}

    table: str

    @property
    def target(self) -> str:
        return f"table {self.table}"


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of its own, as a later file would bring it."""

    async def probe(_: Prepared, __: float, ___: Probes) -> Result:
        return Result(latency_s=0.002, rows=100)

    module = ModuleType("counting")
    module.Options, module.probe = CountOptions, probe  # type: ignore[attr-defined]  # a module that is made here
    monkeypatch.setitem(sys.modules, "counting", module)
    monkeypatch.setitem(KINDS, "count", "counting")


@pytest.mark.usefixtures("counting")
def test_a_new_kind_is_its_options_and_one_function() -> None:
    check = make_check({"name": "pool", "kind": "count", "table": "t", "expect": "rows < 100", "warn": "rows < 80"})
    asked = Prepared(check)
    assert (asked.target, asked.origin) == ("table t", "table t")
    [reading] = asyncio.run(probe_once([check], lambda: AT))
    assert (reading.state, reading.value, reading.reason) == ("down", "100", "rows 100, wanted < 100")
    with pytest.raises(BadInput, match=r"unknown `status`, known are .*latency.*rows"):
        make_check({"name": "pool", "kind": "count", "table": "t", "expect": "status == 200"})


def test_a_kind_or_keys_of_another_release_are_read_as_unknown() -> None:
    strange = [Check(name="a", kind="telepathy"), Check(name="b", options={"url": "http://x/", "mood": 1})]
    readings = asyncio.run(probe_once(strange, lambda: AT))
    assert [reading.state for reading in readings] == ["unknown", "unknown"]
    assert readings[0].reason.startswith("unknown kind `telepathy`")
    assert "mood" in readings[1].reason
    assert Prepared(strange[0]).origin == "a"
    assert "mood" in str(Prepared(strange[1]).wrong)


@pytest.mark.usefixtures("counting")
def test_a_kind_whose_package_is_missing_reads_unknown_and_harms_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CountOptions, "needs", ("no_such_package",))

    async def run() -> list[Reading]:
        async with serving(says()) as served:
            checks = [
                make_check({"name": "pool", "kind": "count", "table": "t"}),
                Check(name="here", options={"url": served.url()}),
            ]
            return await probe_once(checks, lambda: AT)

    pool, here = asyncio.run(run())
    assert (pool.state, here.state) == ("unknown", "up")
    assert "need the Python package no_such_package, which is not installed here" in pool.reason


def test_probing_once_answers_in_the_order_of_the_checks() -> None:
    async def run() -> list[Reading]:
        async with serving(says()) as served:
            gone = Check(name="gone", options={"url": f"http://127.0.0.1:{free_port()}/"})
            return await probe_once([gone, Check(name="here", options={"url": served.url()})], lambda: AT)

    gone, here = asyncio.run(run())
    assert (gone.check, gone.state) == ("gone", "down")
    assert (here.check, here.state) == ("here", "up")


def test_the_tls_context_is_built_once_for_all() -> None:
    async def run() -> bool:
        async with Probes(lambda: AT) as probes:
            both = await asyncio.gather(probes.tls(), probes.tls())
            return both[0] is both[1]

    assert asyncio.run(run())


class Nginx:
    """A real nginx in a folder of its own."""

    def __init__(self, folder: Path, port: int) -> None:
        self._config = folder / "nginx.conf"
        self._process: asyncio.subprocess.Process | None = None
        self._config.write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;\n"
            f"events {{}}\nhttp {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;\n"
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
            f'server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok"; }} }} }}\n'
        )

    async def start(self, program: str) -> None:
        self._process = await asyncio.create_subprocess_exec(
            program, "-p", str(self._config.parent), "-e", "error.log", "-c", str(self._config)
        )

    async def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            await self._process.wait()
            self._process = None


def test_a_real_server_goes_down_and_comes_back(tmp_path: Path) -> None:
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    options = {"url": f"http://127.0.0.1:{port}/"}
    check = Check(name="web", every=0.2, recheck=0.05, expect=("status == 200", "body == ok"), options=options)

    async def run() -> list[Transition]:
        turned: asyncio.Queue[Transition] = asyncio.Queue()
        views: list[View] = []
        nginx = Nginx(tmp_path, port)
        async with Probes(lambda: datetime.now(UTC)) as probes:  # noqa: TID251 - real servers, real time
            schedule = Schedule([check], probes.probe, probes.now, views.append, turned.put_nowait)
            watching = asyncio.create_task(schedule.run())
            seen: list[Transition] = []
            try:
                async with asyncio.timeout(30):
                    await nginx.start(program)
                    while not seen or seen[-1].to != "up":
                        seen.append(await turned.get())
                    await nginx.stop()
                    seen.append(await turned.get())
                    await nginx.start(program)
                    seen.append(await turned.get())
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
                await nginx.stop()
        assert {"up", "1/2", "down"} <= {view.word for view in views}
        return seen

    *_, up, down, back = asyncio.run(run())
    assert (up.to, down.to, back.to) == ("up", "down", "up")
    assert down.value == "refused"
    assert down.reason == f"connection refused by 127.0.0.1:{port}"
    assert up.since < down.since < back.since
