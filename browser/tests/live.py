"""A real Prometheus on loopback, with the made-up hours behind it."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from browser.tests import hours
from browser.tests.exposition import END
from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.launches import HOST
from taskcenter_monitor.live.servers import free_port
from tests.toolchains import DISTRIBUTION, Toolchain

_CONFIG = "global:\n  scrape_interval: 15s\n"
_KEPT = "100y"
"""The hours lie in the past, and are not to be thrown away for it."""
_BLOCKS = "--max-block-duration=512h"
"""Few long blocks: each is synced to the disk, and promtool reads its input once for each."""
_READY_WITHIN = 30.0
_PAUSE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """A Prometheus and the time that its series end at, in seconds."""

    url: str
    end: int


@contextmanager
def seeded(toolchain: Toolchain = DISTRIBUTION) -> Iterator[Live]:
    """The server, ready; it is gone afterwards with all its data."""
    with tempfile.TemporaryDirectory() as folder:
        _fill(Path(folder), toolchain)
        with _serving(Path(folder), toolchain) as url:
            yield Live(url=url, end=END)


def _fill(folder: Path, toolchain: Toolchain) -> None:
    source = folder / "hours.txt"
    source.write_text(hours.text(), encoding="utf-8")
    into = ("tsdb", "create-blocks-from", "openmetrics", _BLOCKS, source, folder / "data")
    subprocess.run([toolchain.tool("promtool"), *into], check=True, capture_output=True)


@contextmanager
def _serving(folder: Path, toolchain: Toolchain) -> Iterator[str]:
    (folder / "prometheus.yml").write_text(_CONFIG, encoding="utf-8")
    port = free_port()
    command = (
        toolchain.tool("prometheus"),
        f"--config.file={folder}/prometheus.yml",
        f"--storage.tsdb.path={folder}/data",
        f"--storage.tsdb.retention.time={_KEPT}",
        f"--web.listen-address={HOST}:{port}",
    )
    url = f"http://{HOST}:{port}"
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stderr=log) as server:
        try:
            _await_ready(url, server, folder / "log")
            yield url
        finally:
            server.kill()


def _await_ready(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _READY_WITHIN
    with Client(url, timeout=1.0) as client:
        while not client.answers("/-/ready"):
            running = server.poll() is None and time.monotonic() < until
            assert running, log.read_text(encoding="utf-8")
            time.sleep(_PAUSE)
