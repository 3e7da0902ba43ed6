"""What has been logged, counted and traced, for tests: lines as they would be written, spans.

with capture() as logs, measured() as figures:
    run_task()
assert logs.contents == ["task done"]
assert figures.increase("task_center_tasks_created_total") == 1

@pytest.fixture
def logs() -> Iterator[Captured]:
    with capture("debug") as logs:
        yield logs

with captured_spans() as spans:
    run_task()
assert spans.one("task callback").attributes["task_id"] == "t-1"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any, overload

import orjson

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.storms import Calm
from taskcenter_monitor.telemetry.logging.stream import STREAM, Stream
from taskcenter_monitor.telemetry.policy.document import LevelName, Levels, Policy

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.metrics.measuring import Measured, measured
    from taskcenter_monitor.telemetry.tracing.capturing import CapturedSpans, captured_spans

__all__ = [
    "Captured",
    "CapturedSpans",
    "Measured",
    "capture",
    "captured_spans",
    "everything_from",
    "measured",
]

_LATER = {
    "CapturedSpans": "tracing.capturing",
    "Measured": "metrics.measuring",
    "captured_spans": "tracing.capturing",
    "measured": "metrics.measuring",
}
"""What is imported once it is asked for: whoever looks at lines alone needs no exporters."""


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"taskcenter_monitor.telemetry.{_LATER[name]}"), name)


class Captured(Sequence[dict[str, Any]]):
    """All that has been logged so far, by any thread: each look waits for what is on its way.

    What a look gives is a copy, which nobody changes. After the block nothing is added.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream: Stream | None = stream
        self._lines: list[bytes] = []
        self._lock = Lock()

    @property
    def entries(self) -> list[dict[str, Any]]:
        """The lines, oldest first."""
        if self._stream is not None:
            self._stream.flush()
        with self._lock:
            return [orjson.loads(line) for line in self._lines]

    @property
    def contents(self) -> list[str]:
        """Only their texts."""
        return [entry["content"] for entry in self.entries]

    def of(self, component: str) -> list[dict[str, Any]]:
        """Those of the loggers of one name."""
        return [entry for entry in self.entries if entry["component"] == component]

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        return self.entries[index]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.entries)

    def __repr__(self) -> str:
        return f"Captured({self.entries})"

    def write(self, lines: Sequence[bytes]) -> None:
        """As an outlet."""
        with self._lock:
            self._lines.extend(lines)

    def forked(self) -> None:
        """As an outlet: a child has what it has."""

    def close(self) -> None:
        """Nothing is added any more."""
        self._stream = None


@contextmanager
def capture(level: LevelName | None = None, stream: Stream = STREAM) -> Iterator[Captured]:
    """Takes what is logged within the block, and keeps it from where it would go.

    Without a `level` the policy holds as it is. With one it is that of every component, business
    and user, and nothing is sampled or aggregated, however often it is logged. Also takes what
    comes by the standard library, whether or not `configure` has been called. Errors of before the
    block make none within it a repeat, and the line that counts repeats is there when the block has
    ended.

    The `caplog` of pytest is no substitute: it sees records of the standard library, and nothing of
    what loggers of this library are given.
    """
    delivery, policy, storms = stream.writer.delivery, stream.policy, stream.storms
    tied = standard.tied_to(stream)
    captured = Captured(stream)
    _settle(stream)
    with stream.writer.lock:
        outlets, delivery.outlets = delivery.outlets, (captured,)
    if not tied:
        standard.install(stream)
    if level is not None:
        stream.storms = Calm(policy.aggregation, stream.writer.renderer.redactor)
        stream.apply(everything_from(level, policy))
    try:
        yield captured
    finally:
        _settle(stream)
        stream.storms = storms
        if level is not None:
            stream.apply(policy)
        if not tied:
            standard.remove()
        with stream.writer.lock:
            delivery.outlets = outlets
        captured.close()


def everything_from(level: LevelName, policy: Policy) -> Policy:
    """The policy with one level for all; what it hides stays hidden."""
    return Policy(
        levels=Levels(default=level),
        queue=policy.queue,
        aggregation=policy.aggregation,
        redaction=policy.redaction,
    )


def _settle(stream: Stream) -> None:
    """All that was logged is written, repeats of errors too, which are counted anew from now on."""
    stream.flush()
    stream.writer.do_chores(True)
    stream.writer.do_chores(False)
