"""The alerts of an SLO: how fast its budget may go, and how soon that is noticed."""

from __future__ import annotations

from math import ceil, isinf

from taskcenter_monitor.checks.detection import scraped
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.explain.conditions import Condition
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import Bounds, ExplainedBurn, ExplainedSlo, Noticed
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.ir.slos import Slo, SloWindow
from taskcenter_monitor.spec.project import AlertEntry
from taskcenter_monitor.spec.slos import SloEntry
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS, SPEEDS
from taskcenter_monitor.vocabulary.detection import Firing
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.objectives import number

_EVERYTHING = "every event is bad"


def explained_slo(material: Material, entry: AlertEntry | SloEntry) -> ExplainedSlo | None:
    """The promise; None for an alert that people wrote by itself."""
    if isinstance(entry, AlertEntry):
        return None
    slo = _compiled(material, entry)
    return ExplainedSlo(
        name=slo.name,
        objective=slo.objective,
        budget=slo.budget,
        budget_seconds=slo.budget_seconds,
        period=slo.seconds,
        labels=slo.labels,
        place=material.span(entry.origin.at("objective")),
    )


def condition_of_slo(material: Material, entry: SloEntry, rule: AlertingRule) -> Condition:
    """When one of its rules fires."""
    slo = _compiled(material, entry)
    window = next((one for one in slo.windows if one.origin == rule.origin), None)
    if window is None:
        return _missing(material, entry)
    return _burning(material, entry, slo, window)


def _compiled(material: Material, entry: SloEntry) -> Slo:
    return next(one for one in material.monitoring.slos if one.name == entry.name)


def _burning(material: Material, entry: SloEntry, slo: Slo, window: SloWindow) -> Condition:
    burn = window.burn
    full = burn.detected(1.0) - burn.wait
    # What lies just above the limit has crossed it once the long window holds nothing else.
    bounds = Bounds(
        slight=_firing(material, entry, burn.long + BASE_SECONDS, burn.wait),
        full=_firing(material, entry, full, burn.wait),
        largest=_EVERYTHING,
        since="the first bad event",
    )
    written = material.project.windows[window.name].origin
    return Condition(
        text=f"{window.name}: > {window.shown_limit} over {window.long} and {window.short}",
        bounds=bounds,
        wait=window.wait,
        keep_firing_for=window.keep,
        place=written.at_key(),
        wait_place=written.at("for"),
        burn=ExplainedBurn(
            window=window.name,
            share=f"{number(100 * burn.share)}%",
            factor=number(burn.shown_factor),
            limit=window.shown_limit,
            long=burn.long,
            short=burn.short,
            needed=0 if slo.counts_time else burn.needed,
            noticed=tuple(_noticed(window)),
            # To the millisecond: beyond that stands only what binary fractions leave.
            reset=round(burn.calmed(1.0), 3),
        ),
    )


def _missing(material: Material, entry: SloEntry) -> Condition:
    no_data = material.project.no_data
    wait = parse_duration(no_data.wait)
    # What is recorded of the total is a rate, which sees the last sample for one base window more.
    firing = _firing(material, entry, parse_duration(no_data.over) + BASE_SECONDS, wait)
    # An SLO has windows, and they stand in the same file.
    written = Origin(entry.windows[0].origin.file, ("no_data",))
    return Condition(
        text=f"nothing is exposed for {no_data.over} although a target is up,",
        bounds=Bounds(slight=firing, full=firing, largest="", since="the last sample"),
        wait=no_data.wait,
        place=written.at("over"),
        wait_place=written.at("for"),
    )


def _firing(material: Material, entry: SloEntry, window: float, wait: float) -> Firing:
    """The sum of all waits; the slowest of the jobs is waited for."""
    jobs = scraped(material.project, entry.value.signal)
    slowest = max(jobs, key=lambda job: job.interval + job.timeout, default=None)
    return Firing(
        scrape=slowest.interval if slowest else 0.0,
        timeout=slowest.timeout if slowest else 0.0,
        window=float(ceil(window)),
        interval=parse_duration(entry.interval),
        wait=wait,
    )


def _noticed(window: SloWindow) -> list[Noticed]:
    """How soon each of the shares that runbooks speak of is noticed."""
    found = ((bad, window.burn.detected(float(bad))) for bad in SPEEDS)
    return [
        Noticed(
            bad=f"{number(100 * bad)}%",
            seconds=None if isinf(seconds) else float(round(seconds)),
        )
        for bad, seconds in found
    ]
