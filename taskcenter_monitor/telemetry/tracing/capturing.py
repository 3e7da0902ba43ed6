"""What spans were made, for tests: as they would be exported, without a receiver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import overload

from opentelemetry.sdk.trace import ReadableSpan

from taskcenter_monitor.telemetry.policy.document import Tracing
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.tracing.configuration import traced
from taskcenter_monitor.telemetry.tracing.shown import shown


class CapturedSpans(Sequence[ReadableSpan]):
    """The spans that have ended so far, by any thread, in that order; without what is hidden."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._spans: list[ReadableSpan] = []
        self._lock = Lock()

    @property
    def names(self) -> list[str]:
        """Only their names."""
        return [span.name for span in self]

    def named(self, name: str) -> list[ReadableSpan]:
        """Those of one name."""
        return [span for span in self if span.name == name]

    def one(self, name: str) -> ReadableSpan:
        """The only one of a name; AssertionError where there is none, or more of them."""
        found = self.named(name)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} spans {name!r} among {self.names}")
        return found[0]

    @overload
    def __getitem__(self, index: int) -> ReadableSpan: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReadableSpan]: ...
    def __getitem__(self, index: int | slice) -> ReadableSpan | list[ReadableSpan]:
        with self._lock:
            return self._spans[index]

    def __len__(self) -> int:
        return len(self._spans)

    def take(self, span: ReadableSpan) -> None:
        """One has ended."""
        with self._lock:
            self._spans.append(shown(span, self._redactor))


@contextmanager
def captured_spans() -> Iterator[CapturedSpans]:
    """Captures all spans of a block that end in it, whether or not `configure` was called.

    Every trace that begins in the block is recorded, whatever share the policy keeps. What
    `configure` said of an exporter goes on.
    """
    pipe = traced()
    captured = CapturedSpans(pipe.redactor())
    outbox, tracing = pipe.courier.outbox, pipe.tracing
    outbox.taps = (*outbox.taps, captured.take)
    pipe.sampler.follow(Tracing())
    try:
        yield captured
    finally:
        pipe.sampler.follow(tracing)
        outbox.taps = tuple(tap for tap in outbox.taps if tap != captured.take)
