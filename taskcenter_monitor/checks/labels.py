"""Which labels a series, a signal or an expression carries."""

from __future__ import annotations

from collections.abc import Callable

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.results import carried
from taskcenter_monitor.checks.usage import Usage, recorded_series, usages
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.flow import Labels

_NONE: Labels = frozenset()


@per_project
def target_labels(project: Project) -> dict[str, Labels]:
    """A scrape job to the labels that its configuration puts on every series of it."""
    jobs = project.scrape.value.jobs
    return {name: frozenset(job.labels) for name, job in jobs.items()}


def all_target_labels(project: Project) -> Labels:
    """Every label that some scrape job adds."""
    return _NONE.union(*target_labels(project).values())


@per_project
def _by_usage(project: Project) -> dict[tuple[str, tuple[str, ...]], Labels]:
    """The labels of every series that is read, by its name and the jobs that answer."""
    of_job = target_labels(project)
    found: dict[tuple[str, tuple[str, ...]], Labels] = {}
    for usage in usages(project):
        key = usage.selector.metric, usage.jobs
        if key not in found:
            labels = frozenset(project.catalogue.labels_of(usage.selector.metric))
            if usage.found and usage.found.entry.value.type == "summary" and not usage.found.part:
                labels |= {"quantile"}
            found[key] = labels.union(*(of_job.get(job, _NONE) for job in usage.jobs))
    return found


def labels_of_usage(project: Project, usage: Usage) -> Labels:
    """The labels that can be on the series of a use."""
    return _by_usage(project)[usage.selector.metric, usage.jobs]


def series_labels(project: Project) -> Callable[[str], Labels | None]:
    """Gives the labels of a series by its name, without those of targets; None if unknown."""
    recorded = recorded_series(project)
    of_signal = carried(project)

    def of(name: str) -> Labels | None:
        found = project.catalogue.find(name)
        if found is not None:
            labels = frozenset(project.catalogue.labels_of(name))
            is_quantiles = found.entry.value.type == "summary" and not found.part
            return labels | {"quantile"} if is_quantiles else labels
        producer = recorded.get(name)
        if producer is None:
            return None
        return of_signal.get(producer[0].signal)

    return of
