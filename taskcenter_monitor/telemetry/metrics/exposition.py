"""What a scrape is answered."""

from __future__ import annotations

from typing import NamedTuple

from prometheus_client import CollectorRegistry, multiprocess
from prometheus_client.exposition import choose_encoder

from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.metrics.exemplars import SHARES_FILES


class Exposition(NamedTuple):
    """The body of an answer and its type."""

    body: bytes
    content_type: str


def expose(accept: str = "") -> Exposition:
    """All metrics of this process, in the form that the `Accept` of a scrape asks for.

    OpenMetrics, in which alone there are exemplars, where it takes that, else the text of old.
    Where PROMETHEUS_MULTIPROC_DIR is set, those of all processes that share the folder.
    """
    BOOK.settle()
    registry = BOOK.registry
    if SHARES_FILES:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    encode, content_type = choose_encoder(accept)
    return Exposition(encode(registry), content_type)


def process_ended(pid: int) -> None:
    """A worker has ended: what its gauges showed is no more; what it counted stays.

    For the `child_exit` of gunicorn. Does nothing where processes share no files.
    """
    if SHARES_FILES:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
