"""Whether every rule is exercised, and whether what is asserted could fail at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.ir.rule_tests import RuleTest, RuleTestFile
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.rule_slices import Group

Told = Mapping[Origin, Diagnostic]
"""Why no test could be made, by the place of what it is about."""


def uncovered(
    groups: Mapping[str, Group], files: Sequence[RuleTestFile], untested: Sequence[Diagnostic]
) -> Iterator[Diagnostic]:
    """Rules that no test exercises, and tests that prove nothing."""
    for component, group in groups.items():
        tests = [test for file in files if file.component == component for test in file.tests]
        yield from _vacuous(group.group, tests)
        fires: set[int] = set()
        quiet: set[int] = set()
        read: set[int] = set()
        for test in tests:
            read.update(group.needed((*test.proves, *_queried(group, test))))
            fires.update(_firing(group.group, test))
            quiet.update(_quiet(group.group, test))
        for number, rule in enumerate(group.group.rules, start=1):
            lacking = _lacking(rule, number, (fires, quiet, read))
            if lacking and not _is_told(rule, untested):
                yield _missing(rule, lacking)
            elif isinstance(rule, AlertingRule) and not _is_read(rule, tests):
                yield _unread(rule)
    yield from untested


def _lacking(
    rule: AlertingRule | RecordingRule, number: int, seen: tuple[set[int], set[int], set[int]]
) -> str:
    fires, quiet, read = seen
    if isinstance(rule, RecordingRule):
        return "" if number in read else "exercises it"
    if number not in fires:
        return "makes it fire"
    # A heartbeat never stays quiet.
    is_heartbeat = dict(rule.labels)["severity"] == "none"
    return "" if number in quiet or is_heartbeat else "sees it stay quiet"


def _firing(group: RuleGroup, test: RuleTest) -> Iterator[int]:
    """The rules that fire in a test."""
    for number, rule in enumerate(group.rules, start=1):
        if isinstance(rule, AlertingRule) and number in test.proves:
            asked = [query for query in test.queries if query.expr == rule.states]
            if any('alertstate="firing"' in labels for one in asked for labels, _ in one.yields):
                yield number


def _quiet(group: RuleGroup, test: RuleTest) -> Iterator[int]:
    """The rules of which a test says that they neither fire nor wait."""
    for number, rule in enumerate(group.rules, start=1):
        if isinstance(rule, AlertingRule) and number in test.proves:
            asked = [query for query in test.queries if query.expr == rule.states]
            if not all(query.yields for query in asked):
                yield number


def _queried(group: Group, test: RuleTest) -> list[int]:
    return [number for query in test.queries for number in group.recorded_in(query.expr)]


def _vacuous(group: RuleGroup, tests: Sequence[RuleTest]) -> Iterator[Diagnostic]:
    """Tests that promtool would pass whatever the rules do."""
    names = {rule.alert for rule in group.rules if isinstance(rule, AlertingRule)}
    for test in tests:
        reason = ""
        if not test.alerts and not test.queries:
            reason = "asserts nothing"
        elif unknown := {one.alert for one in test.alerts} - names:
            reason = f"speaks of {', '.join(sorted(unknown))}, which is no alert of the group"
        if reason:
            yield Diagnostic(
                check="proof/vacuous", message=f"{test.name} {reason}", place=test.origin
            )


def _is_read(rule: AlertingRule, tests: Sequence[RuleTest]) -> bool:
    """Whether a test compares what the rule tells people."""
    own = set(rule.labels)
    return any(
        own <= set(firing.labels)
        for test in tests
        for alert in test.alerts
        if alert.alert == rule.alert
        for firing in alert.firing
    )


def _unread(rule: AlertingRule) -> Diagnostic:
    return Diagnostic(
        check="proof/unread",
        message=f"no test compares the annotations of {rule.alert}",
        place=rule.origin,
        level=Level.WARNING,
        help="only $labels.NAME and $value with a format can be worked out before an alert fires;"
        " raw PromQL needs an example with a `value` where it is printed",
    )


def _is_told(rule: AlertingRule | RecordingRule, untested: Sequence[Diagnostic]) -> bool:
    return any(_contains(fault.place, rule.origin) for fault in untested)


def _contains(outer: object, inner: Origin) -> bool:
    if not isinstance(outer, Origin):
        return False
    return outer.file == inner.file and inner.path[: len(outer.path)] == outer.path


def _missing(rule: AlertingRule | RecordingRule, lacking: str) -> Diagnostic:
    name = rule.record if isinstance(rule, RecordingRule) else rule.alert
    return Diagnostic(
        check="proof/missing",
        message=f"no test {lacking}: {name}",
        place=rule.origin,
        level=Level.ERROR,
        help="raw PromQL is proven by its `examples`: add one that crosses the limit and one that"
        " does not",
    )
