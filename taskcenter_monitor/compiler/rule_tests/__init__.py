"""From scenes of signals to tests of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.compiler.rule_tests.alerts import AlertTests
from taskcenter_monitor.compiler.rule_tests.recordings import recording_tests
from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.compiler.rule_tests.slos import slo_tests
from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin
from taskcenter_monitor.ir.rule_tests import RuleTest, RuleTestFile, RuleTests
from taskcenter_monitor.ir.rules import RuleGroup
from taskcenter_monitor.ir.slos import Slo
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import clock_text

Plan = Iterator[tuple[Origin, Iterator[RuleTest]]]
"""What is tested: where it was written, and its tests, which may turn out to be impossible."""


def rule_tests(
    project: Project, placement: Placement, groups: Iterable[RuleGroup], slos: Mapping[str, Slo]
) -> RuleTests:
    """The tests of all groups, and what cannot be tested.

    `slos` has the SLO that a group is about, by the component of the group.
    """
    files: list[RuleTestFile] = []
    faults: list[Diagnostic] = []
    for group in groups:
        setting = Setting(project, placement, group)
        tests: list[RuleTest] = []
        slo = slos.get(group.component)
        plan = _planned(project, setting) if slo is None else _promised(slo, setting)
        for origin, made in plan:
            try:
                tests.extend(made)
            except NoExampleError as error:
                faults.append(_untested(origin, str(error)))
        files.extend(_files(setting, tests))
    return RuleTests(files=tuple(files), untested=tuple(faults))


def _planned(project: Project, setting: Setting) -> Plan:
    """The alerts of a group, then the recorded signals that none of them reads."""
    component = setting.group.component
    read = set()
    for alert in project.alerts.values():
        if alert.component == component:
            read.add(alert.value.signal)
            yield alert.origin.at_key(), AlertTests(alert, setting).tests()
    for name in setting.recorded_signals():
        if name not in read:
            signal = project.signals[name]
            yield signal.origin.at_key(), recording_tests(signal, setting)


def _promised(slo: Slo, setting: Setting) -> Plan:
    """All of the one SLO that a group is about."""
    yield slo.origin.at_key(), slo_tests(slo, setting)


def _files(setting: Setting, tests: list[RuleTest]) -> Iterator[RuleTestFile]:
    """One file an evaluation interval: promtool has one for all tests of a file."""
    by_interval: dict[float, list[RuleTest]] = {}
    for test in tests:
        by_interval.setdefault(test.every, []).append(test)
    for every, found in by_interval.items():
        yield RuleTestFile(
            component=setting.group.component,
            part="" if every == setting.every else clock_text(every),
            every=every,
            tests=tuple(found),
            origin=setting.group.origin,
        )


def _untested(origin: Origin, reason: str) -> Diagnostic:
    return Diagnostic(
        check="proof/impossible",
        message=f"no test of this can be made: {reason}",
        place=origin,
        level=Level.ERROR,
    )
