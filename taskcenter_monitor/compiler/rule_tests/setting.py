"""What the tests of one rule group need to know of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.signals.samples import scenes, steady
from taskcenter_monitor.signals.samples.scene import Clock, Scene, Watch, clock_for
from taskcenter_monitor.signals.samples.stage import PartRead, Stage
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.durations import parse_duration


@dataclass(frozen=True, slots=True)
class Numbered:
    """An alerting rule with its place in the group, counted from 1."""

    number: int
    rule: AlertingRule


class Setting:
    """One rule group, with its signals and how they are read there."""

    def __init__(self, project: Project, placement: Placement, group: RuleGroup) -> None:
        self.group = group
        self.every = parse_duration(group.interval)
        self.signals: Mapping[str, Entry[SignalModel]] = project.signals
        self.around: Surroundings = project.surroundings
        self.no_data = project.no_data
        self._placement = placement
        self.alerts: dict[str, list[Numbered]] = {}
        self.recordings: dict[str, int] = {}
        for number, rule in enumerate(group.rules, start=1):
            if isinstance(rule, RecordingRule):
                self.recordings[rule.record] = number
            else:
                self.alerts.setdefault(rule.alert, []).append(Numbered(number, rule))

    def lowered(self, signal: str) -> Lowered:
        """The signal with only the recordings that this group makes."""
        lowered = self._placement.lowered[signal]
        if all(recording.name in self.recordings for recording in lowered.recordings):
            return lowered
        return Lowered((), lowered.operand, lowered.guard)

    def recorded_signals(self) -> Iterator[str]:
        """The signals of which this group records everything, in the order of the specs."""
        for name in self.signals:
            lowered = self._placement.lowered.get(name)
            if lowered is not None and lowered.recordings and self.lowered(name).recordings:
                yield name

    def scenes(self, signal: str, watch: Watch) -> Iterator[Scene]:
        """All scenes of a signal. Raises NoExampleError."""
        value = self.signals[signal].value
        stage = Stage(self.around, self._clock(value), self.lowered(signal), self._parts(value))
        for scene in scenes(value, stage, watch):
            yield replace(
                scene, step=scene.step or stage.clock.step, every=scene.every or self.every
            )

    def _clock(self, value: SignalModel) -> Clock:
        return clock_for(self.every, [parse_duration(text) for _, text in value.windows()])

    def numbers(self, scene: Scene, alerts: Sequence[Numbered] = ()) -> tuple[int, ...]:
        """The places of the rules that a scene looks at."""
        names = [one.name for one in scene.readings] + [name for _, name in scene.silent]
        read = {self.recordings[name] for name in names if name in self.recordings}
        return tuple(sorted(read.union(alert.number for alert in alerts)))

    def _parts(self, value: SignalModel) -> dict[str, PartRead]:
        return {name: self._part(name) for _, name in value.signals()}

    def _part(self, name: str) -> PartRead:
        signal = self.signals[name].value
        stage = Stage(self.around, self._clock(signal), self.lowered(name))
        return PartRead(
            signal=signal,
            operand=self._placement.in_component(name, self.group.component).operand,
            per_base=signal.unit(self.around).per_base,
            steady=lambda value, until: steady(signal, stage, value, until),
        )
