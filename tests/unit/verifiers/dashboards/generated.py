"""The dashboards that were built from the specs, and what they may speak of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.verifiers.dashboards import Known
from taskcenter_monitor.verifiers.dashboards.expressions import reads, tree_of
from taskcenter_monitor.verifiers.dashboards.fields import set_values
from taskcenter_monitor.verifiers.dashboards.knowledge import written

ROOT = Path(__file__).parents[4]
BUILD = ROOT / "build"
_PARTS = {"histogram": ("_bucket", "_count", "_sum"), "summary": ("_count", "_sum", "")}
_TARGET = frozenset({"job", "instance"})


def generated() -> tuple[dict[str, dict[str, Any]], Known]:
    """The dashboards by the names of their files.

    The limits and windows of a panel are those that it has: whether they are the alert's is tested
    where alerts are known.
    """
    boards = {
        path.name: json.loads(path.read_text("utf-8"))
        for path in sorted((BUILD / "grafana" / "dashboards").glob("*.json"))
    }
    metrics, counters = _catalogue()
    known = Known(
        metrics=metrics,
        counters=counters,
        recorded=written(_groups(), metrics),
        thresholds={
            (board["uid"], panel["id"]): limits
            for board in boards.values()
            for panel in board["panels"]
            if (limits := _limits(panel))
        },
        windows={
            (board["uid"], panel["id"]): _windows(panel)
            for board in boards.values()
            for panel in board["panels"]
        },
    )
    return boards, known


def _catalogue() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    entries = yaml.safe_load((ROOT / "specs" / "metrics.yaml").read_text("utf-8"))["metrics"]
    metrics, counters = {}, set()
    for name, entry in entries.items():
        labels = _TARGET.union(entry.get("labels", ()))
        for part in _PARTS.get(entry["type"], ("",)):
            metrics[f"{name}{part}"] = labels | ({"le"} if part == "_bucket" else set())
            if entry["type"] != "gauge" and (part or entry["type"] == "counter"):
                counters.add(f"{name}{part}")
    return metrics, frozenset(counters)


def _groups() -> list[RuleGroup]:
    groups = []
    for path in sorted((BUILD / "prometheus" / "rules").glob("*.yml")):
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]:
            rules = tuple(_rule(rule) for rule in group["rules"])
            name, origin = group["name"], Origin(path.name)
            groups.append(
                RuleGroup(name=name, component=name, interval="30s", rules=rules, origin=origin)
            )
    return groups


def _rule(rule: dict[str, Any]) -> RecordingRule | AlertingRule:
    if "record" in rule:
        return RecordingRule(record=rule["record"], expr=rule["expr"], origin=Origin(""))
    return AlertingRule(
        alert=rule["alert"],
        expr=rule["expr"],
        wait="",
        keep="",
        labels=tuple(rule["labels"].items()),
        annotations=(),
        origin=Origin(""),
        carried=("job", "instance"),
    )


def _limits(panel: dict[str, Any]) -> frozenset[float]:
    drawn = set_values(panel, "thresholds")
    steps = [step for one in drawn if isinstance(one, dict) for step in one["steps"]]
    return frozenset(step["value"] for step in steps if step["value"] is not None)


def _windows(panel: dict[str, Any]) -> frozenset[float]:
    trees = [tree_of(target["expr"]) for target in panel.get("targets", ())]
    return frozenset(
        read.window for tree in trees if not isinstance(tree, str) for read in reads(tree)
    )
