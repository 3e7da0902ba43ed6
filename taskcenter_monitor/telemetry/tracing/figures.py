"""The figures of spans themselves, for whatever scrapes this process.

As those of logging they are counted in plain numbers and handed to prometheus-client now and then,
by the courier: with several processes one of them answers a scrape for all, from files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.logging.figures import shares_files

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

    from taskcenter_monitor.telemetry.tracing.courier import Courier

MADE = "task_center_spans_made"
EXPORTED = "task_center_spans_exported"
DROPPED = "task_center_spans_dropped"
FAILED = "task_center_spans_failed"
REDACTED = "task_center_spans_redacted"
WAITING = "task_center_spans_waiting"

COUNTERS: dict[str, str] = {
    MADE: "Spans that were recorded, have ended, and have left the queue.",
    EXPORTED: "Spans that the exporter has taken.",
    DROPPED: "Spans for which the queue had no room, the oldest ones.",
    FAILED: "Spans that the exporter refused, or that were left when the process ended.",
}
"""What each says. prometheus-client adds `_total` to the names."""


class Figures:
    """The metrics of one courier in one registry, by default that of prometheus-client.

    Raises OSError or ValueError where that does not take them.
    """

    def __init__(self, courier: Courier, registry: CollectorRegistry | None = None) -> None:
        from prometheus_client import REGISTRY, Counter, Gauge

        registry = registry if registry is not None else REGISTRY
        self._courier = courier
        self._counters = {
            name: Counter(name, text, registry=registry) for name, text in COUNTERS.items()
        }
        self._hidden = Counter(
            REDACTED,
            "Values hidden in spans, by the rule of the policy that hid them.",
            ("rule",),
            registry=registry,
        )
        self._waiting = Gauge(
            WAITING,
            "Spans that have ended and are not exported yet.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._shares_files = shares_files()
        self._told: dict[str, int] = {}
        self._forked = False
        self.hand_over()

    def hand_over(self) -> None:
        """What was counted since the last time is in the metrics."""
        if self._forked and not self._shares_files:
            # Of what the parent has counted. Where processes share files, prometheus-client itself
            # begins a new one.
            for counter in (*self._counters.values(), *map(self._hidden.labels, self._told_rules)):
                counter.reset()
        if self._forked:
            self._told, self._forked = {}, False
        for name, total in self._totals().items():
            self._counters[name].inc(total - self._told.get(name, 0))
            self._told[name] = total
        redactor = self._courier.redactor
        for rule, total in (redactor.counts if redactor is not None else {}).copy().items():
            self._hidden.labels(rule).inc(total - self._told.get(f"{REDACTED}:{rule}", 0))
            self._told[f"{REDACTED}:{rule}"] = total
        self._waiting.set(self._courier.waiting)

    def forked(self) -> None:
        """In a new process, which begins at 0."""
        self._forked = True

    @property
    def _told_rules(self) -> list[str]:
        prefix = f"{REDACTED}:"
        return [name.removeprefix(prefix) for name in self._told if name.startswith(prefix)]

    def _totals(self) -> dict[str, int]:
        courier = self._courier
        dropped = courier.outbox.dropped
        return {
            MADE: courier.made + dropped,
            EXPORTED: courier.exported,
            DROPPED: dropped,
            FAILED: courier.failed,
        }


def made(courier: Courier, registry: CollectorRegistry | None = None) -> Figures | None:
    """The figures of a courier; None where they cannot be shown, which is said. Never raises."""
    try:
        return Figures(courier, registry)
    except (ImportError, OSError, ValueError) as error:
        say(f"no figures of spans: {type(error).__name__}: {error}")
        return None
