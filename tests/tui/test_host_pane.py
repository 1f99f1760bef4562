"""The machine in full: what it says at any size, its keys, and that it is looked at only while it is open."""

import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_host import GIB, MIB
from tests.tui.scenes import HOSTILE
from tests.tui.scenes import scene as any_scene
from tests.tui.stage import NARROW, WIDE, Stage, declare, play
from tests.tui.test_painters import fits, slowly
from warroom import themes
from warroom.host import look as module
from warroom.host.detail import Card, Detail
from warroom.host.disks import Disks, Volume
from warroom.host.look import HostLook, Looked
from warroom.host.mounts import Chosen, Mount, Space
from warroom.host.pressure import Pressure
from warroom.host.processes import Process, Processes
from warroom.host.sample import Sample
from warroom.tui.look import Look
from warroom.tui.panes import Opened, pane
from warroom.tui.panes.host import Seen
from warroom.tui.view import Scene

HUGE = (200, 60)
SIZES = [(76, 15), (116, 31), (196, 51)]
SAMPLE = Sample(at_monotonic=0, cpu_pct=92.4, cores=4, mem_pct=71, mem_total_bytes=16 * GIB)
DETAIL = Detail(
    host_cores=4,
    load=(3.25, 2.5, 1.0),
    spent=(("user", 60.0), ("system", 20.0), ("disk wait", 5.0), ("stolen", 2.0)),
    available=4 * GIB,
    total=16 * GIB,
    swap_total=2 * GIB,
    swap_used=GIB,
    swap_in_s=0.0,
    swap_out_s=2.0 * MIB,
    pressures=(
        Pressure("cpu", 57.7, 36.4, 30.0),
        Pressure("memory", 8.0, 1.0, 0.0, 3.0),
        Pressure("io", 0.0, 0.0, 0.0, 0.0),
    ),
    cards=(Card("eth0", 1.5 * MIB, 1024.0, 7), Card("lo", None, None, up=False)),
)
VOLUMES = (
    Volume(Mount("/", "/dev/vda", "ext4"), Space(100 * GIB, 20 * GIB, 79.0, 90.0)),
    Volume(Mount("/data", "/dev/vdb", "xfs"), Space(100 * GIB, GIB, 99.0, 1.0), float(MIB)),
    Volume(Mount("/mnt/nfs", "files:/x", "nfs4"), Space(100 * GIB, GIB, 40.0), silent_s=12.4),
    Volume(Mount("/mnt/new", "files:/y", "nfs4")),
    Volume(Mount("/mnt/shut", "files:/z", "nfs4"), failed=True),
)
BUSY = Process(4012, "postgres", 88.0, 3 * GIB, "postgres: checkout SELECT")
BIG = Process(77, "java", 2.0, 9 * GIB, "java -jar api.jar")
PROCESSES = Processes((BUSY, BIG), (BIG, BUSY), 412, measured=True)
LOOKED = Looked(detail=DETAIL, volumes=VOLUMES, volumes_left_out=9968, processes=PROCESSES)


def scene(sample: Sample | None = SAMPLE, *, glyphs: bool = True, colours: bool = True) -> Scene:
    from tests.tui.scenes import START

    look = Look(themes.load("dark"), glyphs=glyphs, colours=colours)
    return Scene(look=look, now=START, wall=START, sample=sample, hostname="db1", focus="host")


def painted(seen: object, size: tuple[int, int] = SIZES[1], sample: Sample | None = SAMPLE) -> list[str]:
    """The rows of the pane as text, its head first and its foot last; all of them, however many there are."""
    shown = pane("host").paint(scene(sample), Opened("host", seen), size[0], 200)
    return ["".join(text for text, _ in row) for row in (shown.head, *shown.rows, shown.foot)]


def row(rows: list[str], word: str) -> str:
    return " ".join(next(one for one in rows if word in one).split())


# What it says.


