"""Sends the sample alerts to Alertmanager and waits for all messages that follow."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.alertmanager import Alertmanager, PostedAlert
from taskcenter_monitor.live.notifications.failures import Failure, failures
from taskcenter_monitor.live.notifications.inbox import Bodies, Inbox
from taskcenter_monitor.live.notifications.redirection import Probe
from taskcenter_monitor.live.notifications.situations import EACH, Sample, Situation
from taskcenter_monitor.live.servers import Server

WITHIN = 10.0
"""Seconds until all messages must be there: it takes less than one."""

_END = 0.1
"""Seconds from now until alerts are over: they must arrive before, so that all end at once."""
_LOG_LINES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchanged:
    """What has arrived while alerts fired and once they were over, and what has not.

    `missing` are probes that neither failed nor got all their messages; True for the one at the
    end.
    """

    firing: Bodies
    resolved: Bodies
    failures: tuple[Failure, ...]
    missing: tuple[tuple[Probe, bool], ...]
    version: str


class Exchange:
    """A conversation with the server, about these probes."""

    def __init__(self, server: Server, inbox: Inbox, probes: Sequence[Probe]) -> None:
        self._server = server
        self._inbox = inbox
        self._probes = probes
        self._failures: dict[Failure, None] = {}

    def run(self, situations: Sequence[Situation], annotations: Mapping[Pairs, Pairs]) -> Exchanged:
        """All alerts fire, then those that somebody hears the end of are over."""
        now = time.time()
        alone = [sample for one in situations if one.name == EACH for sample in one.samples]
        grouped = [sample for one in situations if one.name != EACH for sample in one.samples]
        with Alertmanager(self._server.url) as client:
            # A group must be whole before it is first looked at.
            client.post([_fired(sample, annotations, now) for sample in grouped])
            client.post([_fired(sample, annotations, now) for sample in alone])
            first = {probe.number: probe.groups for probe in self._probes}
            firing, short = self._arrived(first)
            client.post([_over(sample, annotations, now) for sample in grouped if not sample.ended])
            second = {
                probe.number: 1
                for probe in self._probes
                if probe.hears_the_end and probe.number not in short
            }
            resolved, still = self._arrived(second)
            version = client.version()
        return Exchanged(
            firing=firing,
            resolved=resolved,
            failures=tuple(self._failures),
            missing=tuple(
                (self._probes[number], ended)
                for ended, numbers in ((False, short), (True, still))
                for number in sorted(numbers - self._failed())
            ),
            version=version,
        )

    def _arrived(self, wanted: Mapping[int, int]) -> tuple[Bodies, set[int]]:
        """The messages, and who got fewer than wanted."""

        def lacking(counts: Mapping[int, int]) -> set[int]:
            return {number for number, count in wanted.items() if counts.get(number, 0) < count}

        def enough(counts: Mapping[int, int]) -> bool:
            short = lacking(counts)
            return not short or short <= self._failed()

        self._inbox.wait(enough, WITHIN)
        bodies = self._inbox.take()
        return bodies, lacking({number: len(found) for number, found in bodies.items()})

    def _failed(self) -> set[int]:
        """The numbers of the probes that Alertmanager's log complains of."""
        lines = self._server.last_lines(_LOG_LINES)
        self._failures |= dict.fromkeys(failures(lines, self._probes))
        return {failure.probe.number for failure in self._failures}


def _fired(sample: Sample, annotations: Mapping[Pairs, Pairs], now: float) -> PostedAlert:
    return PostedAlert(
        labels=sample.labels,
        annotations=annotations.get(sample.labels, ()),
        starts_at=now,
        # An end in the future would outlast the one that is told later.
        ends_at=now + _END if sample.ended else None,
    )


def _over(sample: Sample, annotations: Mapping[Pairs, Pairs], started: float) -> PostedAlert:
    return PostedAlert(
        labels=sample.labels,
        annotations=annotations.get(sample.labels, ()),
        starts_at=started,
        ends_at=time.time() + _END,
    )
