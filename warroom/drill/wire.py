"""One question to one of the drill's services, over loopback and within a deadline."""

import json
import socket
import time
from typing import Any

from warroom.errors import NotHere

HOST = "127.0.0.1"
ANSWER_LIMIT = 65_536


class Wire:
    """Asks the services on these ports until `timeout_s` seconds have passed in all; NotHere when one is silent."""

    def __init__(self, ports: dict[str, int], timeout_s: float) -> None:
        self.ports = ports
        self._deadline = time.monotonic() + timeout_s

    @property
    def left(self) -> float:
        """Seconds until it is too late."""
        return max(0.01, self._deadline - time.monotonic())

    @property
    def late(self) -> bool:
        """Whether it is too late."""
        return time.monotonic() > self._deadline

    def line(self, service: str, line: str) -> dict[str, Any]:
        """The answer to one line of those services that speak in lines."""
        port = self.ports[service]
        try:
            got = self._exchange(port, f"{line}\n".encode(), b"\n")
        except OSError:
            raise self._silent(service) from None
        said, _, body = got.partition(b" ")
        return self._read(service, body if said == b"OK" else b"")

    def resp(self, service: str, command: str) -> bytes:
        """The first line of the cache's answer to a command typed by hand."""
        try:
            return self._exchange(self.ports[service], f"{command}\r\n".encode(), b"\r\n")
        except OSError:
            raise self._silent(service) from None

    def get(self, service: str, path: str) -> dict[str, Any]:
        """The JSON of a page, whatever its status."""
        return self.http(service, "GET", path)

    def post(self, service: str, path: str) -> dict[str, Any]:
        """What is answered to a POST without a body."""
        return self.http(service, "POST", path)

    def http(self, service: str, method: str, path: str) -> dict[str, Any]:
        """The JSON that answers one request."""
        import http.client  # the palette shows the acts long before anybody does one

        asked = http.client.HTTPConnection(HOST, self.ports[service], timeout=self.left)
        try:
            asked.request(method, path)
            body = asked.getresponse().read(ANSWER_LIMIT)
        except (OSError, http.client.HTTPException):
            raise self._silent(service) from None
        finally:
            asked.close()
        return self._read(service, body)

    def again(self, service: str, path: str) -> dict[str, Any]:
        """The JSON of a page of a service that may be restarting, once it is back."""
        while True:
            try:
                return self.get(service, path)
            except NotHere:
                if self.late:
                    raise
                time.sleep(0.05)

    def _exchange(self, port: int, said: bytes, end: bytes) -> bytes:
        got = b""
        with socket.create_connection((HOST, port), timeout=self.left) as connected:
            connected.sendall(said)
            while not got.endswith(end) and len(got) < ANSWER_LIMIT:
                connected.settimeout(self.left)
                more = connected.recv(ANSWER_LIMIT)
                if not more:
                    break
                got += more
        return got

    def _read(self, service: str, body: bytes) -> dict[str, Any]:
        try:
            answer = json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise NotHere(f"what answers on {HOST}:{self.ports[service]} is not the drill's {service}")
        return answer

    def _silent(self, service: str) -> NotHere:
        where = f"{HOST}:{self.ports[service]}"
        return NotHere(f"the drill's {service} does not answer on {where}: is the drill still running?")
