"""What an alert computes from: its signal, recorded series, metrics and scrape jobs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from taskcenter_monitor.checks.detection import closure, scraped
from taskcenter_monitor.checks.usage import usages_by_signal
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.explain.material import Material
from taskcenter_monitor.ir.explanation import (
    ExplainedRecording,
    ExplainedSignal,
    ReadJob,
    ReadMetric,
)
from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.vocabulary.languages import LANGUAGES
from taskcenter_monitor.vocabulary.promql import recorded_series


def explained_signal(material: Material, signal: str) -> ExplainedSignal:
    """The signal of an alert; where it is recorded, `promql` is what is recorded."""
    project = material.project
    entry = project.signals[signal]
    lowered = Placement(project, material.promql).lowered[entry.name]
    written = {recording.name: recording.expr for recording in lowered.recordings}
    languages = [LANGUAGES[locale] for locale in project.service.value.locales]
    return ExplainedSignal(
        name=entry.name,
        kind=str(getattr(entry.value, "kind", "")),
        titles={language: entry.value.title.in_language(language) for language in languages},
        unit=entry.value.unit(project.surroundings).name,
        labels=tuple(entry.value.carried(project.surroundings)),
        promql=written.get(lowered.operand, lowered.operand),
        guard=lowered.guard,
        metrics=tuple(_metrics(material, entry.name)),
        place=material.span(entry.origin.at_key()),
    )


def _metrics(material: Material, signal: str) -> Iterator[ReadMetric]:
    """Each selector once, with those of the signals that are read."""
    seen: set[str] = set()
    for name in closure(material.project, signal):
        for usage in usages_by_signal(material.project).get(name, ()):
            selector = str(usage.selector)
            if selector not in seen and usage.found is not None:
                seen.add(selector)
                yield ReadMetric(selector=selector, signal=name, jobs=usage.jobs)


def explained_jobs(material: Material, signal: str) -> tuple[ReadJob, ...]:
    """The scrape jobs, in the order of the specs."""
    origin = material.project.scrape.origin.at("jobs")
    return tuple(
        ReadJob(
            job=one.job,
            interval=one.interval,
            timeout=one.timeout,
            place=material.span(origin.at_key(one.job)),
        )
        for one in scraped(material.project, signal)
    )


def recordings(
    material: Material, group: str, expressions: Iterable[str]
) -> tuple[ExplainedRecording, ...]:
    """The recording rules that expressions rest on, in the order in which they are evaluated."""
    rules = {
        rule.record: rule
        for rule in material.group_of(group).rules
        if isinstance(rule, RecordingRule)
    }
    pending = [name for expr in expressions for name in recorded_series(expr) if name in rules]
    for name in pending:
        read = recorded_series(rules[name].expr)
        pending.extend(one for one in read if one in rules and one not in pending)
    return tuple(
        ExplainedRecording(
            record=rule.record, expr=rule.expr, place=material.span(rule.origin.at_key())
        )
        for name, rule in rules.items()
        if name in pending
    )