def test_it_says_where_cpu_and_memory_go() -> None:
    rows = painted(Seen(LOOKED))
    assert rows[0] == "host db1 ─ 5 high"
    assert row(rows, "▴ cpu") == "▴ cpu 92 % of 4 cores"
    assert row(rows, "load") == "load 3.25 2.50 1.00 over 1, 5, 15 min"
    assert row(rows, "user") == "user 60 % system 20 % disk wait 5 % stolen 2 %"
    assert row(rows, "memory  ") == "memory 71 % of 16 GiB, 4 GiB to be had"
    assert row(rows, "swap") == "swap 1 GiB of 2 GiB, in 0 B/s, out 2 MiB/s"


def test_in_a_container_it_says_whose_limit_it_is() -> None:
    limited = msgspec.structs.replace(SAMPLE, cores=0.5, cpu_limited=True, mem_total_bytes=512 * MIB, mem_limited=True)
    detail = msgspec.structs.replace(DETAIL, throttled_pct=14.0, killed=2)
    rows = painted(Seen(Looked(detail=detail)), sample=limited)
    assert row(rows, "▴ cpu").endswith("of 0.5 core, this container's limit; the machine has 4")
    assert row(rows, "memory  ").endswith("of 512 MiB, this container's limit; the machine has 16 GiB")
    assert row(rows, "held back") == "held back by its limit 14 % of the time"
    assert row(rows, "ended") == "ended for want of memory so far: 2"


def test_it_says_in_words_what_waits() -> None:
    rows = painted(Seen(LOOKED))
    assert row(rows, "58 %") == "▴ cpu 58 % 36 % 30 % - CPU is short: work queues"
    assert row(rows, "some time") == "memory 8 % 1 % 0 % 3 % some time goes to free memory"
    assert row(rows, "no wait") == "io 0 % 0 % 0 % 0 % no wait for disks"


def test_a_kernel_that_counts_no_waiting_is_said_to() -> None:
    rows = painted(Seen(Looked(detail=msgspec.structs.replace(DETAIL, pressures=()))))
    assert row(rows, "waiting") == "waiting not counted by this kernel (no /proc/pressure)"


def test_it_says_of_every_disk_how_full_it_is_and_when_it_will_be() -> None:
    rows = painted(Seen(LOOKED))
    assert row(rows, "▴ / ") == "▴ / 100 GiB 20 GiB 79 % - - 90 %"
    assert row(rows, "▴ /data") == "▴ /data 100 GiB 1 GiB 99 % 1 MiB/s 17m04 1 %"
    assert row(rows, "/mnt/nfs") == "▴ /mnt/nfs no answer for 12s, 40 % used before"
    assert row(rows, "/mnt/new") == "/mnt/new being asked"
    assert row(rows, "/mnt/shut") == "/mnt/shut cannot be read"
    assert row(rows, "more mounts") == "9 968 more mounts are not asked: df lists them"


def test_it_lists_processes_by_cpu_or_by_memory() -> None:
    rows = painted(Seen(LOOKED))
    assert rows[-1] == "m by memory  Esc back"
    assert row(rows, "pid") == "pid process cpu memory the most of 412, by CPU"
    assert [one.split()[0] for one in rows if "postgres" in one or "java" in one] == ["4012", "77"]
    assert row(rows, "4012") == "4012 postgres 88 % 3 GiB postgres: checkout SELECT"
    rows = painted(Seen(LOOKED, by_memory=True))
    assert rows[-1] == "m by CPU  Esc back"
    assert [one.split()[0] for one in rows if "postgres" in one or "java" in one] == ["77", "4012"]


def test_what_is_denied_is_a_gap() -> None:
    bare = Process(1, "?")
    looked = Looked(detail=Detail(), processes=Processes((bare,), (bare,), 1, measured=False))
    rows = painted(Seen(looked), sample=None)
    assert rows[0] == "host db1 ─ calm"
    assert row(rows, "cpu    ") == "cpu -"
    assert row(rows, " ?") == "1 ? - -"
    assert row(rows, "interface") == "no interface carried anything yet"


