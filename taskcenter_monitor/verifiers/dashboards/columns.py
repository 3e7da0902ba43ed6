"""The names of the fields that a panel's queries and transformations can yield."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.verifiers.dashboards.boards import (
    Known,
    Object,
    entries,
    inner,
    text,
)
from taskcenter_monitor.verifiers.dashboards.expressions import carried, tree_of
from taskcenter_monitor.verifiers.dashboards.fields import set_values

_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|\$\{?\w+\}?")
_KEEPING = (
    *("organize", "merge", "sortBy", "limit", "filterFieldsByName", "filterByValue"),
    *("filterByRefId", "filterFields", "joinByField", "order", "noop", "convertFieldType"),
    *("formatTime", "labelsToFields", "calculateField"),
)
"""Transformations behind which fields have their old names, or those that they are given."""


def names(panel: Object, known: Known) -> list[re.Pattern[str]] | None:
    """Patterns of all names that a field can have; None where they cannot be told."""
    steps = entries(panel, "transformations")
    if any(step.get("id") not in _KEEPING for step in steps):
        return None
    found = {"Time", "Value", "time", "value"}
    for target in entries(panel, "targets"):
        own = _asked(target, panel, known)
        if own is None:
            return None
        found |= own
    found.update(_made(panel, steps))
    return [re.compile(name) for name in sorted(found)]


def _asked(target: Object, panel: Object, known: Known) -> set[str] | None:
    """The names that one query gives."""
    source = inner(target, "datasource") or inner(panel, "datasource")
    tree = tree_of(text(target, "expr")) if text(source, "type") == "prometheus" else ""
    if isinstance(tree, str) or target.get("format") == "heatmap":
        return None
    if target.get("format") == "table":
        labels = carried(tree, known)
        value = re.escape(f"Value #{text(target, 'refId')}")
        return None if labels is None else {*labels, value}
    legend = text(target, "legendFormat")
    if legend in ("", "__auto"):
        return None
    parts = (re.escape(part) for part in _PLACEHOLDER.split(legend))
    labels = carried(tree, known)
    return {".*".join(parts), *(labels or ())}


def _made(panel: Object, steps: list[Object]) -> Iterator[str]:
    """The names that transformations and overrides give."""
    for step in steps:
        options = inner(step, "options")
        for name in (*inner(options, "renameByName").values(), options.get("alias")):
            if isinstance(name, str) and name:
                yield re.escape(name)
    for name in set_values(panel, "displayName"):
        if isinstance(name, str):
            yield ".*".join(re.escape(part) for part in re.split(r"\$\{[^}]*\}", name))


def is_named(name: str, patterns: list[re.Pattern[str]]) -> bool:
    """Whether a field can have a name."""
    return any(pattern.fullmatch(name) for pattern in patterns)
