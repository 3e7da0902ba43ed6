"""Where samples are made: the series of a selector, its decoys, and how time passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.signals.samples.labels import (
    Labels,
    NoExampleError,
    label_value,
    matchers_on,
    written,
)
from taskcenter_monitor.signals.samples.scene import Clock
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector

_NOT_WRITTEN = ("le", "quantile")
"""Labels that belong to the parts of one histogram or summary."""


@dataclass(frozen=True, slots=True)
class PartRead:
    """Another signal as it is read: its PromQL, and how many of its unit make one of the base.

    `steady` makes series that give it a value until some second.
    """

    signal: SignalModel
    operand: str
    per_base: float
    steady: Callable[[float, float], tuple[Sample, ...]]


class Stage:
    """Makes up series as the metric catalogue and the matchers of a signal want them.

    `lowered` is the signal in PromQL, `parts` has the other signals that it reads.
    """

    def __init__(
        self,
        around: Surroundings,
        clock: Clock,
        lowered: Lowered,
        parts: Mapping[str, PartRead] = MappingProxyType({}),
    ) -> None:
        self.around = around
        self.clock = clock
        self.lowered = lowered
        self.parts = parts
        self._known: dict[object, Labels] = {}

    def at(self, clock: Clock) -> Stage:
        """The same with another clock."""
        return Stage(self.around, clock, self.lowered, self.parts)

    def labels(
        self,
        selector: Selector,
        *others: Selector,
        refused: Selector | None = None,
        given: Mapping[str, str] | None = None,
    ) -> Labels:
        """Labels of a series that all these selectors take, but not `refused`.

        Raises NoExampleError where there can be none.
        """
        selectors = (selector, *others)
        if refused is None:
            return self._labels(selectors, None, given or {})
        known = {matcher for one in selectors for matcher in one.matchers}
        for matcher in refused.matchers:
            if matcher not in known:
                try:
                    return self._labels(selectors, matcher, given or {})
                except NoExampleError:
                    continue
        raise NoExampleError(f"every series of {selector} is also one of {refused}")

    def decoys(self, selector: Selector) -> Iterator[Labels]:
        """Labels that miss the selector by one matcher each."""
        for matcher in selector.matchers:
            rest = tuple(one for one in selector.matchers if one != matcher)
            try:
                yield self._labels((Selector(selector.metric, rest),), matcher, {})
            except NoExampleError:
                continue

    def result(self, labels: Labels, carried: Sequence[str]) -> Labels:
        """What is left of a series' labels in the result of the signal."""
        return {name: labels[name] for name in carried if labels.get(name)}

    def _labels(
        self, selectors: Sequence[Selector], refused: Matcher | None, given: Mapping[str, str]
    ) -> Labels:
        key = (selectors, refused, tuple(given.items()))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._made_up(selectors, refused, given)
        return dict(known)

    def _made_up(
        self, selectors: Sequence[Selector], refused: Matcher | None, given: Mapping[str, str]
    ) -> Labels:
        metric = selectors[0].metric
        found: Labels = {}
        for label in self.around.labels_of(metric):
            if label in _NOT_WRITTEN:
                continue
            if label in given:
                found[label] = given[label]
                continue
            unwanted = [refused] if refused is not None and refused.label == label else []
            accepted = matchers_on(selectors, label)
            found[label] = self._value(metric, label, accepted, unwanted, found)
        self._fixed(selectors, found)
        return found

    def _fixed(self, selectors: Sequence[Selector], found: Labels) -> None:
        """Labels that only a matcher knows: those of a target, for example."""
        for selector in selectors:
            for matcher in selector.matchers:
                if matcher.label not in found and matcher.label not in _NOT_WRITTEN:
                    found[matcher.label] = label_value(matcher.label, (matcher,))

    def _value(
        self,
        metric: str,
        label: str,
        accepted: Sequence[Matcher],
        refused: Sequence[Matcher],
        before: Labels,
    ) -> str:
        if label == "instance":
            usual = self.around.instance_of(before.get("job", ""))
            return label_value(label, accepted, refused, usual)
        if label != "job":
            return label_value(label, accepted, refused)
        for job in (*self.around.jobs_of(metric), *self.around.jobs_of("")):
            try:
                return label_value(label, (*accepted, Matcher(label, "=", job)), refused)
            except NoExampleError:
                continue
        return label_value(label, accepted, refused)


def sample(metric: str, labels: Labels, values: str) -> Sample:
    """One series with its values."""
    return Sample(written(metric, labels), values)
