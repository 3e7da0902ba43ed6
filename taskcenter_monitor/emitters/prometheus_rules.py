"""Rule groups as files for Prometheus, one group a file."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.documents import entry, header, scalar
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, Pairs, RecordingRule, RuleGroup
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import rules_path


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001 - rules are data
    """Yields `prometheus/rules/<component>.rules.yml`."""
    for group in monitoring.groups:
        yield Artifact(
            path=rules_path(group.component),
            text=_document(group),
            origin=group.origin,
            origins=tuple(_origins(group)),
        )


def _origins(group: RuleGroup) -> Iterator[tuple[str, Origin]]:
    for number, rule in enumerate(group.rules, start=1):
        yield f"rule {number}", rule.origin
        if rule.written is not None:
            yield f"expression {number}", rule.written


def _document(group: RuleGroup) -> str:
    """The group's shape is fixed, so it is written line by line: it may hold thousands of rules."""
    lines = [
        header(group.origin.file),
        "groups:",
        f"  - name: {scalar(group.name)}",
        f"    interval: {group.interval}",
        "    rules:",
    ]
    for rule in group.rules:
        lines.extend(_recording(rule) if isinstance(rule, RecordingRule) else _alerting(rule))
    return "\n".join(lines) + "\n"


def _recording(rule: RecordingRule) -> Iterator[str]:
    yield f"      - record: {rule.record}"
    yield entry("expr", rule.expr, "        ")
    if rule.labels:
        yield "        labels:"
        yield from _pairs(rule.labels)


def _alerting(rule: AlertingRule) -> Iterator[str]:
    yield f"      - alert: {rule.alert}"
    yield entry("expr", rule.expr, "        ")
    if rule.wait:
        yield f"        for: {rule.wait}"
    if rule.keep:
        yield f"        keep_firing_for: {rule.keep}"
    yield "        labels:"
    yield from _pairs(rule.labels)
    yield "        annotations:"
    yield from _pairs(rule.annotations)


def _pairs(pairs: Pairs) -> Iterator[str]:
    for name, text in pairs:
        yield entry(name, text, "          ")