def test_it_says_what_each_interface_carries() -> None:
    rows = painted(Seen(LOOKED))
    assert row(rows, "eth0") == "eth0 1.5 MiB/s 1 KiB/s 7"
    assert row(rows, "lo (off)") == "lo (off) - - 0"


def test_what_does_not_answer_is_said_with_how_long() -> None:
    assert painted(Seen())[1] == "the machine: first values come in a second"
    assert painted(Seen(Looked(detail_silent_s=9.9)))[1] == "no answer about the machine for 9s"
    looked = msgspec.structs.replace(LOOKED, processes=None, processes_silent_s=30.0)
    assert row(painted(Seen(looked)), "about the processes") == "no answer about the processes for 30s"
    assert row(painted(Seen(msgspec.structs.replace(LOOKED, processes_silent_s=30.0))), "4012")


def test_in_a_wide_terminal_disks_stand_beside_the_machine() -> None:
    assert "disks" in next(one for one in painted(Seen(LOOKED), SIZES[2]) if "cpu" in one)


def test_it_is_scrolled_by_rows_and_by_pages_and_never_past_its_end() -> None:
    opened, found = Opened("host", Seen(LOOKED)), scene()
    reach = pane("host").rows
    assert reach is not None
    pane("host").paint(found, opened, *SIZES[0])
    last = reach(found, opened) - 1
    assert last > 5
    for move, top in ((3, 3), (-99, 0), (9999, last)):
        opened.cursor = max(0, min(opened.cursor + move, last))
        pane("host").paint(found, opened, *SIZES[0])
        assert opened.top == top
    opened.top = 2
    shown = pane("host").paint(found, opened, *SIZES[0])
    assert (opened.top, opened.cursor) == (2, 2)
    assert shown.foot[-1][0] == f"  {last - 2} below, PgDn ▾"


@slowly
@given(st.integers(0, 10**6), st.sampled_from(SIZES), st.booleans(), st.booleans(), st.integers(0, 60))
def test_it_fits_its_place_and_is_harmless_whatever_mounts_and_processes_are_called(
    seed: int, size: tuple[int, int], glyphs: bool, colours: bool, top: int
) -> None:
    chance = random.Random(seed)

    def some() -> str:
        return chance.choice((*HOSTILE, "ok"))

    volumes = tuple(
        Volume(
            Mount(some(), some(), some()),
            chance.choice((None, Space(chance.randrange(1 << 60), chance.randrange(1 << 60), chance.uniform(0, 100)))),
            chance.choice((None, 1e-9, 1e15)),
            chance.choice((0.0, 1e7)),
        )
        for _ in range(chance.randrange(30))
    )
    some_of = tuple(
        Process(
            chance.randrange(1 << 22), some(), chance.choice((None, 12_800.0)), chance.choice((None, 1 << 60)), some()
        )
        for _ in range(20)
    )
    cards = tuple(Card(some(), chance.choice((None, 1e15)), 1.0, chance.randrange(1 << 40)) for _ in range(4))
    looked = Looked(
        detail=msgspec.structs.replace(DETAIL, cards=cards, cards_left_out=chance.randrange(2) * 99),
        volumes=volumes,
        volumes_left_out=chance.randrange(2) * 9968,
        processes=chance.choice((None, Processes(some_of, some_of, 99_999, measured=True))),
        processes_silent_s=chance.choice((0.0, 99.0)),
        detail_silent_s=chance.choice((0.0, 99.0)),
    )
    found = any_scene(seed)
    found = msgspec.structs.replace(found, look=Look(themes.load("dark"), glyphs=glyphs, colours=colours))
    shown = pane("host").paint(found, Opened("host", Seen(looked, by_memory=glyphs), top=top), *size)
    fits([*shown.rows, shown.foot], size[0], found)
    fits([shown.head], 600, found)
    assert len(shown.rows) <= size[1]


