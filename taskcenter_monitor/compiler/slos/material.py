"""What the rules and texts of one SLO are made of."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.compiler.jobs import jobs_of
from taskcenter_monitor.compiler.slos.series import SloSeries
from taskcenter_monitor.compiler.slos.texts import SloTexts
from taskcenter_monitor.compiler.texts import Writer
from taskcenter_monitor.ir.slos import Slo, SloWindow
from taskcenter_monitor.signals.base import Events, Render
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import NoData, SloEntry
from taskcenter_monitor.vocabulary.burning import BASE
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.objectives import number


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One SLO with everything that is known of it; `jobs` are those that its events come from."""

    entry: SloEntry
    slo: Slo
    events: Events
    series: SloSeries
    texts: SloTexts
    jobs: tuple[str, ...]
    no_data: NoData
    service: str


def material(project: Project, entry: SloEntry, promql: Render, writer: Writer) -> Material:
    """Of an SLO that has passed all checks, so that its signal counts events."""
    signal = project.signals[entry.value.signal].value
    events = signal.events(promql, BASE, entry.value.by)
    if events is None:
        raise AssertionError(f"{entry.value.signal} counts no events")
    slo = _slo(entry, events)
    return Material(
        entry=entry,
        slo=slo,
        events=events,
        series=SloSeries(entry, events),
        texts=SloTexts(entry, slo, project.no_data, writer),
        jobs=jobs_of(signal, project),
        no_data=project.no_data,
        service=project.service.value.service,
    )


def _slo(entry: SloEntry, events: Events) -> Slo:
    value = entry.value
    return Slo(
        name=entry.name,
        titles={"zh": value.title.zh, "en": value.title.en},
        signal=value.signal,
        objective=value.objective.text,
        budget=f"{number(100 * (1 - value.objective.part))}%",
        period=value.period,
        seconds=parse_duration(value.period),
        interval=entry.interval,
        labels=tuple(value.by),
        source=events.source,
        counts_time=events.are_seconds,
        burning=entry.burning,
        missing=entry.missing if events.source else "",
        team=entry.team,
        windows=tuple(
            SloWindow(
                name=window.name,
                severity=window.value.severity,
                long=window.value.long,
                short=window.value.short,
                wait=window.value.wait,
                keep=window.value.keep_firing_for,
                burn=entry.burn(window),
                origin=entry.origin.at("windows", window.name),
            )
            for window in entry.windows
        ),
        origin=entry.origin,
    )
