"""Starts a Prometheus over data that was made up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.launches import Launch, prometheus
from taskcenter_monitor.live.prometheus import Prometheus, Steps
from taskcenter_monitor.live.seeding.alerts import episodes
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.moments import FINE, Stretch, reach, stretches
from taskcenter_monitor.live.seeding.recorded import (
    EVERY,
    RefusedRule,
    read_by_dashboards,
    record,
)
from taskcenter_monitor.live.seeding.series import Export
from taskcenter_monitor.live.servers import Server, running
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.workspace.scratch import scratch
from taskcenter_monitor.workspace.staging import staged

_NOBODY = "global: {}\n"
"""A configuration that scrapes nothing, evaluates nothing and sends nothing to anybody."""
_PIECES = 2
"""Pieces that the recent samples come in, for two cores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeded:
    """A Prometheus with the data of a living system.

    `now` is the moment, in seconds since 1970, that its data ends at: ask for that time, and not
    for the clock's. Recorded series and alerts are known since `start`; `refused` are those that
    could not be worked out.
    """

    url: str
    pid: int
    version: str
    now: int
    start: int
    series: int
    samples: int
    refused: tuple[RefusedRule, ...]


@contextmanager
def seeded_prometheus(
    monitoring: Monitoring, runtime: Runtime, now: int | None = None
) -> Iterator[Seeded]:
    """Makes the data up and serves it, until the block is left; everything is removed then.

    `now` is this moment where it is left out. Raises EnvironmentFault when promtool or Prometheus
    cannot do their work.
    """
    now = int(time.time()) // FINE * FINE if now is None else now
    start = (now - reach(monitoring)) // EVERY * EVERY
    with scratch() as folder, staged([("prometheus.yml", _NOBODY)]) as config:
        blocks = Blocks(folder, runtime)
        blocks.add(_pieces(monitoring, now))
        launch = replace(prometheus(config, runtime), data=folder)
        steps = Steps(start=start, end=now, step=EVERY)
        rules = read_by_dashboards(monitoring)
        refused = record(rules, blocks, partial(_asked, launch, runtime), steps)
        with running([launch], runtime) as (server,):
            yield _seeded(server, blocks, (start, now), refused)


def _seeded(
    server: Server, blocks: Blocks, known: tuple[int, int], refused: tuple[RefusedRule, ...]
) -> Seeded:
    with Prometheus(server.url) as client:
        version = client.version()
    return Seeded(
        url=server.url,
        pid=server.pid,
        version=version,
        now=known[1],
        start=known[0],
        series=blocks.series,
        samples=blocks.samples,
        refused=refused,
    )


@contextmanager
def _asked(launch: Launch, runtime: Runtime) -> Iterator[Prometheus]:
    with running([launch], runtime) as (server,), Prometheus(server.url, runtime.timeout) as client:
        yield client


def _pieces(monitoring: Monitoring, now: int) -> Iterator[tuple[str, Iterator[str]]]:
    """Everything but recorded series, in pieces of like size."""
    for stretch in stretches(monitoring, now):
        pieces = _PIECES if stretch.metrics is None else 1
        for piece in range(pieces):
            yield f"{stretch.name}-{piece}", _exported(monitoring, stretch, now, piece)
    found = episodes(monitoring, now, reach(monitoring))
    yield "alerts", (episode.text() for episode in found)


def _exported(monitoring: Monitoring, stretch: Stretch, now: int, piece: int) -> Iterator[str]:
    export = Export(monitoring, stretch, now)
    step = _PIECES if stretch.metrics is None else 1
    for metric in monitoring.catalogue[piece::step]:
        yield from export.of(metric)
