"""A value keeps the labels that it is aggregated by."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.project import Project


def lost_label(project: Project) -> Iterator[Finding]:
    """Labels in `by` that `distinct` has taken away."""
    for entry in of_kind(project, Value):
        distinct = entry.value.distinct
        if distinct is None:
            continue
        for number, label in enumerate(entry.value.by or ()):
            if label not in distinct:
                yield Finding(
                    entry.origin.at("by", number),
                    f"`distinct` keeps {', '.join(distinct) or 'nothing'} alone, "
                    f"so {label} is gone before `by` sees it",
                    f"add {label} to `distinct`, or take it out of `by`",
                )


CHECKS = (
    Check(
        id="value/lost-label",
        why="All groups fall into one, and its alert lacks the label that texts and routes expect.",
        run=lost_label,
    ),
)
