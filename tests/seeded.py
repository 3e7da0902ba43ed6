"""A Prometheus full of made-up data for what the shipped specs compile to, for tests to look at.

`python -m tests.seeded` prints one line of JSON, and serves until its input ends: `url`, the `time`
that its data ends at and the one it begins at (`start`), in seconds since 1970, and its `pid`.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.seeding import Seeded, seeded_prometheus
from tests.frozen import frozen_files
from tests.notifications import compiled, shipped_templates
from tests.toolchains import DISTRIBUTION, ROOT, TOOLCHAINS, Toolchain

LONGEST = 900.0
"""Seconds after which it ends by itself."""


def shipped_files() -> dict[str, bytes]:
    """Every shipped spec by its name in the folder."""
    specs = ROOT / "specs"
    return {
        path.relative_to(specs).as_posix(): path.read_bytes()
        for path in sorted(specs.rglob("*.yaml"))
    }


def monitoring(files: dict[str, bytes] | None = None) -> Monitoring:
    """What specs compile to; the frozen ones where none are given."""
    found = compiled(frozen_files() if files is None else files, shipped_templates())
    assert found.monitoring is not None
    return found.monitoring


@contextmanager
def seeded(toolchain: Toolchain = DISTRIBUTION, now: int | None = None) -> Iterator[Seeded]:
    """The server with data for the shipped specs, up to `now`: the present if not given."""
    with seeded_prometheus(monitoring(shipped_files()), toolchain.runtime(), now=now) as found:
        yield found


def main() -> None:
    """Serve until the input ends, or a quarter of an hour; `--newest` takes another server."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with seeded(TOOLCHAINS[-1] if "--newest" in sys.argv else DISTRIBUTION) as found:
        told = {"url": found.url, "time": found.now, "start": found.start, "pid": found.pid}
        sys.stdout.write(f"{json.dumps(told)}\n")
        sys.stdout.flush()
        _wait(time.monotonic() + LONGEST)


def _wait(until: float) -> None:
    """Returns once the input has ended, or the time has come."""
    while (left := until - time.monotonic()) > 0:
        ready, _, _ = select.select([sys.stdin], [], [], left)
        if not ready or not os.read(sys.stdin.fileno(), 1 << 16):
            return


if __name__ == "__main__":
    main()
