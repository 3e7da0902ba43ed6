"""Looking up metrics by the names of their series."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.metrics import Metric
from taskcenter_monitor.vocabulary.units import COUNT, UNITS, Unit

_PARTS = {
    "_bucket": ("histogram",),
    "_count": ("histogram", "summary"),
    "_sum": ("histogram", "summary"),
}
ON_EVERY_SERIES = ("job", "instance")
"""Labels that Prometheus itself puts on every scraped series."""


class Found(NamedTuple):
    """A metric, and which of its series was asked for: "" or `bucket`, `count`, `sum`."""

    entry: Entry[Metric]
    part: str


class Catalogue:
    """The metrics of `specs/metrics.yaml`.

    `recorded` are series that rules write for everybody to read. They come from no target, so
    they have only labels of their own.
    """

    def __init__(
        self,
        metrics: Mapping[str, Entry[Metric]],
        recorded: Mapping[str, Entry[Metric]] | None = None,
    ) -> None:
        self.metrics = metrics
        self.recorded = recorded or {}

    def find(self, series: str) -> Found | None:
        """The metric that writes a series of this name."""
        entry = self.metrics.get(series) or self.recorded.get(series)
        if entry is not None:
            return Found(entry, "")
        for suffix, types in _PARTS.items():
            if series.endswith(suffix):
                entry = self.metrics.get(series.removesuffix(suffix))
                if entry is not None and entry.value.type in types:
                    return Found(entry, suffix[1:])
        return None

    def labels_of(self, series: str) -> tuple[str, ...]:
        """The labels of a series; those every series has, if it is not in the catalogue."""
        found = self.find(series)
        if found is None:
            return ON_EVERY_SERIES
        labels = found.entry.value.labels
        if series in self.recorded:
            return tuple(labels)
        if found.part == "bucket":
            return (*ON_EVERY_SERIES, *labels, "le")
        own = [label for label in labels if not found.part or label != "quantile"]
        return (*ON_EVERY_SERIES, *own)

    def buckets_of(self, histogram: str) -> tuple[float, ...]:
        """The finite upper bounds of a histogram; none, if it is not in the catalogue."""
        entry = self.metrics.get(histogram)
        return tuple(entry.value.buckets or ()) if entry is not None else ()

    def unit_of(self, series: str) -> Unit:
        """The unit of a series' value; a plain count, if it is not in the catalogue."""
        found = self.find(series)
        if found is None or found.part in ("bucket", "count"):
            return COUNT
        return UNITS[found.entry.value.unit]
