"""What the services expose, as far as others must know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin

_BY_TARGET = ("job", "instance")
_PARTS = {"histogram": ("_bucket", "_count", "_sum"), "summary": ("", "_count", "_sum")}
"""The endings of the series of a metric, by its type; only "" for any other."""
_ALONE = {"_bucket": ("le",), "": ("quantile",)}
"""Labels that one kind of series of a metric has and its others have not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSeries:
    """One name under which samples of a metric are found, with the labels that they carry."""

    name: str
    labels: frozenset[str]
    is_counter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedMetric:
    """One metric of the catalogue.

    `limit` is how many combinations of labels one process may have, 0 where nothing is said;
    `processes` how the values of several processes of one instance become one. `help` is what its
    exporter says of it.

    `type` is counter, gauge, histogram or summary, `unit` the name of its unit. `labels` leaves out
    `job` and `instance`; `buckets` are the finite bounds of a histogram. `jobs` expose it; where
    there is none every job does.
    """

    name: str
    type: str
    unit: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    jobs: tuple[str, ...] = ()
    limit: int = 0
    processes: str = "sum"
    help: str = ""
    origin: Origin | None = None

    def series(self) -> Iterator[ExportedSeries]:
        """All of them: a histogram and a summary have several."""
        for part in _PARTS.get(self.type, ("",)):
            own = _ALONE.get(part, ()) if self.type in _PARTS else ()
            labels = frozenset((*_BY_TARGET, *self.labels, *own))
            if part:
                labels -= {"quantile"}
            is_counter = bool(part) or self.type == "counter"
            yield ExportedSeries(name=self.name + part, labels=labels, is_counter=is_counter)
