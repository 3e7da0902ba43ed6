"""Samples of signals for the tests of rules: one module a kind, listed here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskcenter_monitor.ir.rule_tests import Sample
from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.signals.samples.anomaly import AnomalySampler
from taskcenter_monitor.signals.samples.availability import AvailabilitySampler
from taskcenter_monitor.signals.samples.baseline import BaselineSampler
from taskcenter_monitor.signals.samples.changes import ChangesSampler
from taskcenter_monitor.signals.samples.counters import CounterSampler
from taskcenter_monitor.signals.samples.counting import latency_events, ratio_events
from taskcenter_monitor.signals.samples.events import Events
from taskcenter_monitor.signals.samples.expression import ExpressionSampler
from taskcenter_monitor.signals.samples.forecast import ForecastSampler
from taskcenter_monitor.signals.samples.labels import NoExampleError
from taskcenter_monitor.signals.samples.latency import LatencySampler
from taskcenter_monitor.signals.samples.liveness import LivenessSampler
from taskcenter_monitor.signals.samples.mean import MeanSampler
from taskcenter_monitor.signals.samples.outages import Outages
from taskcenter_monitor.signals.samples.quantile import QuantileSampler
from taskcenter_monitor.signals.samples.ratio import RatioSampler
from taskcenter_monitor.signals.samples.sampler import MeasuredSampler, Sampler
from taskcenter_monitor.signals.samples.scene import Scene, Watch, patient
from taskcenter_monitor.signals.samples.score import ScoreSampler
from taskcenter_monitor.signals.samples.stage import Stage
from taskcenter_monitor.signals.samples.utilisation import UtilisationSampler
from taskcenter_monitor.signals.samples.value import ValueSampler

SAMPLERS: Mapping[str, type[Sampler[Any]]] = {
    "value": ValueSampler,
    "utilisation": UtilisationSampler,
    "ratio": RatioSampler,
    "latency": LatencySampler,
    "quantile": QuantileSampler,
    "rate": CounterSampler,
    "increase": CounterSampler,
    "mean": MeanSampler,
    "changes": ChangesSampler,
    "liveness": LivenessSampler,
    "availability": AvailabilitySampler,
    "baseline": BaselineSampler,
    "anomaly": AnomalySampler,
    "forecast": ForecastSampler,
    "score": ScoreSampler,
    "expression": ExpressionSampler,
}
"""The `kind` of a signal to what makes its samples."""


EVENTS: Mapping[str, Callable[[Any, Stage, Sequence[str]], Events]] = {
    "ratio": ratio_events,
    "latency": latency_events,
    "availability": Outages,
}
"""The kinds that an SLO can be made of, to what makes their events."""


def events(signal: SignalModel, stage: Stage, by: Sequence[str]) -> Events:
    """What an SLO counts of a signal. Raises NoExampleError where nothing can be made up."""
    kind: str = signal.kind  # type: ignore[attr-defined]
    if kind not in EVENTS:
        raise NoExampleError(f"no events of kind {kind} can be made up")
    return EVENTS[kind](signal, stage, by)


def scenes(signal: SignalModel, stage: Stage, watch: Watch) -> Iterator[Scene]:
    """All scenes of a signal. Raises NoExampleError where one cannot be made up.

    Rules are evaluated as often as their group is where that matters, and otherwise only as often
    as the longest window asks for: hours at every 15 s take promtool a minute.
    """
    kind: str = signal.kind  # type: ignore[attr-defined]
    sampler = SAMPLERS[kind](signal, stage, watch)
    if not isinstance(sampler, MeasuredSampler):
        yield from sampler.scenes()
        return
    slow = patient(stage.clock, sampler.window, sampler.grain)
    yield from sampler.sudden()
    for scene in SAMPLERS[kind](signal, stage.at(slow), watch).calm():  # type: ignore[attr-defined]
        yield replace(scene, step=scene.step or slow.step, every=scene.every or slow.every)


def steady(signal: SignalModel, stage: Stage, value: float, until: float) -> tuple[Sample, ...]:
    """Series that give a signal a value for so many seconds. Raises NoExampleError."""
    kind: str = signal.kind  # type: ignore[attr-defined]
    sampler = SAMPLERS[kind](signal, stage, Watch(operator=">", limits=(), hold=until))
    if not isinstance(sampler, MeasuredSampler):
        raise NoExampleError(f"no series can be made up that give a signal of kind {kind} a value")
    return sampler.steady(value).samples


def usual_limit(signal: SignalModel, around: Surroundings) -> float:
    """A limit for a signal that no alert has one for."""
    kind: str = signal.kind  # type: ignore[attr-defined]
    return SAMPLERS[kind].usual_limit(signal, around)
