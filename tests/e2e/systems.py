"""The example with its spans on their way to a receiver, and what its monitoring knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import yaml

from tests.e2e.collectors import WAYS
from tests.e2e.neighbours import Call
from tests.e2e.tasks import TaskCenter, task_center
from tests.otlp import HttpReceiver, ReceivedSpan, Receiver
from tests.toolchains import ROOT

DATA_SOURCES = ROOT / "build/grafana/provisioning/datasources/datasources.yml"
PASSED = ("POST /api/v1/tasks", "task report", "POST crm")
"""The spans that a task passes: the request that makes it, the attempt, the callback."""


@dataclass(frozen=True, slots=True)
class System:
    """The example, and where its spans arrive."""

    center: TaskCenter
    receiver: Receiver

    def spans(self, trace: str, *names: str) -> tuple[ReceivedSpan, ...]:
        """Those of a trace that have these names, in this order, once they are there."""
        found: dict[str, ReceivedSpan] = {}

        def whole(spans: list[ReceivedSpan]) -> bool:
            found.update({span.name: span for span in spans if span.trace_id == trace})
            return {*names} <= found.keys()

        self.receiver.until(whole)
        return tuple(found[name] for name in names)


@contextmanager
def system(folder: Path, way: str = "straight") -> Iterator[System]:
    """All of it, running. `way` is one of WAYS."""
    with ExitStack() as held:
        receiver = held.enter_context(HttpReceiver())
        between = held.enter_context(WAYS[way](folder, receiver.endpoint, "http"))
        environment = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": between.endpoints["http"],
            # Nobody waits for a batch that could be larger.
            "OTEL_BSP_SCHEDULE_DELAY": "200",
        }
        yield System(held.enter_context(task_center(folder, environment)), receiver)


def data_source(kind: str) -> dict[str, Any]:
    """As Grafana is given it."""
    found = yaml.safe_load(DATA_SOURCES.read_text("utf-8"))["datasources"]
    settings: dict[str, Any] = next(one for one in found if one["type"] == kind)["jsonData"]
    return settings


def caller(**more: Any) -> Call:
    """A request out of a span that nobody else has."""
    return Call(trace=token_hex(16), span=token_hex(8), **more)
