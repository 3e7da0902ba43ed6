"""The alerts of an SLO: its budget goes too fast, or nothing is counted any more."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.slos.material import Material
from taskcenter_monitor.ir.rules import AlertingRule, Pairs
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.spec.slos import COMPONENT
from taskcenter_monitor.vocabulary.objectives import number
from taskcenter_monitor.vocabulary.severities import SEVERITIES


def burning_rules(material: Material) -> Iterator[AlertingRule]:
    """One a window, the most urgent first."""
    order = {severity: position for position, severity in enumerate(SEVERITIES)}
    for window in sorted(material.slo.windows, key=lambda one: order[one.severity]):
        yield AlertingRule(
            alert=material.slo.burning,
            expr=_too_fast(material, window),
            wait=window.wait if window.burn.wait else "",
            keep=window.keep if window.burn.keep else "",
            labels=(*_labels(material, window.severity), ("window", window.long)),
            annotations=material.texts.burning(window),
            origin=window.origin,
            carried=material.slo.labels,
            jobs=material.jobs,
        )


def missing_rules(material: Material) -> Iterator[AlertingRule]:
    """The one about missing data; none where missing data is bad itself."""
    if material.slo.missing:
        no_data = material.no_data
        yield AlertingRule(
            alert=material.slo.missing,
            expr=_nothing_counted(material),
            wait=no_data.wait,
            keep="",
            labels=_labels(material, no_data.severity),
            annotations=material.texts.missing(),
            origin=material.entry.origin.at("signal"),
            jobs=material.jobs,
        )


def _too_fast(material: Material, window: SloWindow) -> str:
    """Both windows above the limit, and enough events to tell."""
    series, limit = material.series, number(window.burn.limit)
    conditions = [f"{series.share(one)} > {limit}" for one in (window.long, window.short)]
    if not material.slo.counts_time:
        conditions.append(series.gate(window.long, window.burn))
    return "\nand\n".join(conditions)


def _nothing_counted(material: Material) -> str:
    """Missing while the targets are up; where they are down other alerts say so.

    Only the total is asked for: that no error was ever counted is good news. What is recorded of it
    is one series, where the counters of an hour are hundreds of thousands of samples.
    """
    absent = f"absent_over_time({material.series.total}[{material.no_data.over}])"
    if not material.jobs:
        return absent
    jobs = "|".join(material.jobs)
    matcher = f'job=~"{jobs}"' if len(material.jobs) > 1 else f'job="{jobs}"'
    return f"{absent}\nand on ()\nmax(up{{{matcher}}}) == 1"


def _labels(material: Material, severity: str) -> Pairs:
    return (
        ("severity", severity),
        ("component", COMPONENT),
        ("team", material.slo.team),
        ("service", material.service),
        ("slo", material.slo.name),
    )
