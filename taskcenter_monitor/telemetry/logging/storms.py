"""Repeats of one error become one line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from opentelemetry.context import Context

from taskcenter_monitor.telemetry.logging.record import Content, Place, Record
from taskcenter_monitor.telemetry.policy.document import Aggregation

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel


class Storms:
    """Decides of each ERROR, before anything of it is formatted, whether it is a repeat."""

    def __init__(self, aggregation: Aggregation) -> None:
        self.aggregation = aggregation
        self.aggregated = 0

    def bound_by(self, aggregation: Aggregation) -> None:
        """The limits of a policy hold from now on."""
        self.aggregation = aggregation

    def admits(
        self,
        channel: Channel,
        content: Content,
        place: Place,
        context: Context,
        failure: BaseException | None,
    ) -> bool:
        """Whether this error is written as it comes; if not it has been counted."""
        del channel, content, place, context, failure
        return True

    def summaries(self, last: bool) -> Iterable[Record]:
        """A record for each group whose window has ended, with `last` for every group."""
        del last
        return ()
