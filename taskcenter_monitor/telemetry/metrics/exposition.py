"""What a scrape is answered."""

from __future__ import annotations

import struct
from contextlib import suppress
from time import sleep
from typing import NamedTuple

from prometheus_client import CollectorRegistry, multiprocess
from prometheus_client.exposition import choose_encoder

from taskcenter_monitor.telemetry.metrics.book import BOOK
from taskcenter_monitor.telemetry.metrics.exemplars import SHARES_FILES

_TRIES = 20
_PAUSE = 0.01
"""Seconds; a file is empty for some microseconds."""


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
    encode, content_type = choose_encoder(accept)
    if not SHARES_FILES:
        return Exposition(encode(BOOK.registry), content_type)
    for _ in range(_TRIES):
        # The file of a worker that makes it just now is empty, and cannot be read.
        with suppress(struct.error):
            return Exposition(encode(_of_all()), content_type)
        sleep(_PAUSE)
    return Exposition(encode(_of_all()), content_type)


def _of_all() -> CollectorRegistry:
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


def process_ended(pid: int) -> None:
    """A worker has ended: what its gauges showed is no more; what it counted stays.

    For the `child_exit` of gunicorn. Does nothing where processes share no files.
    """
    if SHARES_FILES:
        multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
