"""What every signal kind offers to checks and compiler."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from taskcenter_monitor.signals.filling import Crossing, Filling, whole
from taskcenter_monitor.spec.base import LabelName, SeriesName, SpecModel, Text
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import recorded
from taskcenter_monitor.vocabulary.selectors import Selector
from taskcenter_monitor.vocabulary.units import Unit

Render = Callable[[str, str, Mapping[str, Any]], str]
"""Renders one block of a kind's PromQL template: (kind, block, variables) -> PromQL."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a metric: the key it was written under, and the function applied to it.

    `function` is `raw` (the value itself), `counted` (rate or increase), `changes`, `quantile`
    (the buckets of a histogram), `gauged` (an aggregation over time of a gauge) or `sloped` (a line
    through the values of a gauge).
    """

    path: tuple[str | int, ...]
    selector: Selector
    function: str


@dataclass(frozen=True, slots=True)
class Recording:
    """A series to record."""

    name: str
    expr: str


@dataclass(frozen=True, slots=True)
class Lowered:
    """A signal in PromQL.

    `recordings` come in the order in which they must be evaluated. `operand` is what an alert
    compares with its threshold; `guard` is a condition that must hold besides, or "".
    """

    recordings: tuple[Recording, ...]
    operand: str
    guard: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """What an SLO counts of a signal, in PromQL.

    `bad` and `total` are events per second over a window, summed by the same labels; where nothing
    bad was ever counted `bad` is 0, not missing. `source` is the selector without whose series
    nothing is known, "" where missing series are bad themselves. `are_seconds` tells that time is
    counted, so that every second has its event, and not what came in; `total` is "" then.
    """

    bad: str
    total: str
    source: str = ""
    are_seconds: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a signal needs to know of the rest of the project.

    `labels_of` gives the labels of a metric's series, `unit_of` its unit, `buckets_of` the finite
    upper bounds of a histogram. `jobs_of` gives the scrape jobs that expose a series (all of them
    for ""), `instance_of` a target of a job.
    """

    labels_of: Callable[[str], tuple[str, ...]]
    unit_of: Callable[[str], Unit]
    buckets_of: Callable[[str], tuple[float, ...]] = lambda _: ()
    jobs_of: Callable[[str], tuple[str, ...]] = lambda _: ()
    instance_of: Callable[[str], str] = lambda _: ""


class SignalModel(SpecModel, ABC):
    """The keys that all kinds share.

    Without `by` every series stays by itself, unless the kind says otherwise; an empty list makes
    one of all. `component` names the rule group that records the signal although no alert there
    reads it. `record` says whether the value is recorded under a name of its own, `series` the
    middle part of that name.
    """

    recorded_by_default: ClassVar[bool] = False

    title: Text
    by: list[LabelName] | None = None
    component: str | None = None
    record: bool | None = None
    series: SeriesName | None = None

    @property
    def is_recorded(self) -> bool:
        """Whether its value is recorded under a name of its own."""
        return self.recorded_by_default if self.record is None else self.record

    def settled(self, unit_of: Callable[[str], Unit]) -> Self:
        """The same, once the units of all metrics are known."""
        del unit_of
        return self

    @abstractmethod
    def uses(self) -> tuple[Use, ...]:
        """The metrics it reads."""

    def windows(self) -> tuple[tuple[str, str], ...]:
        """Key and duration of every window over which samples are taken."""
        window = getattr(self, "window", None)
        return (("window", window),) if window else ()

    def pasts(self) -> tuple[tuple[tuple[str | int, ...], str, str], ...]:
        """Path and duration of every look at an earlier day, and the window that it takes there."""
        return ()

    def signals(self) -> tuple[tuple[tuple[str | int, ...], str], ...]:
        """Path and name of every other signal it reads."""
        return ()

    @abstractmethod
    def unit(self, around: Surroundings) -> Unit:
        """The unit of its value."""

    def carried(self, around: Surroundings) -> tuple[str, ...]:
        """The labels that its value carries."""
        if self.by is not None:
            return tuple(self.by)
        return around.labels_of(self.uses()[0].selector.metric)

    def filling(self, crossing: Crossing) -> Filling:
        """How long its own windows take to show a fault."""
        return whole(self._seconds())

    @abstractmethod
    def lower(self, render: Render, operands: Mapping[str, str]) -> Lowered:
        """Its PromQL; `operands` has that of the signals it reads."""

    def events(self, render: Render, window: str, by: Sequence[str]) -> Events | None:
        """What an SLO counts of it, summed by labels; None of kinds that count no bad events."""
        del render, window, by
        return None

    def _seconds(self) -> float:
        """The window in which a fault must show; 0 where the present is looked at."""
        return parse_duration(dict(self.windows()).get("window", "0s"))

    def _kept(self, name: str, expr: str, guard: str = "") -> Lowered:
        """The signal as one recording, or as its bare expression."""
        if self.is_recorded:
            return Lowered((Recording(name, expr),), name, guard)
        return Lowered((), expr, guard)

    def _named(self, default_series: str, operations: str) -> str:
        return recorded(self.by, self.series or default_series, operations)


def aggregation(operation: str, by: Sequence[str] | None) -> str:
    """The head of an aggregation, to be followed by a parenthesis; "" where there is none."""
    if by is None:
        return ""
    return f"{operation} by ({', '.join(by)}) " if by else operation
