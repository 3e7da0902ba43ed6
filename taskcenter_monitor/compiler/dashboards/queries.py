"""What panels ask for: signals as rules read them, or computed anew for the panel."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from string import ascii_uppercase

from taskcenter_monitor.compiler.dashboards.describing import Words
from taskcenter_monitor.compiler.dashboards.narrowing import Narrowing
from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.ir.dashboards import Query
from taskcenter_monitor.signals.base import Render, SignalModel
from taskcenter_monitor.signals.quantile import Quantile
from taskcenter_monitor.spec.dashboard_entries import PanelEntry, QueryEntry
from taskcenter_monitor.spec.panels import LogQuery, NamedQuery
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.macros import written_out
from taskcenter_monitor.vocabulary.promql import operand
from taskcenter_monitor.vocabulary.units import UNITS, Unit

_LOG_GROUPING = re.compile(r"\bby\s*\(([\w\s,]*)\)")


class Queries:
    """The queries of one dashboard's panels."""

    def __init__(
        self, project: Project, placement: Placement, promql: Render, narrowing: Narrowing
    ) -> None:
        self._project = project
        self._placement = placement
        self._promql = promql
        self._narrowing = narrowing

    def compiled(self, panel: PanelEntry, words: Words) -> Iterator[Query]:
        """The queries of a panel, A first."""
        for ref, query in zip(ascii_uppercase, panel.queries, strict=False):
            if isinstance(query.value, LogQuery):
                yield self._of_logs(ref, panel, query, words)
            else:
                yield self._of_signal(ref, panel, query, words)

    def _of_logs(self, ref: str, panel: PanelEntry, query: QueryEntry, words: Words) -> Query:
        unit = query.value.unit_name if isinstance(query.value, LogQuery) else "count"
        return Query(
            ref=ref,
            expr=query.logs,
            title=words.query_title(panel, query),
            labels=_grouped(query.logs),
            unit=UNITS[unit],
            is_log=True,
            style=query.value.style,
            colour=query.value.colour or "",
            origin=query.origin,
        )

    def _of_signal(self, ref: str, panel: PanelEntry, query: QueryEntry, words: Words) -> Query:
        around = self._project.surroundings
        signal = self._signal(query)
        unit = signal.unit(around)
        expr = written_out(self._narrowing.narrow(self._drawn(query)))
        if panel.value.top is not None:
            expr = _largest(panel, expr, signal.carried(around), words.others)
        return Query(
            ref=ref,
            expr=expr,
            title=words.query_title(panel, query),
            labels=tuple(label for label in signal.carried(around) if label != "le"),
            unit=unit,
            noun=self._noun(signal) or self._noun_beside(panel, unit),
            is_complement=query.is_complement,
            exemplars=isinstance(signal, Quantile) and "_bucket" in expr,
            style=query.value.style,
            colour=query.value.colour or "",
            levels=words.levels.of(panel, query, unit),
            origin=query.origin,
        )

    def _signal(self, query: QueryEntry) -> SignalModel:
        """The signal as this query reads it."""
        signal, value = self._project.signals[query.signal].value, query.value
        if not isinstance(value, NamedQuery):
            return signal
        changes: dict[str, object] = {}
        if value.window is not None:
            changes["window"] = value.window
        if value.by is not None:
            changes["by"] = value.by
        if not changes:
            return signal
        if "min_rate" in type(signal).model_fields:
            # It keeps an alert quiet; people who look want to see the little that there is.
            changes["min_rate"] = None
        return signal.changed(**changes, record=False, series=None)

    def _drawn(self, query: QueryEntry) -> str:
        expr = self._expr(query)
        if not query.is_complement:
            return expr
        return f"1 - ({expr})" if " " in expr else f"1 - {expr}"

    def _expr(self, query: QueryEntry) -> str:
        name, signal = query.signal, self._signal(query)
        known = self._placement.lowered.get(name)
        if known is not None and signal is self._project.signals[name].value:
            return known.operand
        return self._anew(signal)

    def _anew(self, signal: SignalModel) -> str:
        """The signal in PromQL that reads no series of its own."""
        parts = {part: self._part(part) for _, part in signal.signals()}
        return signal.changed(record=False, series=None).lower(self._promql, parts).operand

    def _part(self, name: str) -> str:
        known = self._placement.lowered.get(name)
        return operand(known.operand if known else self._anew(self._project.signals[name].value))

    def _noun_beside(self, panel: PanelEntry, unit: Unit) -> str:
        """What the first query of the panel counts, for one of the same unit that does not say."""
        first = self._signal(panel.queries[0])
        return self._noun(first) if first.unit(self._project.surroundings) == unit else ""

    def _noun(self, signal: SignalModel) -> str:
        """What a rate counts, where the catalogue says so."""
        uses = signal.uses()
        found = self._project.catalogue.find(uses[0].selector.metric) if uses else None
        return found.entry.value.unit if found is not None else ""


def _largest(panel: PanelEntry, expr: str, labels: Sequence[str], others: str) -> str:
    """The largest values; a pie has the rest of them in one piece, or its shares would be wrong."""
    largest = f"topk({panel.value.top}, {expr})"
    if panel.value.type != "piechart" or len(labels) != 1:
        return largest
    rest = f"sum({expr}) - sum({largest}) > 0"
    return f'{largest} or label_replace({rest}, "{labels[0]}", "{others}", "", "")'


def _grouped(logs: str) -> tuple[str, ...]:
    """The labels that the outermost aggregation of LogQL leaves."""
    match = _LOG_GROUPING.search(logs)
    return tuple(label.strip() for label in match[1].split(",")) if match else ()
