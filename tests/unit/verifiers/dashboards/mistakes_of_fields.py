"""Mistakes in how values are shown."""

from __future__ import annotations

from collections.abc import Mapping

from tests.unit.verifiers.dashboards.edits import (
    Edit,
    Json,
    both,
    drop,
    override,
    panel,
    put,
)

DEFAULTS = ("fieldConfig", "defaults")
STEPS = (*DEFAULTS, "thresholds", "steps")


def _falling(data: Json) -> bool:
    steps = data.get("fieldConfig", {}).get("defaults", {}).get("thresholds", {}).get("steps", [])
    if len(steps) < 3:
        return False
    steps[1]["value"], steps[2]["value"] = steps[2]["value"], steps[1]["value"]
    return True


def _moved(data: Json) -> bool:
    steps = data.get("fieldConfig", {}).get("defaults", {}).get("thresholds", {}).get("steps", [])
    if len(steps) < 2 or data["id"] == 4:
        return False
    steps[-1]["value"] += 1
    return True


def _coloured(data: Json) -> bool:
    mappings = data.get("fieldConfig", {}).get("defaults", {}).get("mappings", [])
    for mapping in mappings:
        if mapping["type"] == "value" and "0" in mapping["options"]:
            mapping["options"]["0"] = {"color": "red", "index": 0}
            return True
    return False


def _lifted(data: Json) -> bool:
    """Only where rates are drawn: what is no rate may begin anywhere."""
    has_rates = any("rate(" in target.get("expr", "") for target in data["targets"])
    return has_rates and drop(*DEFAULTS, "min")(data)


OF_FIELDS: Mapping[str, Mapping[str, Edit]] = {
    "panel/no-unit": {
        "no unit": panel("gauge", edit=drop(*DEFAULTS, "unit")),
    },
    "panel/unit": {
        "a unit that does not exist": panel(edit=put(*DEFAULTS, "unit", "seconds")),
        "an open unit form": panel(edit=put(*DEFAULTS, "unit", "suffix:")),
        "a unit of an axis that does not exist": panel(
            "heatmap", edit=put("options", "yAxis", {"unit": "sec"})
        ),
        "an override with a unit that does not exist": override(
            put("properties", 0, {"id": "unit", "value": "seconds"})
        ),
    },
    "panel/color": {
        "a colour mode that does not exist": panel(
            edit=put(*DEFAULTS, "color", {"mode": "palette"})
        ),
        "a fixed colour without one": panel(edit=put(*DEFAULTS, "color", {"mode": "fixed"})),
    },
    "panel/mapping": {
        "colour as the only signal": panel("stat", edit=_coloured),
    },
    "panel/reducer": {
        "a reduction that does not exist": panel(
            edit=put("options", "reduceOptions", "calcs", ["current"])
        ),
        "a reduction in a legend that does not exist": panel(
            edit=put("options", "legend", "calcs", ["avg"])
        ),
    },
    "panel/calculation": {
        "an average of all time": panel(
            "stat", edit=put("options", "reduceOptions", "calcs", ["mean"])
        ),
        "no calculation": panel("stat", edit=drop("options", "reduceOptions")),
    },
    "panel/no-value": {
        "the word none": panel(edit=put(*DEFAULTS, "noValue", "none")),
    },
    "panel/range": {
        "a gauge without an end": panel("gauge", edit=drop(*DEFAULTS, "max")),
        "a gauge upside down": panel("gauge", edit=put(*DEFAULTS, "max", -1)),
    },
    "panel/minimum": {
        "an axis that begins anywhere": panel("timeseries", edit=_lifted),
    },
    "panel/thresholds": {
        "grafanalib's steps that are a text": panel(edit=put(*DEFAULTS, "thresholds", "steps", "")),
        "no steps": panel(edit=put(*DEFAULTS, "thresholds", "steps", [])),
        "grafanalib's null in quotes": panel(edit=put(*STEPS, 0, "value", "null")),
        "a first step at 0": panel(edit=put(*STEPS, 0, "value", 0)),
    },
    "panel/thresholds-order": {
        "steps that fall": panel(edit=_falling),
    },
    "panel/thresholds-default": {
        "Grafana's own red at 80": panel("gauge", edit=drop(*DEFAULTS, "thresholds")),
    },
    "panel/thresholds-alert": {
        "a limit that is not the alert's": panel("timeseries", edit=_moved),
    },
    "panel/matcher": {
        "a matcher that does not exist": override(put("matcher", "id", "byField")),
        "a matcher of nothing": override(put("matcher", "options", "")),
        "a broken regular expression": override(
            put("matcher", {"id": "byRegexp", "options": "/(/"})
        ),
    },
    "panel/override": {
        "an override of what is not there": override(
            put("properties", 0, {"id": "custom.colour", "value": "red"})
        ),
        "an override of the old displayMode": panel(
            "table",
            edit=put(
                *("fieldConfig", "overrides", 0, "properties", 0),
                {"id": "custom.displayMode", "value": "auto"},
            ),
        ),
        "an override of the wrong type": override(put("properties", 0, {"id": "unit", "value": 1})),
    },
    "panel/field": {
        "an override of a query that is not there": override(
            put("matcher", {"id": "byFrameRefID", "options": "Z"})
        ),
        "a column that is not there": panel(
            "table", edit=put("options", "sortBy", [{"desc": True, "displayName": "Nope"}])
        ),
        "a renamed column that is not there": panel(
            "table",
            edit=both(
                put("transformations", -1, "id", "organize"),
                put("transformations", -1, "options", {"renameByName": {"Valeu": "x"}}),
            ),
        ),
    },
    "panel/transformation": {
        "a transformation that does not exist": panel(
            "table", edit=put("transformations", 0, "id", "organise")
        ),
        "a transformation with a reduction that does not exist": panel(
            "table", edit=put("transformations", 0, "options", {"reducers": ["avg"]})
        ),
    },
}
"""A lint to the mistakes that it catches."""
