"""Requests are in the panels of the generated dashboards, and a point leads to its trace.

The metrics go the whole way: a real Prometheus scrapes the example as it is compiled to, and is
asked what Grafana would ask it.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.neighbours import NEIGHBOURS
from tests.e2e.systems import PASSED, System, caller, data_source, system
from tests.e2e.watching import Drawn, Watch, until, watching
from tests.toolchains import Toolchain

pytestmark = pytest.mark.live

LATENCY = "task_center_http_request_duration_seconds"
CALLBACKS = "task_center_callback_duration_seconds"


@pytest.fixture(scope="module", name="system")
def running_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with system(tmp_path_factory.mktemp("center")) as found:
        yield found


class Watched:
    """Requests come all the time: a rate wants two scrapes with something between them."""

    def __init__(self, system: System, watch: Watch) -> None:
        self.system = system
        self.watch = watch
        self.traces: set[str] = set()

    def drawn(self, dashboard: str, metric: str) -> list[Drawn]:
        """What panels show of a metric once all of them show something."""

        def ask() -> list[Drawn]:
            call = caller()
            self.system.center.creates(NEIGHBOURS[0], call)
            self.traces.add(call.trace)
            return self.watch.drawn(dashboard, metric)

        return until(ask, lambda found: all(max(one.values, default=0) > 0 for one in found))


@pytest.fixture(scope="module")
def watched(system: System, toolchain: Toolchain) -> Iterator[Watched]:
    with watching(system.center, toolchain) as watch:
        yield Watched(system, watch)


@pytest.mark.parametrize(
    ("dashboard", "metric", "job"),
    [
        ("overview", LATENCY, "task-center-api"),
        ("business", CALLBACKS, "task-center-worker"),
    ],
)
def test_a_point_of_a_graph_leads_to_the_trace(
    watched: Watched, dashboard: str, metric: str, job: str
) -> None:
    (destination,) = data_source("prometheus")["exemplarTraceIdDestinations"]

    drawn = [one for one in watched.drawn(dashboard, metric) if one.exemplars]

    assert drawn
    for one in drawn:
        assert max(one.values, default=0) > 0, one.expr
        # As Grafana asks for them: by the query of the panel.
        exemplars = watched.watch.exemplars(one.expr)
        assert {each.series["job"] for each in exemplars} == {job}
        found = {each.labels[destination["name"]] for each in exemplars} & watched.traces
        assert found
        for trace in found:
            watched.system.spans(trace, *PASSED)


def test_a_panel_counts_the_request(watched: Watched) -> None:
    (rate,) = [
        one
        for one in watched.drawn("overview", "task_center_http_requests_total")
        if "http_code" in one.expr
    ]

    assert {"method": "POST", "http_code": "201"} in [dict(one.labels) for one in rate.series]
