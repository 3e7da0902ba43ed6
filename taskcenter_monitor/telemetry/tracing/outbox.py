"""Where spans wait for the exporter when they have ended."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import RLock
from time import time_ns

from opentelemetry.context import Context
from opentelemetry.sdk.trace import (
    ReadableSpan,
    Span,
    SpanProcessor,
    SynchronousMultiSpanProcessor,
)

from taskcenter_monitor.telemetry.tracing.limits import BATCH, QUEUE

Tap = Callable[[ReadableSpan], None]


class Outbox(SynchronousMultiSpanProcessor):
    """The one processor of the provider, in place of OpenTelemetry's list of them.

    To end a span costs an append. `open` is whether anybody takes spans, `resting` whether the
    courier sleeps until it is woken, `called` whether it knows that a batch is there, `through`
    whether whoever ends a span waits until it is exported, as the process may end at any moment.
    """

    def __init__(self, wake: Callable[[], None], push: Callable[[], object]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.queue: deque[ReadableSpan] = deque()
        self.limit, self.batch = QUEUE, BATCH
        self.dropped = 0
        self.open = self.called = self.through = False
        self.resting = True
        self.taps: tuple[Tap, ...] = ()
        self._wake, self._push = wake, push
        self._others: tuple[SpanProcessor, ...] = ()
        self._guard = RLock()
        # In nanoseconds since 1970, when this process was forked; 0 where it was not.
        self._forked_at = 0
        self._own: set[int] = set()

    def add_span_processor(self, span_processor: SpanProcessor) -> None:
        """One of somebody else, who has what we have."""
        with self._guard:
            self._others = (*self._others, span_processor)
        super().add_span_processor(span_processor)

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """A span begins."""
        if (span.start_time or 0) < self._forked_at:
            # Somebody gives a time in the past, as for what has waited in a queue.
            self._own.add(span.get_span_context().span_id)
        if self._others:
            super().on_start(span, parent_context)

    def _on_ending(self, span: Span) -> None:
        if self._others:
            super()._on_ending(span)

    def on_end(self, span: ReadableSpan) -> None:
        """A span has ended. Never waits, but where the process is about to end."""
        if self._others:
            super().on_end(span)
        if self.taps:
            for tap in self.taps:
                tap(span)
        if not self.open or ((span.start_time or 0) < self._forked_at and self._inherited(span)):
            return
        queue = self.queue
        queue.append(span)
        waiting = len(queue)
        if waiting > self.limit:
            self._make_room()
        if self.resting or (waiting >= self.batch and not self.called):
            self.called = True
            self._wake()
        if self.through:
            self._push()

    def forked(self) -> None:
        """In a new process: what waits is the parent's, and so are the spans that are open."""
        self.queue = deque()
        self.dropped = 0
        self.called = self.through = False
        self.resting = True
        self._guard = RLock()
        self._own = set()
        self._forked_at = time_ns()

    def _inherited(self, span: ReadableSpan) -> bool:
        """Whether the parent has begun it, who ends it too."""
        context = span.get_span_context()
        if context is None or context.span_id not in self._own:
            return True
        self._own.discard(context.span_id)
        return False

    def _make_room(self) -> None:
        with self._guard:
            # The courier may have taken some meanwhile.
            while len(self.queue) > self.limit:
                try:
                    self.queue.popleft()
                except IndexError:
                    return
                self.dropped += 1
