"""A web hook on this machine."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


class Receiver:
    """A web hook on this machine: what it got, what it answers, and a plug that can be pulled."""

    def __init__(self) -> None:
        self.got: list[str] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.holds = False
        """Whether it takes what it gets and does not answer."""
        self._server = self._listen(0)
        self.port = int(self._server.server_address[1])

    def _listen(self, port: int) -> ThreadingHTTPServer:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.got.append(body.decode())
                while receiver.holds:
                    time.sleep(0.01)
                status, headers = receiver.answers.pop(0) if receiver.answers else (200, {})
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(b"ok")

            def log_message(self, *_args: Any) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return server

    def unplug(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def plug(self) -> None:
        self._server = self._listen(self.port)
