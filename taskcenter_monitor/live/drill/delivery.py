"""Leads every receiver to a sink on loopback, and reads which alerts each of them was told."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from taskcenter_monitor.ir.receivers import Integration, Receiver, Webhook
from taskcenter_monitor.ir.routing import AlertmanagerConfig, Route
from taskcenter_monitor.live.drill.results import FIRING, RESOLVED
from taskcenter_monitor.live.notifications.channels import CHANNELS, endpoints
from taskcenter_monitor.live.notifications.inbox import MARK, Inbox
from taskcenter_monitor.live.notifications.redirection import mail_to
from taskcenter_monitor.live.notifications.sinks import Sinks

_MARK = re.compile(MARK.format(r"(\d+)"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One integration of a receiver, led to the sink under a number.

    A `witness` is one of ours: a receiver without a webhook gets it, because only the payload of a
    webhook says exactly which alerts were told.
    """

    number: int
    receiver: str
    integration: Integration
    witness: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert in a message: its labels, `firing` or `resolved`, its summary."""

    receiver: str
    at: float
    status: str
    labels: Mapping[str, str]
    title: str


class Mailbox(Inbox):
    """Keeps all that arrives with the moment, as seconds of the monotonic clock."""

    def __init__(self) -> None:
        super().__init__()
        self.arrived: list[tuple[float, int, bytes]] = []
        self.refused: set[int] = set()

    def takes(self, address: str) -> bool:
        """Not where the door is among those that are `refused`."""
        found = _MARK.search(address)
        return found is None or int(found[1]) not in self.refused

    def put(self, address: str, body: bytes) -> None:
        """Takes a message in; what has no mark is dropped."""
        found = _MARK.search(address) or _MARK.search(body.decode("utf-8", "replace"))
        if found is not None:
            # Appending is one step, whoever else does it.
            self.arrived.append((time.monotonic(), int(found[1]), body))


def doors(receivers: Sequence[Receiver]) -> tuple[Door, ...]:
    """Everybody who is told by anything, each integration once, and the witnesses."""
    found: list[Door] = []
    for receiver in receivers:
        integrations = [(one, False) for one in receiver.integrations]
        if integrations and not any(isinstance(one, Webhook) for one, _ in integrations):
            resolved = any(one.send_resolved for one in receiver.integrations)
            integrations.append((_witness(resolved), True))
        for one, witness in integrations:
            found.append(
                Door(number=len(found), receiver=receiver.name, integration=one, witness=witness)
            )
    return tuple(found)


def secrets(found: Sequence[Door], sinks: Sinks) -> Iterator[tuple[str, str]]:
    """The files that integrations are led by: path and text."""
    for door in found:
        token = MARK.format(door.number)
        yield token, CHANNELS[type(door.integration)].secret(sinks.web, token)


def redirected(
    config: AlertmanagerConfig, found: Sequence[Door], sinks: Sinks, folder: str
) -> AlertmanagerConfig:
    """The same routes and inhibitions to the same names; `folder` holds the secrets.

    Routes are never muted: a drill at night would prove nothing, and the calendar runs no faster.
    """
    led: dict[str, list[Integration]] = {}
    for door in found:
        token = MARK.format(door.number)
        channel = CHANNELS[type(door.integration)]
        one = channel.lead(door.integration, f"{sinks.web}/{token}", f"{folder}/{token}")
        led.setdefault(door.receiver, []).append(one)
    return replace(
        config,
        mail=mail_to(sinks, config.mail),
        endpoints=endpoints(sinks),
        root=_awake(config.root),
        intervals=(),
        receivers=tuple(
            replace(receiver, integrations=tuple(led.get(receiver.name, ())))
            for receiver in config.receivers
        ),
    )


def told(found: Sequence[Door], arrived: tuple[float, int, bytes]) -> Iterator[Told]:
    """The alerts that a message tells of; nothing where it is not the payload of a webhook."""
    at, number, body = arrived
    door = found[number]
    if not isinstance(door.integration, Webhook):
        return
    payload: Mapping[str, Any] = json.loads(body)
    for alert in payload.get("alerts", ()):
        yield Told(
            receiver=door.receiver,
            at=at,
            status=FIRING if alert["status"] == FIRING else RESOLVED,
            labels=alert["labels"],
            title=str(alert.get("annotations", {}).get("summary", "")),
        )


def unheard(found: Sequence[Door], arrived: Sequence[tuple[float, int, bytes]]) -> tuple[str, ...]:
    """Integrations that got nothing although others of their receiver did, in words."""
    counts = {number for _, number, _ in arrived}
    reached = {found[number].receiver for number in counts}
    return tuple(
        f"{CHANNELS[type(door.integration)].name} of receiver {door.receiver} got no message"
        for door in found
        if door.receiver in reached and door.number not in counts
    )


def _witness(resolved: bool) -> Webhook:
    return Webhook(url="", url_file="", credentials_file="", max_alerts=0, send_resolved=resolved)


def _awake(route: Route) -> Route:
    return replace(route, muted=(), active=(), routes=tuple(map(_awake, route.routes)))
