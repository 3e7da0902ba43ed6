"""Metrics of prometheus-client as the catalogue has them."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

import prometheus_client
from prometheus_client import metrics as client

from taskcenter_monitor.telemetry.metrics.exemplars import SHARES_FILES

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from taskcenter_monitor.telemetry.catalogue import Metric

_JOINED = {"sum": "livesum", "max": "livemax", "min": "livemin", "latest": "livemostrecent"}
"""How the gauges of several processes become one; of those alone that are still there."""


def made(name: str, metric: Metric, registry: CollectorRegistry) -> Any:  # noqa: ANN401 - several
    """A metric in this registry. Raises ValueError where another one has its name."""
    # When a series began is one more series for each, and nobody asks for it.
    prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
    given: dict[str, Any] = {"registry": registry, "unit": _unit(name, metric)}
    if metric.type == "histogram":
        given["buckets"] = metric.buckets
    if metric.type == "gauge":
        given["multiprocess_mode"] = _JOINED[metric.processes]
    labels = tuple(label for label in metric.labels if label != "quantile")
    return _TYPES[metric.type](name, metric.help, labels, **given)


_TYPES: dict[str, Any] = {
    "counter": prometheus_client.Counter,
    "gauge": prometheus_client.Gauge,
    "histogram": prometheus_client.Histogram,
    "summary": prometheus_client.Summary,
}


def _unit(name: str, metric: Metric) -> str:
    """The unit, where the name ends in it: prometheus-client would add it to any other."""
    stem = name.removesuffix("_total") if metric.type == "counter" else name
    return metric.unit if stem.endswith(f"_{metric.unit}") else ""


def unregister(own: Any, registry: CollectorRegistry) -> None:  # noqa: ANN401 - as above
    """It is shown no more; None is nothing that was."""
    if own is not None:
        registry.unregister(own)


def renew(own: Any) -> None:  # noqa: ANN401 - as above
    """All its values are 0, and their locks are nobody's: a thread of the parent may have had them.

    Where processes share files prometheus-client itself begins a new one. What a gauge shows is
    what there is, and not what was counted: it stays.
    """
    if hasattr(own, "_metrics"):
        own._lock = Lock()  # noqa: SLF001 - nobody else renews it
    if SHARES_FILES:
        return
    for one in [*getattr(own, "_metrics", {}).values()] or [own]:
        for value in _values(one):
            value._lock = Lock()  # noqa: SLF001 - as above
            if not isinstance(one, client.Gauge):
                value._value = 0.0  # noqa: SLF001 - as above
                value._exemplar = None  # noqa: SLF001 - as above


def _values(one: Any) -> list[Any]:  # noqa: ANN401 - as above
    found = [getattr(one, name, None) for name in ("_value", "_sum", "_count")]
    return [value for value in (*found, *getattr(one, "_buckets", ())) if value is not None]
