"""Processes that answer scrapes as the services of Task Center do, to be killed or frozen.

Run as a program it serves on the port that it is given, until its standard input ends: so it does
not outlive the test that has started it.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep

HOST = "127.0.0.1"
PATIENCE = 10.0
METRICS = b"""\
# TYPE process_start_time_seconds gauge
process_start_time_seconds 1.7e+09
# TYPE go_goroutines gauge
go_goroutines 42
# TYPE task_center_http_requests_total counter
task_center_http_requests_total{http_code="200"} 1
# TYPE mysql_up gauge
mysql_up 1
# TYPE redis_up gauge
redis_up 1
# TYPE asynq_queue_size gauge
asynq_queue_size{queue="default"} 0
"""


@dataclass(frozen=True, slots=True)
class Exporter:
    """A running exporter, as Prometheus addresses it."""

    instance: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """Ends it at once: its port refuses connections from now on."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(PATIENCE)

    def freeze(self) -> None:
        """Stops it: the system still accepts connections, but nobody answers."""
        self.process.send_signal(signal.SIGSTOP)


@contextmanager
def exporter(port: int) -> Iterator[Exporter]:
    """An exporter that answers; it is gone afterwards, frozen or not."""
    process = subprocess.Popen([sys.executable, __file__, str(port)], stdin=subprocess.PIPE)
    try:
        _await_answer(port)
        yield Exporter(f"{HOST}:{port}", process)
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _await_answer(port: int) -> None:
    until = monotonic() + PATIENCE
    while True:
        connection = HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", "/metrics")
            assert connection.getresponse().status == 200
            return
        except ConnectionRefusedError:
            assert monotonic() < until, f"nobody answers on port {port}"
            sleep(0.02)
        finally:
            connection.close()


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
        self.send_header("Content-Length", str(len(METRICS)))
        self.end_headers()
        self.wfile.write(METRICS)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def main() -> None:
    server = ThreadingHTTPServer((HOST, int(sys.argv[1])), _Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()


if __name__ == "__main__":
    main()
