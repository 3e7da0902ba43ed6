"""Tests of the rules of SLOs: every window at its computed times, and every series."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.compiler.rule_tests.setting import Setting
from taskcenter_monitor.compiler.rule_tests.slos.believed import believed_tests
from taskcenter_monitor.compiler.rule_tests.slos.budget import budget_test
from taskcenter_monitor.compiler.rule_tests.slos.missing import missing_tests
from taskcenter_monitor.compiler.rule_tests.slos.rates import rate_tests
from taskcenter_monitor.compiler.rule_tests.slos.subject import Subject
from taskcenter_monitor.compiler.rule_tests.slos.windows import WindowTests
from taskcenter_monitor.ir.rule_tests import RuleTest
from taskcenter_monitor.ir.slos import Slo


def slo_tests(slo: Slo, setting: Setting) -> Iterator[RuleTest]:
    """All tests of one SLO. Raises NoExampleError."""
    subject = Subject(slo, setting)
    yield from rate_tests(subject)
    for window in slo.windows:
        yield from WindowTests(subject, window).tests()
    yield budget_test(subject)
    yield from believed_tests(subject)
    yield from missing_tests(subject)
