"""What the room has to carry: local servers for its checks, and a journal with many records."""

import asyncio
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import warroom
from warroom import wiring
from warroom.clock import SystemClock
from warroom.incident import facts as f
from warroom.incident import intents as i
from warroom.incident.intents import Draft
from warroom.journal.ids import new_id
from warroom.playbook import yaml
from warroom.settings import Settings

TITLE = "API down"
BATCH = 10_000
KEEP_S = 3600
_FACTS: tuple[Callable[[int], f.Fact], ...] = (
    lambda n: f.Noted(text=f"pool at {n % 100} %, {n} requests waiting, no session came free within two seconds"),
    lambda n: f.Noted(text=f"checkout answers 503 since the deployment, seen from zone {n % 3}"),
    lambda n: f.ChangeNoted(text=f"restarted worker {n % 40}"),
    lambda n: f.Noted(text=f"{n}: ok"),
)


class Origins:
    """Servers on loopback, each an origin of its own; those in `failing` answer 503."""

    def __init__(self, count: int) -> None:
        self.failing: set[int] = set()
        self.ports: list[int] = []
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(count,), name="origins", daemon=True)
        self._thread.start()
        self._ready.wait()

    def _serve(self, count: int) -> None:
        asyncio.set_event_loop(self._loop)
        for n in range(count):
            server = self._loop.run_until_complete(asyncio.start_server(self._answering(n), "127.0.0.1", 0))
            self.ports.append(server.sockets[0].getsockname()[1])
        self._ready.set()
        self._loop.run_forever()
        talking = asyncio.all_tasks(self._loop)
        for task in talking:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*talking, return_exceptions=True))
        self._loop.close()

    def _answering(self, n: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while await reader.readuntil(b"\r\n\r\n"):
                    status = b"503 Service Unavailable" if n in self.failing else b"200 OK"
                    writer.write(b"HTTP/1.1 " + status + b"\r\ncontent-length: 15\r\n\r\n" + b'{"status":"ok"}')
                    await writer.drain()
            writer.close()

        return answer

    def close(self) -> None:
        """End the servers."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()


def settings(ports: list[int]) -> str:
    """A settings file that asks every server each 10 s."""
    lines = ["bell: off", "checks:"]
    for n, port in enumerate(ports):
        lines += [f"  - name: service-{n:02}", "    kind: http", f"    url: http://127.0.0.1:{port}/health"]
        lines += ["    every: 10s", "    expect: [status in 200..299]"]
    return "\n".join(lines) + "\n"


def furnish(home: Path, ports: list[int], records: int) -> None:
    """Put a settings file and a journal with one open P0 of so many records into a user's home."""
    home.mkdir(mode=0o700)
    file = home / "warroom.yaml"
    file.write_text(settings(ports))
    file.chmod(0o600)
    if records:
        for kept in sorted(_cached(records).iterdir()):
            shutil.copy2(kept, home / kept.name)
    else:
        build(home / "journal.sqlite", 0)


def build(path: Path, records: int) -> None:
    """A journal with an open P0 of at least so many records, and the sidecar an earlier terminal would have left."""
    loaded = yaml.load("default")
    with wiring.open_house(Settings(journal=path)) as house:
        room = house.room()
        room.act(i.Declare(by="anna", title=TITLE, severity="P0", playbook=loaded.playbook, sha256=loaded.sha256))
        while (seq := room.incident.seq) < records:
            drafts = [Draft(_FACTS[n % len(_FACTS)](n)) for n in range(seq, min(records, seq + BATCH))]
            with house.journal.transaction():
                made = house.journal.append(
                    room.stream, drafts, intent_id=new_id(), by="bo", noted_at=room.now(), via={"user": "bo"}
                )
            room.settle([], made)
        house.live.keep(room.incident)
        house.directory.look()


def _cached(records: int) -> Path:
    """A folder with such a journal: of this code and this hour, else its clocks would all be overdue."""
    top = Path(tempfile.gettempdir()) / f"warroom-benchmarks-{os.getuid()}"
    top.mkdir(mode=0o700, exist_ok=True)
    if top.stat().st_uid != os.getuid():
        raise PermissionError(f"{top} is somebody else's: remove it")
    place = top / f"{_format()}-{records}"
    if not place.exists() or SystemClock().now().timestamp() - place.stat().st_mtime > KEEP_S:
        for old in top.iterdir():
            shutil.rmtree(old, ignore_errors=True)
        with tempfile.TemporaryDirectory(dir=top) as making:
            build(Path(making) / "journal.sqlite", records)
            shutil.copytree(making, place)
    return place


def _format() -> str:
    """Differs whenever the code that writes, or folds, a journal does."""
    house = Path(warroom.__file__).parent
    sources = [*sorted((house / "incident").rglob("*.py")), *sorted((house / "journal").rglob("*.py")), Path(__file__)]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
