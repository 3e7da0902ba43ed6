"""Tests of rules as files for `promtool test rules`, one or two a rule group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.documents import header, scalar
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.durations import clock_text
from taskcenter_monitor.vocabulary.names import rules_path, tests_path
from taskcenter_monitor.vocabulary.samples import number

if TYPE_CHECKING:
    from taskcenter_monitor.ir.rule_tests import (
        AlertAssertion,
        Firing,
        QueryAssertion,
        RuleTest,
        RuleTestFile,
    )


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001 - tests are data
    """Yields `prometheus/tests/<component>.test.yml`."""
    for file in monitoring.rule_tests().files:
        path = tests_path(file.component, file.part)
        rules = f"../{rules_path(file.component).removeprefix('prometheus/')}"
        yield Artifact(
            path=path,
            text=document(file, rules),
            origin=file.origin,
            origins=tuple(_origins(file)),
        )


def document(file: RuleTestFile, rules: str) -> str:
    """A test file that reads the rules at a path relative to its own place.

    Its shape is fixed, so it is written line by line: there are ten tests to a rule.
    """
    lines = [
        header(file.origin.file),
        f"rule_files: [{scalar(rules)}]",
        f"evaluation_interval: {clock_text(file.every)}",
        "tests:",
    ]
    for test in file.tests:
        lines.extend(_test(test))
    return "\n".join(lines) + "\n"


def _origins(file: RuleTestFile) -> Iterator[tuple[str, Origin]]:
    for test in file.tests:
        yield f"test {test.name}", test.origin


def _test(test: RuleTest) -> Iterator[str]:
    yield f"  - name: {scalar(test.name)}"
    yield f"    interval: {clock_text(test.step)}"
    if test.samples:
        yield "    input_series:"
        for one in test.samples:
            yield f"      - series: {scalar(one.series)}"
            yield f"        values: {scalar(one.values)}"
    if test.alerts:
        yield "    alert_rule_test:"
        for alert in test.alerts:
            yield from _alert(alert)
    if test.queries:
        yield "    promql_expr_test:"
        for query in test.queries:
            yield from _query(query)


def _alert(assertion: AlertAssertion) -> Iterator[str]:
    yield f"      - eval_time: {clock_text(assertion.at)}"
    yield f"        alertname: {assertion.alert}"
    if not assertion.firing:
        yield "        exp_alerts: []"
        return
    yield "        exp_alerts:"
    for firing in assertion.firing:
        yield from _firing(firing)


def _firing(firing: Firing) -> Iterator[str]:
    yield "          - exp_labels:"
    yield from _pairs(firing.labels)
    yield "            exp_annotations:"
    yield from _pairs(firing.annotations)


def _pairs(pairs: Pairs) -> Iterator[str]:
    for name, text in pairs:
        yield f"              {name}: {scalar(text)}"


def _query(assertion: QueryAssertion) -> Iterator[str]:
    yield f"      - expr: {scalar(assertion.expr)}"
    yield f"        eval_time: {clock_text(assertion.at)}"
    if not assertion.yields:
        yield "        exp_samples: []"
        return
    yield "        exp_samples:"
    for labels, value in assertion.yields:
        yield f"          - labels: {scalar(labels)}"
        yield f"            value: {number(value)}"
