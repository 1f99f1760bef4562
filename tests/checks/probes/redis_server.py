"""A real Redis in a folder of its own."""

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.checks.servers import free_port


class RedisServer:
    """Its port; settings as in its configuration, `tls-port` and the like with underscores."""

    def __init__(self, folder: Path, **settings: object) -> None:
        """Skips the test where Redis is not installed."""
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed")
        self._program = program
        self.folder = folder
        self.port = free_port()
        self.settings = {"port": self.port, "bind": "127.0.0.1", "save": "", "dir": folder, **settings}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> "RedisServer":
        """Start and wait until it takes connections; skips the test where it knows no such setting."""
        argv = [word for name, value in self.settings.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        log = self.folder.parent / f"{self.folder.name}-{self.port}.log"
        with log.open("wb") as file:
            self._process = subprocess.Popen([self._program, *argv], stdout=file, stderr=file, cwd=self.folder)
        while b"Ready to accept connections" not in log.read_bytes():
            if self._process.poll() is not None:
                pytest.skip(f"this Redis cannot do that: {log.read_text()[-200:]}")
            time.sleep(0.005)
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> "RedisServer":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def tell(self, *words: str) -> str:
        """What it answers to a command, its beginning."""
        with self.client() as client:
            client.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            return client.recv(100_000).decode()

    def client(self) -> socket.socket:
        """A connection that holds a place."""
        return socket.create_connection(("127.0.0.1", self.port))
