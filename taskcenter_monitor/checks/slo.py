"""SLOs as such: what they count, by which labels, and the names that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.labels import labels_of_usage
from taskcenter_monitor.checks.overlap import narrowing
from taskcenter_monitor.checks.population import STATIC_LABELS
from taskcenter_monitor.checks.promises import COUNTING, counted
from taskcenter_monitor.checks.usage import recorded_series, usages_by_signal
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.slos import SloEntry
from taskcenter_monitor.vocabulary.burning import BASE
from taskcenter_monitor.vocabulary.names import (
    SLO_LABELS,
    SLO_SERIES,
    rules_path,
    slo_group,
    slo_series,
)

_BY_RULES = frozenset((*STATIC_LABELS, *SLO_LABELS))
"""Labels that the rules of an SLO put on what they yield, in place of those of the series."""
_Fault = tuple[str, str]
"""What is wrong with a label of `by`, and what to do about it."""


def signal(project: Project) -> Iterator[Finding]:
    """SLOs of signals that tell no bad events from good ones."""
    for name, events in counted(project).items():
        if events is None:
            slo = project.slos[name]
            entry = project.signals[slo.value.signal]
            kind = getattr(entry.value, "kind", "")
            yield Finding(
                slo.origin.at("signal"),
                f"{entry.name} is of the kind {kind}, which counts no events",
                f"an SLO needs a signal of the kind {' or '.join(COUNTING)}; write one in"
                " signals.yaml",
            )


def labels(project: Project) -> Iterator[Finding]:
    """Labels in `by` that what is counted does not carry, or that the rules overwrite."""
    for slo in project.slos.values():
        for position, label in enumerate(slo.value.by):
            if label in slo.value.by[:position]:
                fault: _Fault | None = f"the label {label} is named twice", "remove one of them"
            else:
                fault = _fault_of(project, slo, label)
            if fault is not None:
                yield Finding(slo.origin.at("by", position), *fault)


def _fault_of(project: Project, slo: SloEntry, label: str) -> _Fault | None:
    if label in _BY_RULES:
        message = f"the rules of an SLO set the label {label} themselves: its groups become one"
        return message, "take another label of the metric"
    if label == "le":
        return "le tells buckets apart, not events", "leave it out"
    read = usages_by_signal(project).get(slo.value.signal, ())
    if label in _telling(project, slo):
        message = f"{label} is what tells bad events from good ones in {slo.value.signal}: a group"
        return (
            f"{message} of it is all bad or all good",
            "take a label that leaves both in each group",
        )
    for usage in read:
        carried = labels_of_usage(project, usage)
        if usage.found is not None and label not in carried:
            message = f"{usage.selector.metric} has no label {label!r}, so nothing is counted by it"
            return message, f"it has {', '.join(sorted(carried - {'le'}))}"
    return None


def _telling(project: Project, slo: SloEntry) -> frozenset[str]:
    """The labels by which a ratio takes its part out of all events."""
    entry = project.signals.get(slo.value.signal)
    ratio = entry.value if entry is not None else None
    part = ratio.bad or ratio.good if isinstance(ratio, Ratio) else None
    if not isinstance(ratio, Ratio) or part is None:
        return frozenset()
    return frozenset(matcher.label for matcher in narrowing(part, ratio.total))


def instance(project: Project) -> Iterator[Finding]:
    """Budgets that end with the process."""
    for slo in project.slos.values():
        if "instance" in slo.value.by:
            yield Finding(
                slo.origin.at("by", slo.value.by.index("instance")),
                f"every instance has a budget for {slo.value.period} of its own",
                "promise it to those who use the service: by job, business_id or nothing at all",
            )


def alert_name(project: Project) -> Iterator[Finding]:
    """Names of alerts that somebody else has."""
    taken = {name: alert.origin.file for name, alert in project.alerts.items()}
    for slo in project.slos.values():
        own = [name for name in (slo.burning, slo.missing) if name]
        for name in own:
            if name in taken:
                yield Finding(
                    slo.origin.at("alert"),
                    f"the alert {name} stands already in {taken[name]}",
                    "let the names of its alerts begin with something else",
                )
                break
        taken |= dict.fromkeys(own, f"the SLO {slo.name}")


def series_clash(project: Project) -> Iterator[Finding]:
    """Signals and components that take a name which the rules of an SLO use."""
    recorded = _recorded(project)
    for name, producers in recorded_series(project).items():
        if name in recorded:
            signal = producers[0].signal
            yield Finding(
                project.signals[signal].origin.at_key(),
                f"{name} is recorded by the SLO {recorded[name]} too",
                "give the signal another `series`, or `record: false`",
            )
    groups = {slo_group(name): name for name in project.slos}
    for name, component in project.components.items():
        if name in groups:
            yield Finding(
                component.origin.at_key(),
                f"the rules of the SLO {groups[name]} are written to {rules_path(name)} too",
                "give the component another name",
            )


def _recorded(project: Project) -> Mapping[str, str]:
    """Every series that an SLO records, to the name of the SLO; of shared ones the first."""
    found: dict[str, str] = {}
    for slo in project.slos.values():
        texts = [text for one in slo.windows for text in (one.value.long, one.value.short)]
        own = [f"error_ratio_rate{text}" for text in (*texts, slo.value.period)]
        own += [f"bad_rate{BASE}", f"total_rate{BASE}"]
        for name in (*SLO_SERIES, *(slo_series(slo.name, operations) for operations in own)):
            found.setdefault(name, slo.name)
    return found


CHECKS: tuple[Check, ...] = (
    Check(
        id="slo/signal",
        why="An error budget is a number of bad events, so the signal must tell them from the"
        " rest; a quantile, a mean or a gauge cannot.",
        run=signal,
    ),
    Check(
        id="slo/labels",
        why="A label that one side of a division lacks leaves nothing to divide: no budget, no"
        " alert and no error.",
        run=labels,
    ),
    Check(
        id="slo/instance",
        why="A promise is made to people, who do not know which instance answers them; with every"
        " restart an instance begins with a full budget.",
        run=instance,
        level=Level.WARNING,
    ),
    Check(
        id="slo/alert-name",
        why="Two alerts of one name cannot be told apart by routes, silences and runbooks.",
        run=alert_name,
    ),
    Check(
        id="slo/series-clash",
        why="Two meanings under one recorded name mix their samples, and one file of rules"
        " replaces the other.",
        run=series_clash,
    ),
)
