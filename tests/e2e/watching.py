"""A Prometheus with the compiled configuration that scrapes the example, and what it is asked."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep, time
from typing import Any, TypeVar
from urllib.parse import urlencode

from taskcenter_monitor.ir.dashboards import Dashboard, Panel
from taskcenter_monitor.live.launches import HOST, prometheus
from taskcenter_monitor.live.panels.asking import lately
from taskcenter_monitor.live.panels.choices import Choices
from taskcenter_monitor.live.panels.expansion import expanded, timing
from taskcenter_monitor.live.prometheus import Prometheus, Series
from taskcenter_monitor.live.servers import free_port, running
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.workspace.staging import staged
from tests.e2e.loopback import Addresses, compiled, configured
from tests.e2e.tasks import TaskCenter, asked
from tests.toolchains import ROOT, Toolchain

FOUND_WITHIN = 60.0
"""Seconds until what was scraped is recorded by rules as well, on a machine that is busy."""
PAUSE = 0.25
BACK = 600.0
"""Seconds that are looked back over."""
EXEMPLARS = ("--enable-feature=exemplar-storage",)
"""As build/docker-compose.yml starts it."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exemplar:
    """A point of a graph that leads to a trace."""

    labels: dict[str, str]
    series: dict[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a query of a panel was answered; `exemplars` is whether its points have some."""

    expr: str
    series: tuple[Series, ...]
    exemplars: bool

    @property
    def values(self) -> list[float]:
        """All of them but those that are no number."""
        found = (float(text) for one in self.series for _, text in one.points)
        return [value for value in found if not math.isnan(value)]


class Watch:
    """Asks a running Prometheus as Grafana does."""

    def __init__(self, client: Prometheus, url: str) -> None:
        made = compiled().monitoring
        assert made is not None
        self._monitoring = made
        self._url = url
        self.client = client

    def exemplars(self, selector: str) -> list[Exemplar]:
        """All that is kept of these series."""
        wanted = urlencode({"query": selector, "start": time() - BACK, "end": time() + 1})
        found = asked(f"{self._url}/api/v1/query_exemplars?{wanted}")["data"]
        return [
            Exemplar(one["labels"], series["seriesLabels"], float(one["value"]))
            for series in found
            for one in series["exemplars"]
        ]

    def drawn(self, dashboard: str, metric: str) -> list[Drawn]:
        """What panels of a generated dashboard show of a metric over time.

        The queries are those of the JSON, with all variables on All.
        """
        board = next(one for one in self._monitoring.dashboards if one.name == dashboard)
        panels = {panel.id: panel for panel in board.panels if panel.is_over_time}
        return [
            self._drawn(board, panels[panel["id"]], target)
            for panel, target in generated(dashboard)
            if metric in target["expr"] and panel["id"] in panels
        ]

    def _drawn(self, board: Dashboard, panel: Panel, target: Mapping[str, Any]) -> Drawn:
        clock = timing(board, panel, parse_duration(self._monitoring.prometheus.interval))
        steps = lately(clock, int(time()))
        values = next(Choices(board, self.client, steps).ways(target["expr"], 0))
        expr = expanded(target["expr"], {**values, **clock.macros()})
        series = self.client.query_range(expr, steps)
        return Drawn(expr, series, target.get("exemplar", False))


def generated(dashboard: str) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each panel of the committed JSON that asks Prometheus, with each of its queries."""
    path = ROOT / "build" / "grafana" / "dashboards" / f"dashboard-{dashboard}.json"
    waiting: list[dict[str, Any]] = list(json.loads(path.read_text("utf-8"))["panels"])
    while waiting:
        panel = waiting.pop(0)
        waiting += panel.get("panels", [])
        for target in panel.get("targets", []):
            if "prometheus" in target.get("datasource", panel["datasource"])["uid"]:
                yield panel, target


@contextmanager
def watching(center: TaskCenter, toolchain: Toolchain) -> Iterator[Watch]:
    """Scrapes its API and its worker; whatever else the configuration names is not there."""
    nobody = f"{HOST}:{free_port()}"
    addresses = Addresses(
        targets={
            "task-center-api": (center.api.admin,),
            "task-center-worker": (center.worker.admin,),
        },
        others=nobody,
        alertmanager=nobody,
        sink=f"http://{nobody}",
    )
    runtime = toolchain.runtime()
    with ExitStack() as held:
        folder = Path(held.enter_context(staged(configured(compiled(), addresses))))
        launch = prometheus(str(folder / "prometheus"), runtime, options=EXEMPLARS)
        (server,) = held.enter_context(running([launch], runtime))
        yield Watch(held.enter_context(Prometheus(server.url)), server.url)


def until(ask: Callable[[], T], holds: Callable[[T], bool]) -> T:
    """What is answered, once something holds for it; the last answer after a while."""
    end = monotonic() + FOUND_WITHIN
    while True:
        found = ask()
        if holds(found) or monotonic() > end:
            return found
        sleep(PAUSE)
