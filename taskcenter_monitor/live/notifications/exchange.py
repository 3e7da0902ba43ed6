"""Sends the sample alerts to Alertmanager and waits for all messages that follow."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.alertmanager import Alertmanager, PostedAlert
from taskcenter_monitor.live.notifications.failures import Failure, failures
from taskcenter_monitor.live.notifications.inbox import Bodies, Inbox
from taskcenter_monitor.live.notifications.redirection import Probe
from taskcenter_monitor.live.notifications.situations import EACH, Sample, Situation
from taskcenter_monitor.live.servers import Server

WITHIN = 20.0
"""Seconds without any message until no more are expected: all take less than one."""
PATIENCE = 60.0
"""Seconds that Alertmanager may take for an answer while it sends."""
AT_ONCE = 100
"""Alerts that are sent alone at the same time: each starts several messages."""

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
        with Alertmanager(self._server.url, PATIENCE) as client:
            # A group must be whole before it is first looked at.
            client.post([_fired(sample, annotations, now) for sample in grouped])
            for first in range(0, len(alone), AT_ONCE):
                sent = alone[: first + AT_ONCE]
                client.post([_fired(sample, annotations, now) for sample in sent[first:]])
                self._inbox.wait(self._enough(self._wanted(sent)), WITHIN)
            firing, short = self._arrived(self._wanted(alone))
            client.post([_over(sample, annotations, now) for sample in grouped if not sample.ended])
            ends = {
                probe.number: 1
                for probe in self._probes
                if probe.hears_the_end and probe.number not in short
            }
            resolved, still = self._arrived(ends)
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

    def _wanted(self, alone: Sequence[Sample]) -> dict[int, int]:
        """How many messages each probe gets, once these have been sent alone."""
        return {
            probe.number: probe.groups(alone) if probe.situation.name == EACH else 1
            for probe in self._probes
        }

    def _enough(self, wanted: Mapping[int, int]) -> Callable[[Mapping[int, int]], bool]:
        """Whether all have got what is wanted; who has failed gets nothing more."""

        def enough(counts: Mapping[int, int]) -> bool:
            short = _short(wanted, counts)
            return not short or short <= self._failed()

        return enough

    def _arrived(self, wanted: Mapping[int, int]) -> tuple[Bodies, set[int]]:
        """The messages, and who got fewer than wanted."""
        self._inbox.wait(self._enough(wanted), WITHIN)
        bodies = self._inbox.take()
        return bodies, _short(wanted, {number: len(found) for number, found in bodies.items()})

    def _failed(self) -> set[int]:
        """The numbers of the probes that Alertmanager's log complains of."""
        lines = self._server.last_lines(_LOG_LINES)
        self._failures |= dict.fromkeys(failures(lines, self._probes))
        return {failure.probe.number for failure in self._failures}


def _short(wanted: Mapping[int, int], counts: Mapping[int, int]) -> set[int]:
    return {number for number, count in wanted.items() if counts.get(number, 0) < count}


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
