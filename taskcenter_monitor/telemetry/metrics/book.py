"""All instruments of a process, the catalogue that they are made from, and what was dropped."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from prometheus_client import REGISTRY

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.catalogue import Catalogue, Metric, default_catalogue
from taskcenter_monitor.telemetry.metrics.faults import MetricError
from taskcenter_monitor.telemetry.metrics.making import made, unregister
from taskcenter_monitor.telemetry.metrics.series import FAILED

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from taskcenter_monitor.telemetry.metrics.instruments import Instrument

I = TypeVar("I", bound="Instrument[Any]")  # noqa: E741 - an instrument

DROPS = "task_center_metric_drops_total"
SERIES = 1000
"""Series that a metric may have where neither the catalogue nor `configure` says otherwise: with 15
buckets, 18,000 of the 50,000 samples at which a scrape is refused as a whole."""
UNKNOWN = "unknown"
TYPE = "type"
_TOLD = 1000
"""Kinds of drops that are told; names of metrics may come from anywhere."""


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What holds for all instruments.

    `strict` is asked when something is wrong: whether it is an error. `series` are the limits of
    single metrics, before those of the catalogue; `most` is that of all others.
    """

    find: Callable[[], Catalogue] = default_catalogue
    strict: Callable[[], bool] = _never
    most: int = SERIES
    series: Mapping[str, int] = field(default_factory=dict)


class Book:
    """The instruments that show their values in one registry."""

    def __init__(self, registry: CollectorRegistry = REGISTRY) -> None:
        self.registry = registry
        self.rules = Rules()
        self.drops: Tally[tuple[str, str]] = Tally()
        self._catalogue: Catalogue | None = None
        self._instruments: dict[tuple[type[Any], str], Instrument[Any]] = {}
        self._lock = Lock()

    def instrument(self, of: type[I], name: str) -> I:
        """The one of this type and name; the same one each time."""
        found = self._instruments.get((of, name))
        if found is None:
            with self._lock:
                found = self._instruments.setdefault((of, name), of(name, self))
            if self._catalogue is not None:
                self._require(found)
        return found  # type: ignore[return-value]

    def hold(self, rules: Rules) -> None:
        """These rules hold from now on, for instruments that are there already as well.

        Raises MetricError where that is strict, for instruments that the catalogue does not have.
        """
        with self._lock:
            self.rules, self._catalogue = rules, rules.find()
            known = list(self._instruments.values())
        for instrument in known:
            unregister(instrument.forget(), self.registry)
        self.settle()

    def settle(self) -> None:
        """Every instrument has its place in the registry, whether or not it has been used."""
        for instrument in list(self._instruments.values()):
            self._require(instrument)

    @property
    def catalogue(self) -> Catalogue:
        """The one that holds."""
        if self._catalogue is None:
            self._catalogue = self.rules.find()
        return self._catalogue

    def shape(self, name: str) -> tuple[tuple[str, ...], int]:
        """The labels of a metric, and how many series it may have."""
        metric = self.catalogue.metrics.get(name)
        if metric is None:
            return (), 0
        limit = self.rules.series.get(name) or metric.series or self.rules.most
        return metric.labels, limit

    def made(self, instrument: Instrument[Any]) -> tuple[Any, str]:
        """The thing of prometheus-client behind an instrument, or why there is none."""
        metric = self.catalogue.metrics.get(instrument.name)
        lost = self._lost(instrument, metric)
        if metric is None or lost:
            return None, lost
        try:
            return made(instrument.name, metric, self.registry), ""
        except (OSError, ValueError) as error:
            # Somebody has registered the name already, or a folder of values is not there.
            say(f"no metric {instrument.name}: {error}")
            return None, FAILED

    def complain(self, name: str, reason: str, why: str) -> None:
        """Raises MetricError where what is wrong is an error."""
        if self.rules.strict():
            raise MetricError(f"{name}: {why} ({reason})")

    def dropped(self, name: str, reason: str, why: str) -> None:
        """Counts a value that is not where it should be; says so the first time. Never raises."""
        key = (name, reason)
        if key not in self.drops and len(self.drops) >= _TOLD:
            key = ("", reason)
        first = key not in self.drops
        self.drops[key] += 1
        if name != DROPS and DROPS in self.catalogue.metrics:
            self._counted(*key)
        if first:
            _tell(name, reason, why)

    def _counted(self, name: str, reason: str) -> None:
        from taskcenter_monitor.telemetry.metrics.instruments import Counter

        try:
            self.instrument(Counter, DROPS).inc(metric=name, reason=reason)
        except MetricError:
            # The catalogue of this service has another metric of that name.
            return

    def _require(self, instrument: Instrument[Any]) -> None:
        instrument.settle()
        lost = self._lost(instrument, self.catalogue.metrics.get(instrument.name))
        if lost:
            why = f"the catalogue has no {instrument.kind} {instrument.name}"
            self.complain(instrument.name, lost, why)

    def _lost(self, instrument: Instrument[Any], metric: Metric | None) -> str:
        if metric is None:
            return UNKNOWN
        return "" if metric.type == instrument.kind else TYPE

    def begin_anew(self) -> None:
        """In a process that was forked: its values begin at 0, and no lock is held by nobody."""
        self._lock = Lock()
        self.drops = Tally()
        for instrument in self._instruments.values():
            instrument.begin_anew()


def _tell(name: str, reason: str, why: str) -> None:
    from taskcenter_monitor.telemetry.logging import get_logger

    log = get_logger("telemetry.metrics")
    log.warn("metric values dropped", metric=name, reason=reason, why=why)


BOOK = Book()
"""The instruments of this process."""
