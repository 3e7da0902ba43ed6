"""Keeps what Prometheus and Alertmanager show, for as long as the drill goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.alertmanager import Alertmanager
from taskcenter_monitor.live.drill.delivery import Door, Mailbox, Told, told
from taskcenter_monitor.live.prometheus import Prometheus

FIRING = "firing"


@dataclass(frozen=True, slots=True, order=True)
class Subject:
    """An alert in one severity; `window` tells the alerts of an SLO apart, "" elsewhere."""

    alert: str
    severity: str
    window: str = ""

    @property
    def words(self) -> str:
        """As people read it."""
        return f"{self.alert} ({self.level})"

    @property
    def level(self) -> str:
        """The severity, and the window where there is one."""
        return f"{self.severity} {self.window}".strip()


def subject_of(labels: Mapping[str, str]) -> Subject:
    """Whom a firing alert belongs to."""
    return Subject(
        labels.get("alertname", ""), labels.get("severity", ""), labels.get("window", "")
    )


@dataclass(slots=True)
class Episode:
    """One alert with all its labels, from pending to over; seconds of the monotonic clock."""

    subject: Subject
    labels: Pairs
    pending: float
    fired: float | None = None
    resolved: float | None = None


@dataclass(slots=True)
class Seen:
    """All that has been seen.

    `inhibited` has, for an alert that was kept quiet, the alerts that did it.
    """

    episodes: list[Episode] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    inhibited: dict[Subject, set[Subject]] = field(default_factory=dict)

    def of(self, subject: Subject, since: float) -> Iterator[Episode]:
        """Its episodes that were not over before that moment."""
        for one in self.episodes:
            if one.subject == subject and (one.resolved is None or one.resolved >= since):
                yield one

    def notices(self, subject: Subject, since: float) -> Iterator[Told]:
        """What people were told of it from that moment on."""
        for one in self.told:
            if one.at >= since and subject_of(one.labels) == subject:
                yield one


class Watch:
    """Asks both servers, and reads the mailbox."""

    def __init__(
        self,
        prometheus: Prometheus,
        alertmanager: Alertmanager,
        mailbox: Mailbox,
        doors: Sequence[Door],
    ) -> None:
        self.seen = Seen()
        self._prometheus = prometheus
        self._alertmanager = alertmanager
        self._mailbox = mailbox
        self._doors = doors
        self._read = 0
        self._active: dict[Pairs, Episode] = {}

    def look(self) -> None:
        """Takes in what there is now. Raises EnvironmentFault where a server does not answer."""
        self._rules()
        self._inhibitions()
        arrived = self._mailbox.arrived
        while self._read < len(arrived):
            self.seen.told.extend(told(self._doors, arrived[self._read]))
            self._read += 1

    def _rules(self) -> None:
        # Prometheus' own clock is the one on the wall, ours is not set while the drill goes on.
        offset = time.monotonic() - time.time()
        now = time.monotonic()
        alerts = {one.labels: one for one in self._prometheus.alerts()}
        for labels in self._active.keys() - alerts.keys():
            episode = self._active.pop(labels)
            if episode.fired is None:
                self.seen.episodes.remove(episode)
            else:
                episode.resolved = now
        for labels, alert in alerts.items():
            episode = self._active.get(labels)
            if episode is None:
                subject = subject_of(dict(labels))
                episode = Episode(subject, labels, alert.active_at + offset)
                self._active[labels] = episode
                self.seen.episodes.append(episode)
            if alert.state == FIRING and episode.fired is None:
                episode.fired = now

    def _inhibitions(self) -> None:
        alerts = self._alertmanager.alerts()
        named = {one.fingerprint: subject_of(dict(one.labels)) for one in alerts}
        for one in alerts:
            sources = {named[each] for each in one.inhibited_by if each in named}
            if sources:
                self.seen.inhibited.setdefault(subject_of(dict(one.labels)), set()).update(sources)
