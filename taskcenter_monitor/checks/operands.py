"""Both sides of a signal find each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.overlap import excluding, kept
from taskcenter_monitor.checks.usage import Usage, usages_by_signal
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.forecast import Forecast
from taskcenter_monitor.signals.mean import Mean
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.signals.utilisation import Utilisation
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project

_Pair = tuple[Entry[SignalModel], Usage, Usage]


def never_meet(project: Project) -> Iterator[Finding]:
    """Sides that have no value in common in a label on which they are joined."""
    for entry, left, right in _joined(project):
        by = _joined_by(entry.value)
        found = _apart(left, right, by)
        if found is None:
            continue
        label, why = found
        yield Finding(
            right.origin,
            f"`{left.origin.path[-1]}` and `{right.origin.path[-1]}` never meet: {why}",
            _remedy(entry.value, label),
        )


def _remedy(signal: SignalModel, label: str) -> str:
    both = f"let both have the same {label}"
    if isinstance(signal, Forecast):
        return both
    if signal.by:
        return f"{both}, or leave {label} out of `by`"
    return f"{both}, or aggregate `by` labels without {label}"


def _apart(left: Usage, right: Usage, by: Sequence[str] | None) -> tuple[str, str] | None:
    """The label in which two sides always differ, and in words how."""
    if kept("job", by) and _different_jobs(left, right):
        return "job", f"{_source(left)}, but {_source(right)}"
    pair = excluding(left.selector, right.selector)
    if pair is None or pair[0].label == "job" or not kept(pair[0].label, by):
        return None
    return pair[0].label, f"nothing is both {pair[0]} and {pair[1]}"


def _joined(project: Project) -> Iterator[_Pair]:
    """The two uses of every signal that joins them."""
    of_signal = usages_by_signal(project)
    kinds: tuple[type[SignalModel], ...] = (Ratio, Utilisation, Mean, Quantile, Forecast)
    for kind in kinds:
        for entry in of_kind(project, kind):
            signal, uses = entry.value, of_signal.get(entry.name, [])
            if len(uses) != 2 or (isinstance(signal, Quantile) and signal.min_rate is None):
                continue
            yield entry, uses[0], uses[1]


def _joined_by(signal: SignalModel) -> Sequence[str] | None:
    """The labels that are left when both sides are joined; None for all of them."""
    return None if isinstance(signal, Forecast) else signal.by


def _different_jobs(left: Usage, right: Usage) -> bool:
    """Whether no job answers both; where a side has no job at all, metric/wrong-job tells."""
    return (
        left.jobs != right.jobs
        and bool(left.jobs and right.jobs)
        and set(left.jobs).isdisjoint(right.jobs)
    )


def _source(usage: Usage) -> str:
    return f"{usage.selector.metric} comes from {', '.join(usage.jobs)}"


CHECKS = (
    Check(
        id="operands/never-meet",
        why="Series are joined where their labels are equal. Two sides without a common value have "
        "no partners: the alert never fires, and nothing says why.",
        run=never_meet,
        needs=frozenset(("scrape",)),
    ),
)
