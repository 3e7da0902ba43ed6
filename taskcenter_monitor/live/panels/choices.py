"""What people can choose in the variables of a dashboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from taskcenter_monitor.ir.dashboards import Dashboard, Variable
from taskcenter_monitor.live.panels.expansion import chosen, expanded, named
from taskcenter_monitor.live.prometheus import Prometheus, Steps
from taskcenter_monitor.vocabulary.macros import ALL

MOST = 48
"""Choices that are tried before a query counts as one without rows: some of them may well have
none, such as the tasks of an API."""

Values = Mapping[str, str]
"""Variables with the text that stands for what was chosen."""


class Choices:
    """The choices in one dashboard; Prometheus is asked once for each thing that can be chosen."""

    def __init__(self, dashboard: Dashboard, client: Prometheus, seen: Steps) -> None:
        self._variables = dashboard.variables
        self._client = client
        self._seen = seen
        self._offered: dict[tuple[str, str], tuple[str, ...]] = {}

    def offered(self, variable: Variable, above: Values) -> tuple[str, ...]:
        """The values that Grafana offers, once those above are chosen. Raises Refused."""
        selector = expanded(variable.selector, above)
        key = (variable.label, selector)
        if key not in self._offered:
            self._offered[key] = self._client.label_values(*key, self._seen)
        return self._offered[key]

    def relevant(self, expr: str) -> tuple[Variable, ...]:
        """The variables in an expression, and those that what they offer follows from."""
        found = named(expr)
        for variable in reversed(self._variables):
            if variable.name in found:
                found |= named(variable.selector)
        return tuple(variable for variable in self._variables if variable.name in found)

    def ways(self, expr: str, many: int) -> Iterator[Values]:
        """Ways of choosing so many values of each variable that matters; 0 is all of them.

        Raises Refused.
        """
        return islice(self._chosen(self.relevant(expr), {}, many), MOST)

    def _chosen(self, left: Sequence[Variable], above: Values, many: int) -> Iterator[Values]:
        if not left:
            yield above
            return
        variable, *rest = left
        for text in self._texts(variable, above, many):
            yield from self._chosen(rest, {**above, variable.name: text}, many)

    def _texts(self, variable: Variable, above: Values, many: int) -> Iterator[str]:
        """Neighbours are chosen together: one list, and not every pair of it."""
        if variable.is_hidden or not many:
            yield self._all(variable, above)
            return
        offered = self.offered(variable, above)
        for first in range(max(len(offered) - many, 0) + 1 if offered else 0):
            yield chosen(offered[first : first + many])

    def _all(self, variable: Variable, above: Values) -> str:
        """Of a hidden variable all values one by one: it has to follow from those above it."""
        if not variable.is_hidden:
            return ALL
        offered = self.offered(variable, above)
        return chosen(offered) if offered else ""
