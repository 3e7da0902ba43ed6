"""Proves rules with the tests that were generated for them, run by promtool."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.layout import RULES, TESTS
from taskcenter_monitor.verifiers.rule_coverage import uncovered
from taskcenter_monitor.verifiers.rule_failures import reason
from taskcenter_monitor.verifiers.rule_runs import run_apart, run_slices
from taskcenter_monitor.verifiers.rule_slices import Group, Slice, single, slices

_MOST_TOLD = 40
"""Failing slices that are taken apart; where more fail they fail for one reason."""
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One test, where it belongs, and what went wrong: "" for nothing."""

    name: str
    origin: Origin
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of all tests, and what is wrong with the tests themselves."""

    outcomes: tuple[Outcome, ...]
    diagnostics: tuple[Diagnostic, ...]


def groups_of(artifacts: Sequence[Artifact], monitoring: Monitoring) -> dict[str, Group]:
    """The component of every rule group to the group with its text."""
    texts = {artifact.path: artifact for artifact in artifacts if artifact.path.startswith(RULES)}
    return {
        group.component: Group(group, texts[f"{RULES}{group.component}.rules.yml"])
        for group in monitoring.groups
    }


def all_slices(artifacts: Sequence[Artifact], monitoring: Monitoring) -> list[Slice]:
    """All tests of a project, cut into slices."""
    groups = groups_of(artifacts, monitoring)
    files = [artifact for artifact in artifacts if artifact.path.startswith(TESTS)]
    return [
        one
        for artifact, file in zip(files, monitoring.rule_tests().files, strict=True)
        for one in slices(groups, artifact, file.tests)
    ]


def coverage(artifacts: Sequence[Artifact], monitoring: Monitoring) -> tuple[Diagnostic, ...]:
    """Rules that no test exercises, and tests that could not fail."""
    groups = groups_of(artifacts, monitoring)
    tests = monitoring.rule_tests()
    return tuple(uncovered(groups, tests.files, tests.untested))


def prove(slices: Sequence[Slice], bench: Bench) -> Proof:
    """Runs every test. Raises EnvironmentFault when promtool cannot do its work."""
    ran = run_slices(slices, bench)
    outcomes = [
        Outcome(name=test.name, origin=test.origin)
        for one in ran
        if one.passed
        for test in one.slice.tests
    ]
    outcomes += _failures([one.slice for one in ran if not one.passed], bench)
    return Proof(
        outcomes=tuple(outcomes),
        diagnostics=tuple(_diagnostic(one) for one in outcomes if one.failure),
    )


def _failures(failed: Sequence[Slice], bench: Bench) -> Iterator[Outcome]:
    """The tests of failed slices, each asked about alone."""
    apart = [test for one in failed[:_MOST_TOLD] for test in single(one)]
    for ran in run_apart(apart, bench):
        (test,) = ran.slice.tests
        failure = "" if ran.passed else reason(ran.said)
        yield Outcome(name=test.name, origin=test.origin, failure=failure)
    for one in failed[_MOST_TOLD:]:
        for test in one.tests:
            failure = "its rules fail tests; the first ones are told above"
            yield Outcome(name=test.name, origin=test.origin, failure=failure)


def _diagnostic(outcome: Outcome) -> Diagnostic:
    return Diagnostic(
        check="proof/failed",
        message=f"{outcome.name}: {_SPACE.sub(' ', outcome.failure)}",
        place=outcome.origin,
        help="the rule does not do what the spec says; promtool test rules shows the same on "
        "build/prometheus/tests, once tcmon build has written it",
    )
