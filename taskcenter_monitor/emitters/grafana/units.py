"""Our units as Grafana calls them."""

from __future__ import annotations

from taskcenter_monitor.ir.dashboards import Panel, Query
from taskcenter_monitor.vocabulary.units import Dimension

_IDS = {
    "ratio": "percentunit",
    "percent": "percent",
    "seconds": "s",
    "milliseconds": "ms",
    "timestamp": "s",
    "bytes": "bytes",
    "bool": "none",
    "info": "none",
}
_RATES = {"requests": "reqps", "bytes": "Bps"}
"""What a rate counts to the unit of it; anything else is an operation."""


def grafana_unit(query: Query) -> str:
    """The id of the unit in which a query's values are shown."""
    if query.unit.dimension is Dimension.RATE:
        return _RATES.get(query.noun, "ops")
    return _IDS.get(query.unit.name, "short")


def bucket_unit(query: Query) -> str:
    """The id of the unit of a histogram's buckets."""
    return _IDS.get(query.noun, "short")


def full_scale(query: Query) -> float | None:
    """The value that is all of it; None where there is no such value."""
    return query.unit.per_base if query.unit.dimension is Dimension.RATIO else None


def is_histogram(one: Panel) -> bool:
    """Whether a heatmap shows buckets, which Grafana takes apart itself."""
    return one.kind == "heatmap" and "_bucket" in one.queries[0].expr
