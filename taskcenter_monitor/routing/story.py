"""All that happens to one alert on its way to people, to be shown to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.receivers import Receiver
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.routing.router import Delivery, Router, router
from taskcenter_monitor.routing.sources import Source, Sources
from taskcenter_monitor.routing.subjects import Alerts, Subject
from taskcenter_monitor.routing.variants import matchers_of, values_of, variants
from taskcenter_monitor.routing.walk import Labels, Step, walk


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """With these labels in place of the supposed ones, others are told."""

    labels: Pairs
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One severity of an alert on its way.

    `supposed` are labels of which the values are examples; `stray` are labels that were asked for
    and that the alert does not have. `sources` are the alerts that may mute it.
    """

    subject: Subject
    labels: Labels
    supposed: tuple[str, ...]
    stray: tuple[str, ...]
    steps: tuple[Step, ...]
    deliveries: tuple[Delivery, ...]
    otherwise: tuple[Otherwise, ...]
    sources: tuple[Source, ...]


class Teller:
    """Tells the stories of alerts."""

    def __init__(self, monitoring: Monitoring) -> None:
        self.router: Router = router(monitoring.alertmanager)
        self.alerts = Alerts(monitoring)
        self.receivers: Mapping[str, Receiver] = {
            receiver.name: receiver for receiver in monitoring.alertmanager.receivers
        }
        self._values = values_of(matchers_of(self.router))
        self._sources = Sources(self.router, self.alerts)

    @property
    def location(self) -> str:
        """The time zone in which people name moments."""
        zones = (interval.location for interval in self.router.intervals.values())
        return next(zones, "") or "UTC"

    def story(self, subject: Subject, given: Labels, moment: datetime | None) -> Story:
        """What happens to an alert with the `given` labels, and supposed ones for the rest."""
        job = given.get("job", "")
        merged = subject.supposed(job) | dict(given)
        labels = {name: value for name, value in merged.items() if value}
        own = subject.fixed.keys() | subject.unsure
        return Story(
            subject=subject,
            labels=labels,
            supposed=tuple(name for name in labels if name in subject.unsure - given.keys()),
            stray=tuple(name for name in given if name not in own),
            steps=walk(self.router.root, labels),
            deliveries=self.router.deliveries(labels, moment),
            otherwise=tuple(self._otherwise(subject, labels, given)),
            sources=tuple(self._sources.muting(labels)),
        )

    def _otherwise(self, subject: Subject, labels: Labels, given: Labels) -> Iterator[Otherwise]:
        """Other receivers that the alert may reach, the first way to each."""
        told = {self.router.receivers(labels)}
        for way in variants(subject, self._values):
            other = way | dict(given)
            receivers = self.router.receivers(other)
            if receivers not in told:
                told.add(receivers)
                differing = (
                    (name, other.get(name, ""))
                    for name in sorted(labels.keys() | other.keys())
                    if labels.get(name, "") != other.get(name, "")
                )
                yield Otherwise(labels=tuple(differing), receivers=receivers)
