"""Whether there are enough samples, and enough events, for an SLO to tell anything."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.detection import scraped
from taskcenter_monitor.checks.promises import counted
from taskcenter_monitor.checks.timing import SCRAPES
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import SloEntry, WindowEntry
from taskcenter_monitor.vocabulary.burning import BASE, BASE_SECONDS
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.objectives import number
from taskcenter_monitor.vocabulary.quantities import Quantity

_EVALUATIONS = 2
"""How often the rates must be recorded within their window, so that one may be missed."""


def retention(project: Project) -> Iterator[Finding]:
    """Periods that reach back further than anything is kept."""
    kept = project.service.value.retention
    for slo in project.slos.values():
        if parse_duration(slo.value.period) + BASE_SECONDS > parse_duration(kept):
            yield Finding(
                slo.origin.at("period"),
                f"a period of {slo.value.period}, summed up in steps of {BASE}, reaches beyond the"
                f" retention of {kept}",
                "raise `retention` in service.yaml, or take a shorter period",
            )


def interval(project: Project) -> Iterator[Finding]:
    """Rules that are evaluated too seldom for the rates which they sum up."""
    most = BASE_SECONDS / _EVALUATIONS
    for slo in project.slos.values():
        if parse_duration(slo.interval) > most:
            yield Finding(
                Origin(slo.origin.file, ("interval",)),
                f"every {slo.interval} is less than {_EVALUATIONS} times in each {BASE}: one"
                " evaluation that is missed, and events are in no sum",
                f"take 1m, and {clock_text(most)} at most",
            )
            return  # It is the same for all of them.


def scrapes(project: Project) -> Iterator[Finding]:
    """SLOs whose events are scraped too seldom for rates over the base window."""
    for slo in project.slos.values():
        jobs = scraped(project, slo.value.signal)
        slowest = max(jobs, key=lambda job: job.interval, default=None)
        if slowest is not None and slowest.interval * SCRAPES > BASE_SECONDS:
            yield Finding(
                slo.origin.at("signal"),
                f"{BASE}, of which all windows are sums, hold less than {SCRAPES} scrapes of the"
                f" job {slowest.job}, which come every {clock_text(slowest.interval)}",
                f"scrape it every {clock_text(BASE_SECONDS / SCRAPES)} or more often",
            )


def no_data(project: Project) -> Iterator[Finding]:
    """Missing data that is told of before a few scrapes have failed."""
    over = parse_duration(project.no_data.over)
    told = [slo for slo in project.slos.values() if slo.missing]
    jobs = [job for slo in told for job in scraped(project, slo.value.signal)]
    slowest = max(jobs, key=lambda job: job.interval, default=None)
    if slowest is not None and over < slowest.interval * SCRAPES and project.windows:
        file = next(iter(project.windows.values())).origin.file
        yield Finding(
            Origin(file, ("no_data", "over")),
            f"{project.no_data.over} hold less than {SCRAPES} scrapes of the job {slowest.job},"
            f" which come every {clock_text(slowest.interval)}",
            f"take at least {clock_text(slowest.interval * SCRAPES)}; an hour is usual",
        )


def traffic(project: Project) -> Iterator[Finding]:
    """SLOs that nobody is paged for although the signal has the traffic that it asks for."""
    for name, events in counted(project).items():
        slo = project.slos[name]
        floor = getattr(project.signals[slo.value.signal].value, "min_rate", None)
        if events is not None and not events.are_seconds and isinstance(floor, Quantity):
            yield from _too_few(slo, floor)


def _too_few(slo: SloEntry, floor: Quantity) -> Iterator[Finding]:
    """Where not even the easiest of the most urgent windows has its events at the lowest rate."""
    windows = [one for one in slo.windows if one.is_ordered]
    urgent = [one for one in windows if one.value.severity == "critical"] or windows
    needs = [(_rate(slo, window), window) for window in urgent]
    rate, window = min(needs, key=lambda need: need[0], default=(Decimal(0), None))
    if window is not None and rate > Decimal(floor.base):
        burn = slo.burn(window)
        yield Finding(
            slo.origin.at("objective"),
            f"{window.name} needs {burn.needed} events in {window.value.long}, {_shown(rate)}/s,"
            f" before it can fire; {slo.value.signal} speaks from {floor.text} on",
            "promise less or over a longer period, or lower `min_failures`; or raise `min_rate` of"
            " the signal if there is always more traffic",
        )


def _rate(slo: SloEntry, window: WindowEntry) -> Decimal:
    """Events per second that fill a window with as many as it needs."""
    burn = slo.burn(window)
    return Decimal(burn.needed) / Decimal(burn.long)


def _shown(rate: Decimal) -> str:
    return number(Decimal(f"{rate:.2g}"))


CHECKS: tuple[Check, ...] = (
    Check(
        id="slo/retention",
        why="What is no longer stored is not counted: the budget of a month is that of the days"
        " which are left of it, without a word.",
        run=retention,
        needs=frozenset(("service",)),
    ),
    Check(
        id="slo/interval",
        why="The long windows are sums of what is recorded at each evaluation; what happens"
        " between two that lie further apart than their window is never counted.",
        run=interval,
    ),
    Check(
        id="slo/scrapes",
        why="rate() needs two samples; a window of less than four scrapes has gaps as soon as one"
        " of them fails, and what falls into a gap is not counted.",
        run=scrapes,
    ),
    Check(
        id="slo/no-data",
        why="A scrape or two that fail are no missing data; whoever is called for them learns to"
        " look away.",
        run=no_data,
    ),
    Check(
        id="slo/traffic",
        why="With little traffic a high objective allows less than one failure, so its windows"
        " stay quiet, in a full outage as well.",
        run=traffic,
        level=Level.WARNING,
    ),
)
