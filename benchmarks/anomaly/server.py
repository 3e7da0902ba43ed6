"""A real Prometheus over the suite, which works out recording rules as it would have done then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from benchmarks.anomaly.incidents import JUDGED, WEEKS
from benchmarks.anomaly.shapes import HOUR, WEEK
from benchmarks.anomaly.traffic import EPOCH, Traffic
from benchmarks.runner import say
from taskcenter_monitor.live.launches import Launch, prometheus
from taskcenter_monitor.live.prometheus import Prometheus, Series, Steps
from taskcenter_monitor.live.seeding.blocks import Blocks
from taskcenter_monitor.live.seeding.openmetrics import head, lines
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.signals.base import Recording
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.vocabulary.promql import recorded_series
from taskcenter_monitor.workspace.scratch import scratch
from taskcenter_monitor.workspace.staging import staged

METRIC = "traffic_total"
MINUTE = 60
_WARM_UP = HOUR
"""Minutes before the judged ones that rules have run for: some look back at what they recorded."""
_LARGEST = "162h"
_OPTIONS = (
    "--storage.tsdb.retention.time=10y",
    "--query.max-samples=500000000",
    "--query.timeout=10m",
)


@dataclass(frozen=True, slots=True)
class Server:
    """Answers while no rule is being worked out."""

    launch: Launch
    runtime: Runtime
    blocks: Blocks

    def record(self, rules: Sequence[Recording]) -> None:
        """Adds the series of these rules: each is worked out when all that it reads is there."""
        waiting = [*rules]
        while waiting:
            names = {rule.name for rule in waiting}
            ready = [rule for rule in waiting if names.isdisjoint(recorded_series(rule.expr))]
            assert ready, "these rules read each other"
            waiting = [rule for rule in waiting if rule not in ready]
            say(f"anomaly: {len(ready)} rules are worked out, {len(waiting)} are left")
            for number, steps in enumerate(_weeks(JUDGED - _WARM_UP)):
                with self.answering() as client:
                    texts = [
                        _text(rule.name, series)
                        for rule in ready
                        for series in client.query_range(rule.expr, steps)
                    ]
                self.blocks.add([(f"{ready[0].name.replace(':', '-')}-{number}", texts)])

    def values(self, expr: str, begin: int = JUDGED) -> dict[str, list[float]]:
        """What an expression yields in every minute: the name of a series to its values.

        Where there is nothing it is NaN.
        """
        found: dict[str, list[float]] = {}
        with self.answering() as client:
            for steps in _weeks(begin):
                for series in client.query_range(expr, steps):
                    name = dict(series.labels)["series"]
                    values = found.setdefault(name, [float("nan")] * (WEEKS * WEEK - begin))
                    for at, value in series.points:
                        values[int((at - EPOCH) // MINUTE) - begin] = float(value)
        return found

    @contextmanager
    def answering(self) -> Iterator[Prometheus]:
        """A client of it."""
        with (
            running([self.launch], self.runtime) as (server,),
            Prometheus(server.url, timeout=self.runtime.timeout) as client,
        ):
            yield client


@contextmanager
def serving(suite: Sequence[Traffic], runtime: Runtime) -> Iterator[Server]:
    """The suite, loaded; everything is removed afterwards."""
    with scratch() as folder, staged([("prometheus.yml", "global: {}\n")]) as config:
        blocks = Blocks(folder, runtime, longest=_LARGEST)
        for week in range(WEEKS):
            blocks.add([(f"week-{week}", [_counter(traffic, week) for traffic in suite])])
        launch = replace(prometheus(config, runtime, options=_OPTIONS), data=folder)
        yield Server(launch, runtime, blocks)


def _weeks(begin: int) -> Iterator[Steps]:
    """So much at a time as a server answers at once; the first has what is before a week, too."""
    first = begin
    while first < WEEKS * WEEK:
        end = min((first // WEEK + 1) * WEEK, WEEKS * WEEK)
        yield Steps(
            start=EPOCH + first * MINUTE, end=EPOCH + (end - 1) * MINUTE, step=float(MINUTE)
        )
        first = end


def _counter(traffic: Traffic, week: int) -> str:
    labels = (("series", traffic.name), ("shape", traffic.shape.name))
    minutes = range(week * WEEK, (week + 1) * WEEK)
    moments = [EPOCH + minute * MINUTE for minute in minutes]
    return lines(head(METRIC, labels), moments, (str(traffic.counter[m]) for m in minutes))


def _text(name: str, series: Series) -> str:
    labels = tuple(pair for pair in series.labels if pair[0] != "__name__")
    moments, values = zip(*series.points, strict=True)
    return lines(head(name, labels), moments, values)
