"""Samples of raw PromQL: those that people have written beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.expression import Example, Expression
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.signals.samples.sampler import Sampler
from taskcenter_monitor.signals.samples.scene import Claim, Reading, Scene
from taskcenter_monitor.vocabulary.durations import clock_text, parse_duration
from taskcenter_monitor.vocabulary.samples import scaled

_DAYLONG = 6 * 3600.0
"""Seconds of an example from which on it is looked at only as often as it has samples."""


class ExpressionSampler(Sampler[Expression]):
    """Plays the examples; the first one with a value is also played around each limit."""

    def scenes(self) -> Iterator[Scene]:
        if not self.signal.examples:
            raise NoExampleError(
                "raw PromQL cannot be tested without `examples` of series and of what they yield"
            )
        for example in self.signal.examples:
            yield self._scene(example, example.shows, 1.0)
        measured = next((one for one in self.signal.examples if one.value), None)
        if measured is None or not measured.value:
            return
        for limit in self.watch.limits:
            if not limit.severity or self._is_crossed(limit.value):
                continue
            beyond, short = self.beyond(limit.value), self.short(limit.value)
            yield self._scene(measured, f"just beyond {limit.text}", beyond / measured.value)
            yield self._scene(measured, f"just short of {limit.text}", short / measured.value)

    def _is_crossed(self, limit: float) -> bool:
        """Whether the examples themselves have values on both sides of a limit.

        PromQL whose value does not grow with its series is proven by such examples alone.
        """
        values = [one.value for one in self.signal.examples if one.value is not None]
        return any(value > limit for value in values) and any(value < limit for value in values)

    def _scene(self, example: Example, name: str, factor: float) -> Scene:
        """An example with all of its numbers multiplied."""
        sharp = bool(example.yields) and example.by is None and factor == 1
        step = parse_duration(example.every) if example.every else self.clock.every
        self._require_values(example, step)
        # When it begins matters to the second, but for what takes most of a day anyway.
        is_close = sharp and parse_duration(example.until) < _DAYLONG
        slow = step > self.clock.every and step % self.clock.every == 0 and not is_close
        value = (1.0 if example.value is None else example.value) * factor
        values = tuple((dict(labels), value) for labels in example.yields)
        until = parse_duration(example.until)
        every = step if slow else self.clock.every
        claim = Claim(
            since=math.ceil(example.begin / every) * every,
            until=until,
            values=values,
            sharp=sharp,
            exact=example.value is not None,
        )
        readings = tuple(
            Reading(
                at=claim.until,
                name=recording.name,
                labels=labels,
                value=value,
                within=abs(value) / 1000 or 1e-9,
            )
            for recording in self.stage.lowered.recordings
            for labels, value in values
        )
        recorded = tuple(recording.name for recording in self.stage.lowered.recordings)
        samples = tuple(
            Sample(series, scaled(text, factor)) for series, text in example.series.items()
        )
        return Scene(
            name=name,
            samples=samples,
            claims=(claim,),
            readings=readings,
            silent=tuple((until // every * every, name) for name in recorded if not values),
            step=step,
            every=step if slow else 0.0,
        )

    def _require_values(self, example: Example, step: float) -> None:
        """Raises NoExampleError where all series end before what is claimed of them."""
        reach = example.reach(step)
        if reach < parse_duration(example.until):
            raise NoExampleError(
                f"in the example {example.shows!r} all series end after "
                f"{clock_text(reach)}, before `until`, so nothing is proven there"
            )
