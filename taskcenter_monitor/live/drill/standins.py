"""Stands in for servers of which only matters whether they answer: Grafana, Loki, Jaeger."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler

from taskcenter_monitor.live.launches import HOST

_TEXT = b"# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds 1\n"


class StandIn:
    """Answers scrapes until it is told to be `down`."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.address = f"{HOST}:{server.server_address[1]}"

    def go_down(self) -> None:
        """From now on it hangs up."""
        self._server.down = True

    def come_up(self) -> None:
        """It answers again."""
        self._server.down = False


@contextmanager
def standing_in(jobs: Sequence[str]) -> Iterator[dict[str, StandIn]]:
    """One for each scrape job."""
    with ExitStack() as stack:
        yield {job: StandIn(stack.enter_context(_listening())) for job in jobs}


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    down = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: Prometheus is killed while it is connected."""


@contextmanager
def _listening() -> Iterator[_Server]:
    with _Server((HOST, 0), _Metrics) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


class _Metrics(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        if self.server.down:
            self.close_connection = True
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.send_header("Content-Length", str(len(_TEXT)))
        self.end_headers()
        self.wfile.write(_TEXT)

    def log_message(self, *_: object) -> None:
        """Nothing."""
