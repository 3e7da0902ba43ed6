"""Answers operators in threads of its own, so that a busy role can still be looked at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

from taskcenter.ports import listening, url_of


class Reply(NamedTuple):
    """What is answered."""

    status: int
    body: bytes
    content_type: str = "application/json"


class Question(NamedTuple):
    """What was asked: `path` without the query."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


Answer = Callable[[Question], Reply]
LARGEST = 65536
"""Bytes of a body that are read."""


class Port:
    """Serves one function over HTTP until it is closed."""

    def __init__(self, answer: Answer, host: str, port: int) -> None:
        opened = listening(host, port)
        self.url = url_of(opened)
        self._server = ThreadingHTTPServer(
            opened.getsockname()[:2], _handler(answer), bind_and_activate=False
        )
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._server.socket.close()
        self._server.socket = opened
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="admin", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Nobody is answered any more."""
        self._server.shutdown()
        self._server.server_close()


def _handler(answer: Answer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_GET(self) -> None:
            length = self.headers.get("content-length", "0")
            size = int(length) if length.isascii() and length.isdigit() else 0
            body = self.rfile.read(min(size, LARGEST))
            headers = {name.lower(): value for name, value in self.headers.items()}
            path = self.path.partition("?")[0]
            reply = answer(Question(self.command, path, body, headers))
            self.send_response(reply.status)
            self.send_header("content-type", reply.content_type)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        do_PUT = do_DELETE = do_POST = do_GET  # noqa: N815 - names of http.server

        def log_message(self, *_said: object) -> None:
            """A scrape every few seconds is nothing to speak of."""

    return Handler
