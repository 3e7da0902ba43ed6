"""Proofs of rules: what is fed to them, and what they must do with it."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.ir.rules import Pairs


@dataclass(frozen=True, slots=True)
class Sample:
    """One series, as promtool writes it, and its values from time 0 on, in promtool's notation."""

    series: str
    values: str


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert that must fire, with all of its labels and annotations."""

    labels: Pairs
    annotations: Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertAssertion:
    """At `at` seconds exactly these alerts of one name fire."""

    at: float
    alert: str
    firing: tuple[Firing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryAssertion:
    """At `at` seconds an expression yields exactly these series, each with its value."""

    at: float
    expr: str
    yields: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTest:
    """One timeline of samples, `step` seconds apart, and what must hold at some of its moments.

    The rules are evaluated `every` seconds. `proves` has the rules that it exercises, by their
    place in the group, counted from 1; those that they read come along. `origin` is what was
    written of the rule that it is about.
    """

    name: str
    step: float
    every: float
    samples: tuple[Sample, ...]
    alerts: tuple[AlertAssertion, ...]
    queries: tuple[QueryAssertion, ...]
    proves: tuple[int, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTestFile:
    """The tests of a rule group that are evaluated every `every` seconds.

    `part` tells several files of one group apart; "" is the one at the group's own interval.
    """

    component: str
    part: str
    every: float
    tests: tuple[RuleTest, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTests:
    """All tests, and why none could be made of some rules: nothing that a build would mind."""

    files: tuple[RuleTestFile, ...] = ()
    untested: tuple[Diagnostic, ...] = ()
