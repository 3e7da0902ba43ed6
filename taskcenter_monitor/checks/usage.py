"""Who reads what: metrics by signals, signals by alerts, recorded series by expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.checks.expressions import Parsed, Series, parsed
from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.signals.expression import Expression
from taskcenter_monitor.spec.alerts import Threshold
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Found
from taskcenter_monitor.spec.dashboard_entries import QueryEntry
from taskcenter_monitor.spec.project import AlertEntry, Project
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.selectors import Selector

COUNTED = frozenset(("rate", "irate", "increase", "resets"))
SLOPED = frozenset(
    ("delta", "idelta", "deriv", "predict_linear", "holt_winters", "double_exponential_smoothing")
)


@dataclass(frozen=True, slots=True)
class Usage:
    """One use of a series by a signal.

    `function` is that of `signals.base.Use`; in an expression also `sloped` (delta and its kin)
    and `read` (anything that says nothing about the type). `window` and `offset` are seconds.
    `found` is None for what the catalogue lacks; `jobs` are the scrape jobs that can answer.
    """

    signal: str
    selector: Selector
    function: str
    origin: Origin
    window: float
    offset: float
    found: Found | None
    jobs: tuple[str, ...]


@per_project
def usages(project: Project) -> tuple[Usage, ...]:
    """Every use of a metric by a signal, in the order in which the signals stand."""
    answering = _Answering(project)
    written = {entry.name: expression for entry, expression, _ in expressions(project)}
    return tuple(
        usage
        for name, entry in project.signals.items()
        for usage in (
            _usages_of(entry, answering)
            if name not in written
            else _usages_in(entry, written[name], answering)
        )
    )


@per_project
def usages_by_signal(project: Project) -> Mapping[str, list[Usage]]:
    """The same by the name of the signal."""
    found: dict[str, list[Usage]] = {}
    for usage in usages(project):
        found.setdefault(usage.signal, []).append(usage)
    return found


@per_project
def shown(project: Project) -> Mapping[str, list[QueryEntry]]:
    """The name of a signal to the queries of panels that read it."""
    found: dict[str, list[QueryEntry]] = {}
    for dashboard in project.dashboards.values():
        for panel in dashboard.panels:
            for query in panel.queries:
                if query.signal:
                    found.setdefault(query.signal, []).append(query)
    return found


@per_project
def readers(project: Project) -> Mapping[str, list[AlertEntry]]:
    """The name of a signal to the alerts that read it."""
    found: dict[str, list[AlertEntry]] = {}
    for alert in project.alerts.values():
        found.setdefault(alert.value.signal, []).append(alert)
    return found


Told = tuple[AlertEntry, str, Threshold]
"""One severity of an alert, with its threshold."""


@per_project
def told(project: Project) -> Mapping[str, list[Told]]:
    """The name of a signal to every severity that is told about it."""
    return {
        name: [
            (alert, severity, threshold)
            for alert in alerts
            for severity, threshold in alert.value.thresholds.items()
        ]
        for name, alerts in readers(project).items()
    }


@dataclass(frozen=True, slots=True)
class Recorded:
    """A series that a signal records; equal `meaning` is equal PromQL."""

    signal: str
    name: str
    meaning: str


@per_project
def recorded_series(project: Project) -> Mapping[str, list[Recorded]]:
    """The name of a recorded series to the signals that record it."""
    found: dict[str, list[Recorded]] = {}
    for signal, entry in project.signals.items():
        operands = {part: part for _, part in entry.value.signals()}
        for recording in entry.value.lower(_meaning, operands).recordings:
            series = Recorded(signal, recording.name, recording.expr)
            found.setdefault(recording.name, []).append(series)
    return found


@per_project
def expressions(project: Project) -> tuple[tuple[Entry[SignalModel], Parsed, Origin], ...]:
    """Every signal of the kind `expression`, with its PromQL and the place of that."""
    return tuple(
        (entry, parsed(entry.value.expression), entry.origin.at("expression"))
        for entry in project.signals.values()
        if isinstance(entry.value, Expression)
    )


def signals_read(project: Project) -> Iterator[tuple[str, str, Origin]]:
    """Reader, what it reads, and where: parts of scores, and recorded series in expressions."""
    for name, entry in project.signals.items():
        for path, other in entry.value.signals():
            yield name, other, entry.origin.at(*path)
    recorded = recorded_series(project)
    for entry, expression, origin in expressions(project):
        for series in expression.series:
            for producer in recorded.get(series.selector.metric, ()):
                yield entry.name, producer.signal, origin.within(*series.position)


def _meaning(kind: str, block: str, variables: Mapping[str, Any]) -> str:
    """Stands in for a template: equal text for equal PromQL, without rendering any."""
    if kind in ("baseline", "anomaly") and block == "current":
        kind, block = variables["function"], "signal"
        variables = {key: variables[key] for key in ("metric", "window", "sum")}
    return f"{kind} {block} {sorted(variables.items())}"


class _Answering:
    """Which metric and which scrape jobs answer a selector; most selectors come many times."""

    def __init__(self, project: Project) -> None:
        self._catalogue = project.catalogue
        self._scraped = tuple(project.scrape.value.jobs)
        self._known: dict[Selector, tuple[Found | None, tuple[str, ...]]] = {}

    def of(self, selector: Selector) -> tuple[Found | None, tuple[str, ...]]:
        known = self._known.get(selector)
        if known is None:
            found = self._catalogue.find(selector.metric)
            exporting = (found.entry.value.jobs or self._scraped) if found else ()
            jobs = tuple(job for job in exporting if job in self._scraped)
            for matcher in selector.matched("job"):
                jobs = tuple(job for job in jobs if matcher.accepts(job))
            known = self._known[selector] = found, jobs
        return known


def _usages_of(entry: Entry[SignalModel], answering: _Answering) -> Iterator[Usage]:
    signal = entry.value
    window = max((parse_duration(text) for _, text in signal.windows()), default=0.0)
    for use in signal.uses():
        found, jobs = answering.of(use.selector)
        origin = entry.origin.at(*use.path)
        yield Usage(entry.name, use.selector, use.function, origin, window, 0.0, found, jobs)


def _usages_in(
    entry: Entry[SignalModel], expression: Parsed, answering: _Answering
) -> Iterator[Usage]:
    origin = entry.origin.at("expression")
    for series in expression.series:
        yield _in_expression(entry.name, series, origin, answering)


def _in_expression(name: str, series: Series, origin: Origin, answering: _Answering) -> Usage:
    function = "read"
    if series.function in COUNTED:
        function = "counted"
    elif series.function in SLOPED:
        function = "sloped"
    elif series.function == "changes":
        function = "changes"
    elif series.function.endswith("_over_time"):
        function = "gauged"
    found, jobs = answering.of(series.selector)
    place = origin.within(*series.position)
    return Usage(name, series.selector, function, place, series.window, series.offset, found, jobs)
