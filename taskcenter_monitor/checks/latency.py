"""A latency is counted, and not estimated."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.unit import fits
from taskcenter_monitor.signals.latency import Latency
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.quantities import number_text


def bucket(project: Project) -> Iterator[Finding]:
    """Bounds that no bucket has; of another unit than the histogram's unit/bound tells."""
    for entry in of_kind(project, Latency):
        signal = entry.value
        name = signal.metric.metric
        edges = project.catalogue.buckets_of(name)
        is_comparable = fits(signal.within, project.catalogue.unit_of(name))
        if not edges or not is_comparable or signal.bound in edges:
            continue
        near = sorted(sorted(edges, key=lambda edge: abs(edge - signal.bound))[:2])
        yield Finding(
            entry.origin.at("within"),
            f"{name} has no bucket that ends at {signal.within.text}; those near it end at "
            f"{' and '.join(map(number_text, near))}",
            "take one of them, or add the bucket to the service and to metrics.yaml",
        )


CHECKS = (
    Check(
        id="latency/bucket",
        why="A histogram knows how many lie under the bounds of its buckets, and of no other "
        "number: the series is missing, so everything would count as too slow.",
        run=bucket,
    ),
)
