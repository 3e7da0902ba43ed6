"""Whether scraping can work, and cannot hurt."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import rules_path
from taskcenter_monitor.vocabulary.versions import parse_version, prometheus_lacks, version_text

PER_TASK_LABEL = "task_id"
"""The label with a value for every task: at 100 callbacks a second 8.6 million new series a day."""
_OWN = "task_center_"
"""How the names of the service's own metrics begin."""
_FOLDER = "prometheus/"
"""Where prometheus.yml stands; rule files are named relative to it."""


def timeout(project: Project) -> Iterator[Finding]:
    """Scrapes that may still wait when the next one is due."""
    spec, origin = project.scrape.value, project.scrape.origin
    if parse_duration(spec.timeout) > parse_duration(spec.interval):
        message = f"the timeout {spec.timeout} is longer than the interval {spec.interval}"
        yield Finding(origin.at("timeout"), message, "Prometheus refuses that; shorten it")
    for name, job in spec.jobs.items():
        interval = job.interval or spec.interval
        if job.timeout and parse_duration(job.timeout) > parse_duration(interval):
            message = f"the timeout {job.timeout} is longer than the interval {interval}"
            place = origin.at("jobs", name, "timeout")
            yield Finding(place, message, "Prometheus refuses that; shorten it")


def seat_belt(project: Project) -> Iterator[Finding]:
    """Jobs of the service whose series with a label per task would be kept."""
    for name in _own_jobs(project):
        job = project.scrape.value.jobs[name]
        if PER_TASK_LABEL not in job.drop_series_with:
            yield Finding(
                project.scrape.origin.at_key("jobs", name),
                f"the job {name} keeps series with the label {PER_TASK_LABEL}",
                f"add `drop_series_with: [{PER_TASK_LABEL}]`",
            )


def limits(project: Project) -> Iterator[Finding]:
    """Jobs of the service that may answer without bound."""
    for name in _own_jobs(project):
        given = project.scrape.value.jobs[name].limits
        for key in ("samples", "labels", "label_value_length"):
            if getattr(given, key) is None:
                yield Finding(
                    project.scrape.origin.at_key("jobs", name),
                    f"the job {name} has no limit of {key}",
                    f"add `{key}` to its `limits`, well above what is normal",
                )


def duplicate_target(project: Project) -> Iterator[Finding]:
    """Endpoints that are scraped twice."""
    seen: dict[tuple[object, ...], str] = {}
    for name, job in project.scrape.value.jobs.items():
        params = tuple(sorted((key, tuple(values)) for key, values in job.params.items()))
        for position, target in enumerate(job.targets):
            first = seen.setdefault((job.scheme, target, job.path, params), f"{name}/{position}")
            if first != f"{name}/{position}":
                yield Finding(
                    project.scrape.origin.at("jobs", name, "targets", position),
                    f"{target}{job.path} is already scraped by the job {first.split('/')[0]}",
                    "remove one: sums over jobs would count it twice",
                )


def version(project: Project) -> Iterator[Finding]:
    """Keys that the named Prometheus does not know."""
    named = project.service.value.versions.prometheus
    since = prometheus_lacks("scrape_configs.fallback_scrape_protocol", parse_version(named))
    if since is None:
        return
    for name, job in project.scrape.value.jobs.items():
        if job.fallback_protocol is not None:
            yield Finding(
                project.scrape.origin.at_key("jobs", name, "fallback_protocol"),
                f"Prometheus {named} does not know this; {version_text(since)} is the first",
                "remove it, or name a newer version in service.yaml",
            )


def rule_files(project: Project) -> Iterator[Finding]:
    """Patterns that load no rules, and rules that no pattern loads."""
    spec, origin = project.scrape.value, project.scrape.origin
    files = [rules_path(name).removeprefix(_FOLDER) for name in project.components]
    vain = False
    for position, pattern in enumerate(spec.rule_files):
        if not any(_matches(file, pattern) for file in files):
            vain = True
            message = f"no rule file has a name like {pattern}"
            advice = f"rule files are named like {files[0]}" if files else ""
            yield Finding(origin.at("rule_files", position), message, advice)
    unread = [file for file in files if not any(_matches(file, one) for one in spec.rule_files)]
    if unread and not vain:
        others = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
        message = f"Prometheus would not load {unread[0]}{others}"
        yield Finding(origin.at("rule_files"), message, "add rules/*.rules.yml")


def _own_jobs(project: Project) -> list[str]:
    """The scraped jobs that export the service's own metrics, in the order of the file."""
    exporting = {
        job
        for name, metric in project.catalogue.metrics.items()
        if name.startswith(_OWN)
        for job in metric.value.jobs
    }
    return [name for name in project.scrape.value.jobs if name in exporting]


def _matches(file: str, pattern: str) -> bool:
    """As Prometheus does it: a star does not reach into another folder."""
    return file.count("/") == pattern.count("/") and fnmatch.fnmatchcase(file, pattern)


CHECKS: tuple[Check, ...] = (
    Check(
        id="scrape/timeout",
        why="Prometheus refuses a scrape that may wait longer than until the next one.",
        run=timeout,
    ),
    Check(
        id="scrape/seat-belt",
        why="A label with a value per task fills the memory of Prometheus within hours and makes"
        " every ratio wrong: a counter that appears with 1 has no increase.",
        run=seat_belt,
    ),
    Check(
        id="scrape/limits",
        why="One broken release of the service can bring down the monitoring of everything.",
        run=limits,
    ),
    Check(
        id="scrape/duplicate-target",
        why="An endpoint that is scraped twice counts twice in every sum.",
        run=duplicate_target,
    ),
    Check(
        id="scrape/version",
        why="Prometheus refuses the whole file over one key that it does not know.",
        run=version,
    ),
    Check(
        id="scrape/rule-files",
        why="promtool accepts a pattern that matches nothing: zero rules, and a green check.",
        run=rule_files,
        needs=frozenset(("alerts", "signals")),
    ),
)
