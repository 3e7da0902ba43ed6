"""All specs together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals.base import SignalModel, Surroundings
from taskcenter_monitor.spec.alerts import Alert
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.catalogue import Catalogue
from taskcenter_monitor.spec.dashboard_entries import DashboardEntry
from taskcenter_monitor.spec.routing import Routing
from taskcenter_monitor.spec.scrape import Scrape
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.spec.slos import NoData, SloEntry, WindowEntry
from taskcenter_monitor.spec.stack import Stack
from taskcenter_monitor.spec.telemetry import Telemetry


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEntry:
    """An alert with what its file says of all alerts in it.

    `interval` is the one at which the rule group is evaluated; `team` is the alert's own where
    it has one.
    """

    name: str
    value: Alert
    origin: Origin
    component: str
    team: str
    interval: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A rule group: how often it is evaluated, and where that was written."""

    name: str
    interval: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Everything that people wrote, validated value by value.

    `signals` also has those that are written in panels, under names with a `/`, which nothing else
    can read.

    `unreadable` has the names of entries whose own faults have been reported, so that nobody
    calls them unknown on top. `incomplete` has the sections (`alerts`, `signals`, `routing` and
    so on) of which something is missing that has no name, because a file could not be read: what
    stands elsewhere may be meant for it. `stack` and `telemetry` are None where the project has no
    file of that name.
    """

    service: Entry[Service]
    routing: Entry[Routing]
    scrape: Entry[Scrape]
    catalogue: Catalogue
    signals: Mapping[str, Entry[SignalModel]]
    components: Mapping[str, Component]
    alerts: Mapping[str, AlertEntry]
    dashboards: Mapping[str, DashboardEntry]
    slos: Mapping[str, SloEntry]
    windows: Mapping[str, WindowEntry]
    no_data: NoData
    environment: str
    unreadable: frozenset[str]
    incomplete: frozenset[str]
    stack: Entry[Stack] | None = None
    telemetry: Entry[Telemetry] | None = None

    @property
    def alerting(self) -> Iterator[AlertEntry | SloEntry]:
        """All that alerts are made of, each with a title, texts, a team and a dashboard."""
        yield from self.alerts.values()
        yield from self.slos.values()

    @property
    def surroundings(self) -> Surroundings:
        """What signals need to know of the catalogue and of what is scraped."""
        return Surroundings(
            labels_of=self.catalogue.labels_of,
            unit_of=self.catalogue.unit_of,
            buckets_of=self.catalogue.buckets_of,
            jobs_of=self._jobs_of,
            instance_of=self._instance_of,
        )

    def _jobs_of(self, series: str) -> tuple[str, ...]:
        scraped = tuple(self.scrape.value.jobs)
        found = self.catalogue.find(series)
        exporting = found.entry.value.jobs if found is not None else ()
        return tuple(job for job in exporting if job in scraped) or scraped

    def _instance_of(self, job: str) -> str:
        scraped = self.scrape.value.jobs.get(job)
        return scraped.targets[0] if scraped is not None and scraped.targets else ""
