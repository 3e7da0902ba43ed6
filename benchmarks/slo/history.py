"""A Prometheus on loopback over a month of counters, with what the rules would have recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from benchmarks.slo.month import Month
from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.live.launches import Launch, prometheus
from taskcenter_monitor.live.prometheus import Prometheus, Series, Steps
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.recorded import record
from taskcenter_monitor.live.servers import Server, running
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.workspace.scratch import scratch
from taskcenter_monitor.workspace.staging import staged

_BLOCK_HOURS = 162
"""Blocks as long as that, a power of three times two hours, hold a month in few pieces."""
_POINTS = 10_000
"""Prometheus answers with 11,000 points of a series at most."""
_OPTIONS = (
    # The month must not be taken for old, nor be compacted while it is measured.
    "--storage.tsdb.retention.time=10y",
    "--storage.tsdb.min-block-duration=2h",
    "--storage.tsdb.max-block-duration=2h",
)
_NOBODY = "global: {}\n"
"""A configuration that scrapes nothing, evaluates nothing and sends nothing to anybody."""


class Patient(Prometheus):
    """Asks for a long time in stretches that Prometheus answers."""

    def query_range(self, promql: str, steps: Steps) -> tuple[Series, ...]:
        """The same as for one stretch."""
        found: dict[tuple[tuple[str, str], ...], list[tuple[float, str]]] = {}
        for stretch in _stretches(steps):
            for series in super().query_range(promql, stretch):
                found.setdefault(series.labels, []).extend(series.points)
        return tuple(Series(labels=key, points=tuple(value)) for key, value in found.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The data of a month, in a folder; nobody serves it but within `served` and `recorded`."""

    blocks: Blocks
    launch: Launch
    runtime: Runtime

    def recorded(self, rules: Sequence[RecordingRule], steps: Steps) -> None:
        """Adds what the rules would have recorded at these moments."""
        refused = record(rules, self.blocks, self._asked, steps)
        if refused:
            raise RuntimeError(f"{refused[0].record} cannot be worked out: {refused[0].reason}")

    @contextmanager
    def served(self) -> Iterator[Server]:
        """A server over all there is now."""
        with running([self.launch], self.runtime) as (server,):
            yield server

    @contextmanager
    def _asked(self) -> Iterator[Patient]:
        with self.served() as server, Patient(server.url, self.runtime.timeout) as client:
            yield client


@contextmanager
def history(month: Month, runtime: Runtime) -> Iterator[History]:
    """The raw counters alone; everything is removed afterwards."""
    with scratch() as folder, staged([("prometheus.yml", _NOBODY)]) as config:
        blocks = Blocks(folder, runtime, longest=f"{_BLOCK_HOURS}h")
        for since, until in _pieces(month):
            blocks.add([(f"raw-{since}", month.texts(since, until))])
        launch = replace(prometheus(config, runtime, options=_OPTIONS), data=folder)
        yield History(blocks=blocks, launch=launch, runtime=runtime)


def _pieces(month: Month) -> Iterator[tuple[int, int]]:
    """As the blocks will be cut, so that none overlaps another."""
    size = _BLOCK_HOURS * 3600
    for begin in range(month.begin // size * size, month.end + 1, size):
        yield max(begin, month.begin), min(begin + size, month.end + 1)


def _stretches(steps: Steps) -> Iterator[Steps]:
    begin = steps.start
    while begin <= steps.end:
        end = min(begin + (_POINTS - 1) * steps.step, steps.end)
        yield replace(steps, start=begin, end=end)
        begin = end + steps.step
