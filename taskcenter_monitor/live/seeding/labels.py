"""The values that labels have: those of Task Center, and for others those that the specs name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, product

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import Pairs

MOST = 64
"""Series of one metric on one target: as many as there is something to see of."""

_MATCHER = re.compile(r'([a-zA-Z_]\w*)\s*(=~|=)\s*"((?:[^"\\]|\\.)*)"')
_ALTERNATIVES = re.compile(r"\(?[\w.:/-]+(?:\|[\w.:/-]+)*\)?")
_OTHERWISE = ("one", "two")
_QUANTILES = ("0", "0.25", "0.5", "0.75", "1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Labels that go together, and the rows of values that there are, each with its share."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], float], ...]


Weighted = tuple[Pairs, float]
"""Labels of one series, and its share of what its metric counts."""


def _alone(label: str, **shares: float) -> Table:
    return Table(columns=(label,), rows=tuple(((value,), share) for value, share in shares.items()))


TABLES: tuple[Table, ...] = (
    Table(
        columns=("business_id", "business_code"),
        rows=(
            (("1001", "order"), 0.38),
            (("1002", "payment"), 0.27),
            (("1003", "logistics"), 0.18),
            (("1004", "crm"), 0.11),
            (("1005", "marketing"), 0.06),
        ),
    ),
    Table(
        columns=("method", "endpoint"),
        rows=(
            (("POST", "/api/v1/tasks"), 0.34),
            (("GET", "/api/v1/tasks/:id"), 0.33),
            (("GET", "/api/v1/tasks"), 0.18),
            (("PUT", "/api/v1/tasks/:id/cancel"), 0.09),
            (("DELETE", "/api/v1/tasks/:id"), 0.06),
        ),
    ),
    Table(
        columns=("status", "http_code"),
        rows=(
            (("success", "200"), 0.962),
            (("failed", "500"), 0.018),
            (("failed", "404"), 0.007),
            (("timeout", "504"), 0.013),
        ),
    ),
    Table(
        columns=("device", "fstype", "mountpoint"),
        rows=(
            (("/dev/vda1", "ext4", "/"), 1.0),
            (("/dev/vdb1", "xfs", "/var/lib/prometheus"), 1.0),
        ),
    ),
    Table(
        columns=("http_code",),
        rows=(
            (("200",), 0.9694),
            (("404",), 0.024),
            (("429",), 0.006),
            (("500",), 0.0004),
            (("503",), 0.0002),
        ),
    ),
    _alone("status", success=0.9935, failed=0.0038, timeout=0.0018, expired=0.0009),
    _alone("queue", critical=0.2, high=0.15, default=0.55, low=0.1),
    _alone(
        "state",
        active=0.04,
        pending=0.09,
        scheduled=0.22,
        retry=0.02,
        archived=0.01,
        completed=0.62,
    ),
    _alone("db_name", task_center=1.0),
    _alone("integration", webhook=0.6, email=0.3, wechat=0.1),
    _alone("type", float=1.0, histogram=0.01),
    _alone("result", hit=0.75, done=0.15, miss=0.08, error=0.02),
    _alone("level", debug=0.1, info=0.8, warn=0.07, error=0.029, fatal=0.001),
    _alone("rule", keys=0.7, bearer=0.2, email=0.1),
    Table(columns=("alertmanager",), rows=((("http://alertmanager:9093/api/v2/alerts",), 1.0),)),
    Table(columns=("quantile",), rows=tuple(((q,), 1.0) for q in _QUANTILES)),
)
"""Those of several columns come first: their values only make sense together."""


class Labels:
    """The values of all labels of a project."""

    def __init__(self, monitoring: Monitoring) -> None:
        self._named = named_values(monitoring)
        jobs = [job.name for job in monitoring.prometheus.jobs]
        groups = [group.name for group in monitoring.groups]
        self._own = (
            Table(columns=("scrape_job",), rows=tuple(((job,), 1.0) for job in jobs)),
            Table(columns=("rule_group",), rows=tuple(((group,), 1.0) for group in groups)),
        )

    def combinations(self, labels: Collection[str]) -> tuple[Weighted, ...]:
        """Every series of a metric with these labels, sorted by name within each."""
        tables = [*self._tables(labels)]
        found = (self._joined(rows) for rows in product(*(table.rows for table in tables)))
        columns = [column for table in tables for column in table.columns]
        return tuple(
            (tuple(sorted(zip(columns, values, strict=True))), share)
            for values, share in islice(found, MOST)
        )

    def first(self, label: str) -> str:
        """The value that is seen most of a label."""
        rows = next(iter(self._tables((label,)))).rows
        return max(rows, key=lambda row: row[1])[0][0]

    @staticmethod
    def _joined(rows: Iterable[tuple[tuple[str, ...], float]]) -> tuple[tuple[str, ...], float]:
        values: tuple[str, ...] = ()
        share = 1.0
        for row, weight in rows:
            values += row
            share *= weight
        return values, share

    def _tables(self, labels: Collection[str]) -> Iterator[Table]:
        """Tables that have each of the labels just once."""
        left = dict.fromkeys(labels)
        for table in (*TABLES, *self._own):
            if left.keys() >= {*table.columns}:
                left = {label: None for label in left if label not in table.columns}
                yield table
        for label in left:
            part = next((one for one in TABLES if label in one.columns), None)
            yield _column(part, label) if part else self._unknown(label)

    def _unknown(self, label: str) -> Table:
        values = self._named.get(label) or _OTHERWISE
        return Table(columns=(label,), rows=tuple(((value,), 1 / len(values)) for value in values))


def named_values(monitoring: Monitoring) -> Mapping[str, tuple[str, ...]]:
    """The values that matchers of rules, panels and variables name, by label."""
    found: dict[str, dict[str, None]] = {}
    for text in _promql(monitoring):
        for label, operator, value in _MATCHER.findall(text):
            if operator == "=" or _ALTERNATIVES.fullmatch(value):
                values = [value] if operator == "=" else value.strip("()").split("|")
                found.setdefault(label, {}).update(dict.fromkeys(filter(None, values)))
    return {label: tuple(values) for label, values in found.items()}


def _promql(monitoring: Monitoring) -> Iterator[str]:
    for group in monitoring.groups:
        yield from (rule.expr for rule in group.rules)
    for dashboard in monitoring.dashboards:
        yield from (variable.selector for variable in dashboard.variables)
        for panel in dashboard.panels:
            yield from (query.expr for query in panel.queries if not query.is_log)


def _column(table: Table, label: str) -> Table:
    """One column of a table, its shares added up."""
    place = table.columns.index(label)
    shares: dict[str, float] = {}
    for values, share in table.rows:
        shares[values[place]] = shares.get(values[place], 0) + share
    return _alone(label, **shares)
