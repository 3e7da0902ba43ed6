"""The metrics of an operation; one that the catalogue lacks is said once and counted nowhere."""

from __future__ import annotations

from taskcenter_monitor.telemetry.metrics import Counter, Histogram
from taskcenter_monitor.telemetry.operations.complaints import complain

_UNCOUNTED = "a metric could not be counted"


def count(counter: Counter, **labels: str) -> None:
    """One more in this series."""
    try:
        counter.inc(**labels)
    except Exception as fault:  # noqa: BLE001 - nobody's work fails for a metric
        complain(_UNCOUNTED, fault)


def observe(histogram: Histogram, value: float, **labels: str) -> None:
    """One more value in this series."""
    try:
        histogram.observe(value, **labels)
    except Exception as fault:  # noqa: BLE001 - see count
        complain(_UNCOUNTED, fault)


def http_code(status: object) -> str:
    """The label for a status of HTTP: a bounded set, `0` where there was no answer."""
    if isinstance(status, int) and 100 <= status <= 599:
        return str(int(status))
    return "0"


METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}
)
OTHER_METHOD = "_OTHER"
"""OpenTelemetry's word for a method that nobody knows."""


def method_label(method: str) -> str:
    """The method in its one form; anybody can send any word."""
    upper = method.upper()
    return upper if upper in METHODS else OTHER_METHOD
