"""A small server in a thread: for a worker, or for a port that is not the one of the API.

go-zero's DevServer is the model: port 6060, which no customer reaches, with /metrics and /health.
"""

from __future__ import annotations

import os
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import urlsplit

from taskcenter_monitor.telemetry.admin.answers import Answer, Asked, Route, answer
from taskcenter_monitor.telemetry.admin.deadlines import Deadlines
from taskcenter_monitor.telemetry.health import Health

PORT = 6060
"""That of go-zero's DevServer, and of our scrape jobs."""
_IDLE = 10.0
"""Seconds after which a connection on which no whole request has come is closed."""
_ANSWERED = 60.0
"""Seconds that an answer may take, with the time that whoever has asked needs to read it."""
_MOST = 256
"""Connections at a time, each of which has a thread; probes and scrapes need a few."""
_LARGEST = 1 << 20
"""Bytes of a body that are read."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A worker that starts anew finds its port free.
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], health: Health | None, own: Route | None) -> None:
        self.health, self.own = health, own
        self.deadlines = Deadlines()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        """Without a look at the name of the host, which may take seconds."""
        super(ThreadingHTTPServer, self).server_bind()
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ANN401, ARG002
        """Whether there is room for one more."""
        return len(self.deadlines) < _MOST

    def service_actions(self) -> None:
        """Some times a second."""
        self.deadlines.enforce()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - its own
        """A client that has gone is nobody's fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body in one piece: two would wait for each other, 40 ms.
    wbufsize = -1
    timeout = _IDLE
    server: _Server

    def handle_one_request(self) -> None:
        """Its time begins before it is there."""
        self.server.deadlines.begin(self.connection, _IDLE)
        super().handle_one_request()

    def finish(self) -> None:
        """The connection is over."""
        self.server.deadlines.end(self.connection)
        super().finish()

    def do_GET(self) -> None:
        """Any method: what is answered decides."""
        refused = self._refused()
        if refused is not None:
            self.close_connection = True
            self._send(refused)
            return
        asked = Asked(
            method=self.command,
            path=urlsplit(self.path).path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        self.server.deadlines.begin(self.connection, _ANSWERED)
        self._send(answer(asked, self.server.health, self.server.own))

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def _refused(self) -> Answer | None:
        """Why it cannot be told what is asked; what follows could be anything, too."""
        lengths = self.headers.get_all("Content-Length") or ["0"]
        if "Transfer-Encoding" in self.headers or len(lengths) > 1:
            return Answer(status=411, body=b"only with one Content-Length\n")
        known = lengths[0].isascii() and lengths[0].isdigit()
        if not known or int(lengths[0][:10]) > _LARGEST:
            return Answer(status=413, body=b"too large\n")
        try:
            urlsplit(self.path)
        except ValueError:
            return Answer(status=400, body=b"no path\n")
        return None

    def _send(self, found: Answer) -> None:
        self.send_response(found.status)
        for name, value in found.all_headers():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(found.body)

    def version_string(self) -> str:
        """Nobody is told which Python this is."""
        return "telemetry"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - its own
        """A probe comes every few seconds, and nobody reads of it."""


class Admin:
    """A server that runs; also for a `with` block, at the end of which it is closed."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._process = os.getpid()
        self._thread = Thread(
            target=server.serve_forever,
            kwargs={"poll_interval": 0.1},
            name="telemetry-admin",
            daemon=True,
        )
        os.register_at_fork(after_in_child=self._leave)
        self._thread.start()

    @property
    def port(self) -> int:
        """Where it listens; of port 0, the one that was free."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """Its address, without a path."""
        host = str(self._server.server_address[0])
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared
            host = "127.0.0.1"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def close(self) -> None:
        """Answers nobody any more; twice is once."""
        if self._process == os.getpid() and self._thread.is_alive():
            self._server.shutdown()
        self._server.server_close()

    def _leave(self) -> None:
        """A child has no thread that would answer, so the port is not to be held by it."""
        with suppress(OSError):
            self._server.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def serve(
    *,
    port: int = PORT,
    host: str = "",
    health: Health | None = None,
    own: Route | None = None,
) -> Admin:
    """Answers `/metrics`, and `/health` where there are checks, until the process ends.

    `host` is the address to listen on, by default all of them; port 0 is any that is free. `own` is
    asked first, for what a service shows there beside. Raises OSError where the port is taken.
    """
    return Admin(_Server((host, port), health, own))
