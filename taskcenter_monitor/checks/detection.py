"""How long each alert takes to fire, as far as its specs say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from taskcenter_monitor.checks.expressions import parsed, reach
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.checks.usage import signals_read, usages_by_signal
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.signals.filling import Crossing, Filling, whole
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.spec.scrape import Job
from taskcenter_monitor.vocabulary.detection import Firing
from taskcenter_monitor.vocabulary.durations import parse_duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Scraped:
    """A scrape job that a signal reads, with its interval and timeout in seconds."""

    job: str
    interval: float
    timeout: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """When one severity of an alert fires, at worst.

    `slight` bounds every fault that crosses the threshold, `full` the largest one there is;
    `filling` says what that is.
    """

    slight: Firing
    full: Firing
    filling: Filling


def detection(project: Project, alert: AlertEntry, threshold: Threshold) -> Detection:
    """The bounds of one severity; where no job is read nothing is waited for but the rules."""
    filling = _filling(project, alert.value.signal, threshold)
    jobs = scraped(project, alert.value.signal)
    slowest = max(jobs, key=lambda job: job.interval + job.timeout, default=None)
    slight = Firing(
        scrape=slowest.interval if slowest else 0.0,
        timeout=slowest.timeout if slowest else 0.0,
        window=filling.slight,
        interval=parse_duration(alert.interval),
        wait=parse_duration(threshold.wait),
    )
    return Detection(slight=slight, full=replace(slight, window=filling.full), filling=filling)


def scraped(project: Project, signal: str) -> tuple[Scraped, ...]:
    """The jobs that a signal reads, itself or through others, in the order of the scrape spec."""
    names = set(_jobs_of(project, signal))
    scrape = project.scrape.value
    return tuple(_scraped(project, name, job) for name, job in scrape.jobs.items() if name in names)


@per_project
def parts(project: Project) -> Mapping[str, list[str]]:
    """The name of a signal to those that it reads."""
    found: dict[str, list[str]] = {}
    for reader, read, _ in signals_read(project):
        found.setdefault(reader, []).append(read)
    return found


def closure(project: Project, signal: str) -> list[str]:
    """A signal and all that it is computed from, each once."""
    found = [signal] if signal in project.signals else []
    for name in found:
        found.extend(
            part
            for part in dict.fromkeys(parts(project).get(name, ()))
            if part in project.signals and part not in found
        )
    return found


def _jobs_of(project: Project, signal: str) -> Iterator[str]:
    for name in closure(project, signal):
        value = project.signals[name].value
        if isinstance(value, Liveness) and value.jobs:
            yield from value.jobs
            continue
        for usage in usages_by_signal(project).get(name, ()):
            yield from usage.jobs


def _scraped(project: Project, name: str, job: Job) -> Scraped:
    scrape = project.scrape.value
    return Scraped(
        job=name,
        interval=parse_duration(job.interval or scrape.interval),
        timeout=parse_duration(job.timeout or scrape.timeout),
    )


def _filling(project: Project, signal: str, threshold: Threshold) -> Filling:
    """What the kind says; where signals are put together nobody knows more than their windows."""
    value = project.signals[signal].value
    if parts(project).get(signal) or isinstance(value, Expression):
        return whole(_windows(project, signal, frozenset()))
    return value.filling(Crossing(above=threshold.above is not None, limit=threshold.limit))


def _windows(project: Project, signal: str, above: frozenset[str]) -> float:
    """The windows of a signal and of what it reads, one behind the other."""
    if signal in above or signal not in project.signals:
        return 0.0
    value = project.signals[signal].value
    if isinstance(value, Expression):
        tree = parsed(value.expression).tree
        own = reach(tree) if tree is not None else 0.0
    else:
        own = parse_duration(dict(value.windows()).get("window", "0s"))
    read = parts(project).get(signal, ())
    return own + max((_windows(project, part, above | {signal}) for part in read), default=0.0)
