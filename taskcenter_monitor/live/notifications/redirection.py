"""The configuration of the proof: every receiver in every situation, each leading to a sink."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from os.path import commonprefix

from taskcenter_monitor.ir.receivers import Integration, Receiver
from taskcenter_monitor.ir.routing import AlertmanagerConfig, MailServer, Route
from taskcenter_monitor.live.notifications.channels import CHANNELS, Channel, endpoints
from taskcenter_monitor.live.notifications.inbox import MARK
from taskcenter_monitor.live.notifications.sinks import Sinks
from taskcenter_monitor.live.notifications.situations import EACH, Sample, Situation
from taskcenter_monitor.vocabulary.matchers import matcher_text
from taskcenter_monitor.vocabulary.selectors import Matcher

WAIT = "200ms"
"""Until a group is first looked at; by then all alerts have arrived."""
AGAIN = "200ms"
_NEVER = "24h"
_NOBODY = "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One integration of one receiver in one situation.

    `stand_in` is the receiver's name in the configuration of the proof, `position` that of the
    integration among those of its kind; together they are how Alertmanager's log speaks of it.
    """

    number: int
    receiver: Receiver
    integration: Integration
    position: int
    situation: Situation

    @property
    def channel(self) -> Channel:
        """The kind of channel."""
        return CHANNELS[type(self.integration)]

    @property
    def stand_in(self) -> str:
        """A name that is used nowhere else: a receiver takes part in several situations."""
        return f"{self.receiver.name}-{self.situation.name}"

    def groups(self, samples: Sequence[Sample]) -> int:
        """How many groups, and messages, these alerts make."""
        names = self.situation.group_by
        labels = [dict(sample.labels) for sample in samples]
        return len({tuple(each.get(name, "") for name in names) for each in labels})

    @property
    def hears_the_end(self) -> bool:
        """Whether a message follows once the alerts are over."""
        return self.integration.send_resolved and self.situation.name != EACH


def probes(receivers: Sequence[Receiver], situations: Sequence[Situation]) -> tuple[Probe, ...]:
    """Everybody in every situation; where each alert is sent, only the first of each kind.

    A kind whose texts no template of ours writes has nothing to show there.
    """
    found: list[Probe] = []
    for situation in situations:
        kinds: set[type[Integration]] = set()
        for receiver, integration, position in _integrations(receivers):
            kind = type(integration)
            if situation.name != EACH or (CHANNELS[kind].needed and kind not in kinds):
                found.append(
                    Probe(
                        number=len(found),
                        receiver=receiver,
                        integration=integration,
                        position=position,
                        situation=situation,
                    )
                )
            kinds.add(kind)
    return tuple(found)


def secrets(found: Sequence[Probe], sinks: Sinks) -> Iterator[tuple[str, str]]:
    """The files that integrations are led by: path and text."""
    for probe in found:
        token = MARK.format(probe.number)
        yield token, probe.channel.secret(sinks.web, token)


def redirected(
    config: AlertmanagerConfig, found: Sequence[Probe], sinks: Sinks, folder: str
) -> AlertmanagerConfig:
    """The same configuration with nothing but the probes; `folder` holds their secrets."""
    stand_ins: dict[str, list[Probe]] = {}
    for probe in found:
        stand_ins.setdefault(probe.stand_in, []).append(probe)
    names = sorted(
        {name for probe in found for sample in probe.situation.samples for name, _ in sample.labels}
    )
    nobody = Receiver(name=_NOBODY, integrations=(), origin=config.origin)
    return replace(
        config,
        mail=mail_to(sinks, config.mail),
        endpoints=endpoints(sinks),
        root=_root(config.root, stand_ins, names),
        inhibitions=(),
        intervals=(),
        receivers=(
            nobody,
            *(_receiver(name, mine, sinks, folder) for name, mine in stand_ins.items()),
        ),
    )


def _integrations(receivers: Sequence[Receiver]) -> Iterator[tuple[Receiver, Integration, int]]:
    for receiver in receivers:
        positions: dict[type[Integration], int] = {}
        for integration in receiver.integrations:
            kind = type(integration)
            positions[kind] = positions.get(kind, -1) + 1
            yield receiver, integration, positions[kind]


def mail_to(sinks: Sinks, mail: MailServer | None) -> MailServer:
    """The mail server of a configuration, in whose place the sink stands; its sender stays."""
    return MailServer(
        smarthost=sinks.mail,
        sender=mail.sender if mail else "nobody@localhost",
        hello="localhost",
        auth_username="",
        auth_password_file="",
        require_tls=False,
    )


def _receiver(name: str, mine: Sequence[Probe], sinks: Sinks, folder: str) -> Receiver:
    return Receiver(
        name=name,
        integrations=tuple(_led(probe, sinks, folder) for probe in mine),
        origin=mine[0].receiver.origin,
    )


def _led(probe: Probe, sinks: Sinks, folder: str) -> Integration:
    token = MARK.format(probe.number)
    path = f"{folder}/{token}"
    return probe.channel.lead(probe.integration, f"{sinks.web}/{token}", path)


def _root(root: Route, stand_ins: Mapping[str, Sequence[Probe]], names: Sequence[str]) -> Route:
    return replace(
        root,
        receiver=_NOBODY,
        group_by=(),
        group_wait=WAIT,
        group_interval=AGAIN,
        repeat_interval=_NEVER,
        routes=tuple(
            _route(root, name, mine[0].situation, names) for name, mine in stand_ins.items()
        ),
    )


def _route(root: Route, name: str, situation: Situation, names: Sequence[str]) -> Route:
    return replace(
        root,
        name=name,
        receiver=name,
        matchers=tuple(_matchers(situation, names)),
        continues=True,
        group_by=situation.group_by,
        group_wait="0s" if situation.name == EACH else WAIT,
        # One that failed is tried again: where there are many, once is enough.
        group_interval=_NEVER if situation.name == EACH else AGAIN,
        repeat_interval=_NEVER,
        routes=(),
    )


def _matchers(situation: Situation, names: Sequence[str]) -> Iterator[str]:
    """What takes the alerts of a situation and leaves those of others; `names` are all labels.

    Newer Alertmanagers repeat it in every line of their log, so it is kept short: all alerts of
    the specs have an instance of their own in common.
    """
    labels = [dict(sample.labels) for sample in situation.samples]
    for name in names:
        values = sorted({each.get(name, "") for each in labels})
        start = commonprefix(values)  # noqa: RUF071 - characters are what is meant
        if len(values) == 1:
            yield matcher_text(Matcher(name, "=", values[0]))
        elif situation.name != EACH:
            expression = f"{re.escape(start)}.+" if start else "|".join(map(re.escape, values))
            yield matcher_text(Matcher(name, "=~", expression))
