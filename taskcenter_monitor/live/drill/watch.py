"""Keeps what Prometheus and Alertmanager show, for as long as the drill goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.alertmanager import Alertmanager
from taskcenter_monitor.live.drill.delivery import Door, Mailbox, Told, told
from taskcenter_monitor.live.drill.results import FIRING
from taskcenter_monitor.live.prometheus import Prometheus


@contextmanager
def _named(server: str) -> Iterator[None]:
    """Says which server it is that does not answer."""
    try:
        yield
    except EnvironmentFault as error:
        raise EnvironmentFault(f"{server} has ended, or hangs: {error}") from error


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

    `inhibited` has, for an alert that was kept quiet, the alerts that did it, and when last.
    """

    episodes: list[Episode] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    inhibited: dict[Subject, dict[Subject, float]] = field(default_factory=dict)

    def of(self, subject: Subject, since: float, until: float | None = None) -> Iterator[Episode]:
        """Its episodes that were not over before the one moment and began before the other."""
        for one in self.episodes:
            over = one.resolved is not None and one.resolved < since
            later = until is not None and one.pending > until
            if one.subject == subject and not (over or later):
                yield one

    def quiet(self, subject: Subject, since: float) -> tuple[Subject, ...]:
        """The alerts that kept it quiet from that moment on."""
        sources = self.inhibited.get(subject, {})
        return tuple(sorted(source for source, at in sources.items() if at >= since))

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
        with _named("Prometheus"):
            self._rules()
        with _named("Alertmanager"):
            self._inhibitions()
        arrived = self._mailbox.arrived
        while self._read < len(arrived):
            self.seen.told.extend(told(self._doors, arrived[self._read]))
            self._read += 1

    def forget(self) -> None:
        """What is over by now was only the start of everything."""
        self.seen.episodes[:] = [one for one in self.seen.episodes if one.resolved is None]
        self.seen.inhibited.clear()

    def _rules(self) -> None:
        # Prometheus' own clock is the one on the wall, ours is not set while the drill goes on.
        offset = time.monotonic() - time.time()
        now = time.monotonic()
        alerts = {one.labels: one for one in self._prometheus.alerts()}
        for labels in self._active.keys() - alerts.keys():
            self._over(self._active.pop(labels), now)
        for labels, alert in alerts.items():
            if labels not in self._active:
                began = Episode(subject_of(dict(labels)), labels, alert.active_at + offset)
                self._active[labels] = began
                self.seen.episodes.append(began)
            if alert.state == FIRING and self._active[labels].fired is None:
                self._active[labels].fired = now

    def _over(self, episode: Episode, now: float) -> None:
        """What never fired has never been."""
        if episode.fired is None:
            self.seen.episodes.remove(episode)
        else:
            episode.resolved = now

    def _inhibitions(self) -> None:
        now = time.monotonic()
        alerts = self._alertmanager.alerts()
        named = {one.fingerprint: subject_of(dict(one.labels)) for one in alerts}
        for one in alerts:
            sources = {named[each] for each in one.inhibited_by if each in named}
            target = self.seen.inhibited.setdefault(subject_of(dict(one.labels)), {})
            target.update(dict.fromkeys(sources, now))
