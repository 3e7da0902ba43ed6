"""Which scrape jobs an alert's series can come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.promql import masked
from taskcenter_monitor.vocabulary.selectors import METRIC_NAME, Selector


def jobs_of(signal: SignalModel, project: Project) -> tuple[str, ...]:
    """The scraped jobs that can answer, in the order of the specs; empty where nothing is known."""
    scraped = project.scrape.value.jobs
    if isinstance(signal, Liveness) and signal.jobs:
        return tuple(job for job in signal.jobs if job in scraped)
    for selector in _selectors(signal):
        found = project.catalogue.find(selector.metric)
        if found is not None:
            exporting = found.entry.value.jobs or scraped
            return tuple(_passing(exporting, selector))
    return ()


def _selectors(signal: SignalModel) -> Iterator[Selector]:
    """What the signal reads, that which gives it its labels first."""
    if isinstance(signal, Expression):
        # Good enough to know whose series these are; words that are no metric are in no catalogue.
        yield from map(Selector, METRIC_NAME.findall(masked(signal.promql)))
    else:
        yield from (use.selector for use in signal.uses())


def _passing(jobs: Iterable[str], selector: Selector) -> Iterator[str]:
    matchers = selector.matched("job")
    return (job for job in jobs if all(matcher.accepts(job) for matcher in matchers))
