"""A baseline compares like with like."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.signals.baseline import Baseline
from taskcenter_monitor.spec.catalogue import ON_EVERY_SERIES
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.quantities import number_text


def windows(project: Project) -> Iterator[Finding]:
    """Increases over windows of different lengths."""
    for entry in of_kind(project, Baseline):
        signal = entry.value
        if signal.function != "increase" or signal.window == signal.baseline_window:
            continue
        share = parse_duration(signal.window) / parse_duration(signal.baseline_window)
        if share != 1:
            flat = number_text(float(f"{100 * share:.2g}"))
            yield Finding(
                entry.origin.at("baseline_window"),
                f"an increase over {signal.window} is held against one over "
                f"{signal.baseline_window}: steady traffic reads {flat}%",
                "give both the same window, or write function: rate",
            )


def instance_labels(project: Project) -> Iterator[Finding]:
    """Instances with several series, each of which would be compared on its own."""
    for entry in of_kind(project, Baseline):
        signal = entry.value
        if signal.per != "instance":
            continue
        pinned = {one.label for one in signal.metric.matchers if one.operator == "="}
        known = pinned.union(ON_EVERY_SERIES, signal.by or ())
        name = signal.metric.metric
        several = [label for label in project.catalogue.labels_of(name) if label not in known]
        if several:
            listed = ", ".join(several)
            yield Finding(
                entry.origin.at("per"),
                f"an instance has many series of {name}, by {listed}; "
                "each would be compared with the mean of them all",
                f"add {listed} to `by`, or write per: group",
            )


CHECKS = (
    Check(
        id="baseline/windows",
        why="An increase grows with its window: over a shorter one than the baseline's it is a "
        "drop that never ends, over a longer one a rise.",
        run=windows,
    ),
    Check(
        id="baseline/instance-labels",
        why="A busy series is far above and a quiet one far below the mean of all series, on any "
        "day; the alert never rests.",
        run=instance_labels,
    ),
)
