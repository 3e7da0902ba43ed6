"""The ways that spans take to a receiver: straight, and through a collector where there is one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

from taskcenter_monitor.live.launches import HOST
from taskcenter_monitor.live.servers import free_port
from tests.e2e.neighbours import PEERS
from tests.otlp import Protocol

COLLECTOR = PEERS / "collector"
PATIENCE = 20.0
_BATCH = "50ms"
"""How long the collector waits for more spans to send along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collector:
    """A running one; `endpoints` are those that it takes spans at, by protocol."""

    endpoints: Mapping[Protocol, str]


@contextmanager
def collector(folder: Path, target: str, protocol: Protocol) -> Iterator[Collector]:
    """Hands on what it gets to the receiver at `target`, by `protocol`; gone afterwards."""
    http, grpc = free_port(), free_port()
    command = [
        str(COLLECTOR),
        "start",
        f"--otlp-http-endpoint={HOST}:{http}",
        f"--otlp-grpc-endpoint={HOST}:{grpc}",
        "--exporter=otlp",
        f"--otlp-exporter-endpoint={target}",
        f"--otlp-exporter-protocol={protocol}",
        f"--batch-timeout={_BATCH}",
    ]
    # Nothing of ours may set it up: it reads ROTEL_*.
    environment = {name: text for name, text in os.environ.items() if "ROTEL" not in name}
    with (folder / "collector.log").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT
        )
        try:
            _await_answer(http, process, folder / "collector.log")
            yield Collector(
                endpoints={"http": f"http://{HOST}:{http}", "grpc": f"http://{HOST}:{grpc}"}
            )
        finally:
            process.kill()
            process.wait(PATIENCE)


def _await_answer(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers at all; no path but those of signals is known to it."""
    until = monotonic() + PATIENCE
    while True:
        connection = HTTPConnection(HOST, port, timeout=1)
        try:
            connection.request("GET", "/")
            connection.getresponse()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            assert monotonic() < until, log.read_text()
            sleep(0.02)
        finally:
            connection.close()


@contextmanager
def straight(_: Path, target: str, protocol: Protocol) -> Iterator[Collector]:
    """No collector: what is sent goes to the receiver itself."""
    yield Collector(endpoints={protocol: target})


WAYS = {"straight": straight} | ({"collector": collector} if COLLECTOR.is_file() else {})
"""All that tests run over."""
