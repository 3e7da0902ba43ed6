"""Asks a query as Grafana does, for everything that people can choose."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from taskcenter_monitor.ir.dashboards import Dashboard, Panel, Query
from taskcenter_monitor.live.client import Refused
from taskcenter_monitor.live.panels.choices import Choices, Values
from taskcenter_monitor.live.panels.constants import before_constant
from taskcenter_monitor.live.panels.expansion import Timing, expanded, timing
from taskcenter_monitor.live.prometheus import Prometheus, Steps

HOUR = 3600
STEPS = 5
"""Points that are asked for at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query of a panel of a dashboard."""

    dashboard: Dashboard
    panel: Panel
    query: Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a question.

    `asked` is the PromQL that was asked last. `reason` is why Prometheus refused it, "" where it
    did not. `without` says for which choice there are no rows, "" where there are always some.
    `constant` is whether a constant stands in for them, so that the panel shows that instead.
    """

    asked: str
    reason: str = ""
    without: str = ""
    constant: bool = False


WAYS = {
    0: "every variable on All",
    2: "any two values chosen of each variable",
    1: "any one value chosen of each variable",
}
"""How many values are chosen of each variable, and how people say that."""


class Asker:
    """Asks the questions of one dashboard at `now`; `scrape` is the interval of the data source."""

    def __init__(self, client: Prometheus, now: int, scrape: float) -> None:
        self._client = client
        self._now = now
        self._scrape = scrape
        self._known: dict[tuple[str, float], bool] = {}

    def answer(self, question: Question, choices: Choices) -> Answer:
        """Asks with all values of each variable, then looks for two and for one that have rows."""
        clock = timing(question.dashboard, question.panel, self._scrape)
        found = Answer(asked=question.query.expr)
        for many, words in WAYS.items():
            ways = choices.ways(question.query.expr, many)
            try:
                found = self._first(question, ways, clock, words)
            except Refused as error:
                return Answer(asked=found.asked, reason=error.reason or str(error))
            except _No as no:
                return Answer(asked=no.asked, reason=no.reason)
            if found.without:
                return found
        return found

    def _first(
        self, question: Question, ways: Iterable[Values], clock: Timing, words: str
    ) -> Answer:
        """The first of these choices with rows; or the last one, which people call `words`."""
        found = Answer(asked=question.query.expr, without=words)
        for values in ways:
            asked = expanded(question.query.expr, {**values, **clock.macros()})
            if not self._has_rows(question.panel, asked, clock):
                found = Answer(asked=asked, without=words)
                continue
            # A constant that stands in for rows has some whatever is asked before it.
            real = before_constant(asked)
            if real is None or self._has_rows(question.panel, real, clock):
                return Answer(asked=asked)
            found = Answer(asked=real, without=words, constant=True)
        return found

    def _has_rows(self, panel: Panel, asked: str, clock: Timing) -> bool:
        key = (asked, clock.interval if panel.is_over_time else 0)
        if key not in self._known:
            try:
                self._known[key] = self._asked(panel, asked, clock)
            except Refused as error:
                raise _No(asked, error.reason or str(error)) from None
        return self._known[key]

    def _asked(self, panel: Panel, asked: str, clock: Timing) -> bool:
        """A value that is no number is none that anybody could see."""
        if not panel.is_over_time:
            return any(not math.isnan(one.value) for one in self._client.query(asked, self._now))
        found = self._client.query_range(asked, lately(clock, self._now))
        return any(not math.isnan(float(value)) for one in found for _, value in one.points)


class _No(Exception):
    """Prometheus refuses what was asked."""

    def __init__(self, asked: str, reason: str) -> None:
        super().__init__(reason)
        self.asked = asked
        self.reason = reason


def lately(clock: Timing, now: int) -> Steps:
    """The last hour of what is looked at, with the panel's own step: what was is nothing to see."""
    back = min(clock.range, max(HOUR, STEPS * clock.interval))
    return Steps(start=now - back, end=now, step=clock.interval)
