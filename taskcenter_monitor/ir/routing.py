"""What `alertmanager.yml` and its notification templates are made of."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.receivers import Receiver
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.vocabulary.calendar import Days, Times


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server of all mail; "" where something is left out."""

    smarthost: str
    sender: str
    hello: str
    auth_username: str
    auth_password_file: str
    require_tls: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A node of the route tree; "" and an empty `group_by` are inherited.

    `muted` and `active` are not: they hold for the route itself, not for those below it.
    """

    name: str
    receiver: str
    matchers: tuple[str, ...]
    continues: bool
    group_by: tuple[str, ...]
    group_wait: str
    group_interval: str
    repeat_interval: str
    muted: tuple[str, ...]
    active: tuple[str, ...]
    routes: tuple[Route, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibition:
    """While an alert passes `source`, those that pass `target` and agree on `equal` stay quiet.

    `name` is "" where the Alertmanager does not know names of inhibitions.
    """

    name: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    equal: tuple[str, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeRange:
    """All that is given must hold; of each list one entry must. `days` None is every day."""

    times: tuple[Times, ...]
    weekdays: tuple[tuple[str, str], ...]
    days: Days | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeInterval:
    """Any of these ranges, in the time zone `location`."""

    name: str
    location: str
    ranges: tuple[TimeRange, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language of the notifications, with the annotations that speak it."""

    language: str
    service: str
    summary: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notices:
    """What the notification templates need to know.

    `alertmanager` is the address that people click to. `timezone` is "" where the Alertmanager
    cannot convert times: then its process's own zone is shown, with the offset. `version` is the
    one that the specs name, "" where nobody asks for it.
    """

    tongues: tuple[Tongue, ...]
    alertmanager: str
    timezone: str
    origin: Origin
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertmanagerConfig:
    """The whole of `alertmanager.yml`.

    `endpoints` are settings by which services are spoken to elsewhere than at their own address.
    """

    mail: MailServer | None
    root: Route
    inhibitions: tuple[Inhibition, ...]
    receivers: tuple[Receiver, ...]
    intervals: tuple[TimeInterval, ...]
    notices: Notices
    origin: Origin
    endpoints: Pairs = ()