# On the screen.


class Machine:
    """A machine that can be looked at, and counts how often it was."""

    def __init__(self) -> None:
        self.looks = 0
        self.release = threading.Event()
        disks = Disks(
            lambda: Chosen((Mount("/", "/dev/vda", "ext4", "1"), Mount("/mnt/dead", "files:/x", "nfs4", "2")), 0),
            self.space,
        )
        self.look = HostLook(self.detail, lambda: PROCESSES, disks)

    def space(self, point: str) -> Space:
        if point == "/mnt/dead":
            self.release.wait(60)
        return Space(100 * GIB, 20 * GIB, 79.0)

    def detail(self) -> Detail:
        self.looks += 1
        return DETAIL


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """In the place of this one."""
    found = Machine()
    monkeypatch.setattr(module, "this_machine", lambda: found.look)
    return found


async def open_host(stage: Stage, size: tuple[int, int] = WIDE) -> None:
    """From the entry line to the machine in full."""
    if size == NARROW:
        stage.app.board.choose_tab("host")
    else:
        stage.app.board.focus_panel("host")
    await stage.until(lambda: stage.focused("host"))
    await stage.pilot.press("enter")
    await stage.until(lambda: stage.app.board.pane is not None and stage.focused("host"))


@pytest.mark.parametrize("size", [WIDE, NARROW, HUGE])
def test_enter_on_the_host_opens_it_and_esc_closes_it(path: Path, machine: Machine, size: tuple[int, int]) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await stage.type("half")
        await open_host(stage, size)
        await stage.shows("3.25", "of 16 GiB" if stage.app.scene.sample else "cpu")
        await stage.pilot.press("G")
        await stage.shows("postgres")
        await stage.pilot.press("m")
        await stage.shows("by memory")
        await stage.pilot.press("escape")
        await stage.until(lambda: stage.app.board.pane is None)
        assert stage.entry.value == "half"

    play(path, act, size)
    machine.release.set()


def test_while_it_is_closed_nothing_of_it_is_looked_at(path: Path, machine: Machine) -> None:
    declare(path)
    machine.release.set()

    async def act(stage: Stage) -> None:
        assert machine.looks == 0
        await open_host(stage)
        await stage.until(lambda: machine.looks >= 2)
        await stage.pilot.press("escape")
        await stage.until(lambda: not following(stage))
        looks = machine.looks
        assert machine.look.threads == 0
        await stage.keep("a note meanwhile")
        assert machine.looks == looks

    play(path, act)


def following(stage: Stage) -> bool:
    return any(worker.name == "host" and worker.is_running for worker in stage.app.workers)


@pytest.mark.slow
def test_a_dead_mount_says_so_and_holds_up_neither_screen_nor_end(path: Path, machine: Machine) -> None:
    declare(path)

    async def act(stage: Stage) -> None:
        await open_host(stage)
        await stage.shows("100 GiB", "/mnt/dead")
        await stage.shows("no answer for")
        await stage.pilot.press("escape")
        await stage.keep("typing goes on")
        await stage.until(lambda: not following(stage))
        assert machine.look.threads == 1

    play(path, act)
    assert machine.look.threads == 1
    machine.release.set()
    ends(lambda: machine.look.threads == 0, machine)


def ends(true: Callable[[], bool], machine: Machine) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end
        machine.look.rest()
        time.sleep(0.002)


def test_this_machine_is_shown_even_where_all_is_denied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    declare(path)

    def denied(*_: object, **__: object) -> None:
        raise psutil.AccessDenied

    monkeypatch.setattr(module, "this_machine", HostLook)
    for name in ("swap_memory", "net_if_stats", "process_iter"):
        monkeypatch.setattr(psutil, name, denied)

    async def act(stage: Stage) -> None:
        await open_host(stage)
        await stage.shows("load", "disks", "the processes: first values come in a second")

    play(path, act)
