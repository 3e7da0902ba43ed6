"""Signals say of which job they read a metric, and that job is scraped and exports it."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.population import MONITORING
from taskcenter_monitor.checks.usage import Usage, readers, usages
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.dashboard_entries import is_own
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.metrics import ANY_JOB
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.matchers import literals

_OF_SCRAPES = "scrape_"
"""How the series begin that Prometheus itself writes about a scrape."""


def any_job(project: Project) -> Iterator[Finding]:
    """Metrics of every target, read without saying of which job."""
    for usage in usages(project):
        if not _is_shared(project, usage) or _says_whose(project, usage):
            continue
        signal = project.signals[usage.signal].value
        if isinstance(signal, Liveness) and signal.mode == "target_vanished":
            continue
        if is_own(usage.signal) and "job" in (signal.by or ()):
            continue  # A panel may show what every job has, as long as it tells them apart.
        name = usage.selector.metric
        yield Finding(
            usage.origin,
            f"every target exports {name}; the selector must say whose is meant",
            f'add a matcher, like {name}{{job="{next(iter(project.scrape.value.jobs))}"}}',
        )


def _is_shared(project: Project, usage: Usage) -> bool:
    """Whether every target exports it; what rules write comes from none."""
    if usage.found is None or usage.found.entry.name in project.catalogue.recorded:
        return False
    return usage.found.entry.value.job == ANY_JOB


def _says_whose(project: Project, usage: Usage) -> bool:
    """Whether a selector names jobs, rather than all of them or all but some.

    What is left when some are taken away changes with every job that somebody adds. Only alerts
    about the monitoring itself mean just that: whatever has no alert of its own. They may also mean
    every scrape there is, for what Prometheus notes down of each.
    """
    scraped = project.scrape.value.jobs
    if usage.selector.metric.startswith(_OF_SCRAPES) and _is_about_monitoring(
        project, usage.signal
    ):
        return True
    for matcher in usage.selector.matched("job"):
        is_selective = not all(map(matcher.accepts, scraped))
        if matcher.operator == "=" or (is_selective and matcher.operator == "=~"):
            return True
        if is_selective and _is_about_monitoring(project, usage.signal):
            return True
    return False


def _is_about_monitoring(project: Project, signal: str) -> bool:
    reading = readers(project).get(signal, ())
    known = bool(reading) or "alerts" in project.incomplete or bool(project.unreadable)
    return known and all(alert.component == MONITORING for alert in reading)


def wrong_job(project: Project) -> Iterator[Finding]:
    """Matchers on `job` that no job with this metric passes."""
    for usage in usages(project):
        matchers = usage.selector.matched("job")
        if usage.found is None or usage.jobs or not matchers:
            continue
        possible = usage.found.entry.value.jobs or tuple(project.scrape.value.jobs)
        if any(all(matcher.accepts(job) for matcher in matchers) for job in possible):
            continue  # The job is known, but not scraped; metric/unknown-job says so.
        wanted = next(iter(literals(matchers[0]) or ()), "")
        hint = nearest(wanted, list(possible)) or f"it comes from {', '.join(possible)}"
        message = f"no job that exports {usage.selector.metric} passes {matchers[0]}"
        yield Finding(usage.origin, message, hint)


def unknown_job(project: Project) -> Iterator[Finding]:
    """Jobs that are expected, but that nobody scrapes."""
    scraped = project.scrape.value.jobs
    for entry in project.catalogue.metrics.values():
        for number, job in enumerate(entry.value.jobs):
            if job not in scraped:
                steps = ("job",) if isinstance(entry.value.job, str) else ("job", number)
                hint = nearest(job, list(scraped)) or f"known are {', '.join(scraped)}"
                yield Finding(entry.origin.at(*steps), f"scrape.yaml has no job {job!r}", hint)
    for signal in project.signals.values():
        if isinstance(signal.value, Liveness):
            for number, job in enumerate(signal.value.jobs):
                if job not in scraped:
                    hint = nearest(job, list(scraped)) or f"known are {', '.join(scraped)}"
                    place = signal.origin.at("jobs", number)
                    yield Finding(place, f"scrape.yaml has no job {job!r}", hint)


CHECKS: tuple[Check, ...] = (
    Check(
        id="metric/any-job",
        why="Prometheus, the exporters and Grafana export the same go_*, process_* and up series "
        "and would fire alerts about Task Center. A selector names the jobs that it means; all but "
        "some is for alerts of the component monitoring, which watch what has no alert of its own.",
        run=any_job,
    ),
    Check(
        id="metric/wrong-job",
        why="A job that does not export the metric never yields a sample, so the alert is dead.",
        run=wrong_job,
        needs=frozenset(("scrape",)),
    ),
    Check(
        id="metric/unknown-job",
        why="What nobody scrapes never arrives.",
        run=unknown_job,
        needs=frozenset(("scrape",)),
    ),
)
