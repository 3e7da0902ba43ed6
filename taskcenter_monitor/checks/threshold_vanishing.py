"""A lower limit is compared with something that is still there when it matters."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.usage import readers, told, usages_by_signal
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.changes import Changes
from taskcenter_monitor.signals.increase import Increase
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.signals.rate import Rate
from taskcenter_monitor.signals.value import Value
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project


def vanishing(project: Project) -> Iterator[Finding]:
    """Lower limits on what has no value in a total outage.

    Meant are statements about a group as a whole. A value of each series is none: liveness tells
    that it is gone. Nobody expects a ratio, a mean or a quantile to be low then, and a drop against
    a baseline is filled with zeros.
    """
    for name, levels in told(project).items():
        if all(threshold.below is None for _, _, threshold in levels):
            continue
        entry = project.signals.get(name)
        hint = _stand_in(project, entry) if entry is not None else ""
        if not hint:
            continue
        for alert, severity, threshold in levels:
            if threshold.below is not None:
                yield Finding(
                    alert.origin.at(severity, "below"),
                    f"in a total outage {name} has no sample, rather than 0, "
                    f"so below {threshold.below.text} says nothing",
                    hint,
                )


def _stand_in(project: Project, entry: Entry[SignalModel]) -> str:
    """What tells the total outage instead; "" where the signal or another alert does so."""
    signal = entry.value
    if isinstance(signal, (Rate, Increase)):
        return "use kind: baseline with direction: drop, which fills with zeros"
    if isinstance(signal, Changes):
        return "tell the outage with kind: liveness"
    if isinstance(signal, Value) and signal.aggregate is not None:
        jobs = {job for usage in usages_by_signal(project)[entry.name] for job in usage.jobs}
        if project.unreadable or jobs <= _watched(project):
            return ""
        return "add a liveness alert of mode all_instances_down for its jobs"
    return ""


@per_project
def _watched(project: Project) -> frozenset[str]:
    """The jobs whose complete outage some alert tells."""
    read = readers(project)
    return frozenset(
        job
        for entry in of_kind(project, Liveness)
        if entry.name in read
        for job in entry.value.jobs
    )


CHECKS = (
    Check(
        id="threshold/vanishing",
        why="When the last series is gone a count or a rate is not 0, it is missing: the alert is "
        "silent in the worst case.",
        run=vanishing,
        level=Level.WARNING,
        needs=frozenset(("alerts", "signals", "scrape")),
    ),
)
