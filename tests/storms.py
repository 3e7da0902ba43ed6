"""Storms without a stream: what they let pass and what they say afterwards, on a clock of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.storms import Storms, aggregation
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Aggregation
from taskcenter_monitor.telemetry.redaction import Redactor

HERE = ("/app/task/callback.py", 17)
REDACTOR = Redactor(default_policy().redaction)


class Weather:
    """Storms with one component, and the summaries that came by either way."""

    def __init__(self, **limits: Any) -> None:
        self.now = 1000.0
        self.sent: list[Record] = []
        self.storms = Storms(Aggregation(**limits), REDACTOR)
        pipe = SimpleNamespace(put=lambda _, record: self.sent.append(record))
        self.channel = Channel("task.callback", SimpleNamespace(pipe=pipe))  # type: ignore[arg-type]

    def passes(
        self,
        content: str | tuple[str, tuple[Any, ...]] = "callback failed",
        failure: BaseException | None = None,
        place: tuple[str, int] = HERE,
        context: Context | None = None,
        **fields: object,
    ) -> bool:
        """Whether an error is written."""
        return self.storms.admits(
            self.channel, (content, fields), place, context or Context(), failure
        )

    def said(self, last: bool = False) -> list[dict[str, Any]]:
        """The fields of all summaries since the last time, with their content."""
        self.sent.extend(self.storms.summaries(last))
        said = [{"content": record[3], **record[4]} for record in self.sent]
        self.sent.clear()
        return said

    def repeats(self) -> list[int]:
        """The counts of all summaries, with those of windows that are still open."""
        return [each["repeats"] for each in self.said(True)]


@contextmanager
def weather(**limits: Any) -> Iterator[Weather]:
    """Storms whose monotonic clock stands at `now`."""
    made = Weather(**limits)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(aggregation, "monotonic", lambda: made.now)
        yield made


def raised(kind: type[Exception], *said: object, depth: int = 0) -> Exception:
    """An exception with a traceback; all of one class and depth come from the same place."""
    try:
        _raise(kind(*said), depth)
    except kind as failure:
        return failure
    raise AssertionError


def _raise(failure: Exception, depth: int) -> None:
    if depth:
        _raise(failure, depth - 1)
    raise failure
