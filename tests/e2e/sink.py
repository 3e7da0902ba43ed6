"""Takes the notifications that Alertmanager sends, and remembers when each came."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import time
from typing import Any

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notification to a receiver; `at` is when it came, in seconds since 1970."""

    receiver: str
    at: float
    message: dict[str, Any]

    def tells_of(self, labels: dict[str, str]) -> bool:
        """Whether an alert with these labels fires in it."""
        return any(
            alert["status"] == "firing" and labels.items() <= alert["labels"].items()
            for alert in self.message["alerts"]
        )


@dataclass(slots=True)
class Sink:
    """Where the notifications go: the path of the address is the name of the receiver."""

    url: str
    notices: list[Notice] = field(default_factory=list)

    def first(self, receiver: str, labels: dict[str, str]) -> Notice | None:
        """The first notification to a receiver about an alert."""
        return next(
            (
                notice
                for notice in tuple(self.notices)
                if notice.receiver == receiver and notice.tells_of(labels)
            ),
            None,
        )


@contextmanager
def listening() -> Iterator[Sink]:
    """A sink on a free port of loopback."""
    with ThreadingHTTPServer((HOST, 0), _Takes) as server:
        sink = Sink(f"http://{HOST}:{server.server_port}")
        server.sink = sink  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join(10)


class _Takes(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        at = time()
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.sink.notices.append(  # type: ignore[attr-defined]
            Notice(self.path.removeprefix("/"), at, message)
        )
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""
