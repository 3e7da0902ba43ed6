from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.compiler.dashboards.levels import Levels
from taskcenter_monitor.spec.dashboard_entries import PanelEntry
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.vocabulary.units import COUNT, RATIO
from tests.frozen import frozen_files
from tests.promises import promised
from tests.unit.checks.cases import Edit

LOW = """
  TaskCenterHTTPErrorRateOther:
    title: {zh: 错误率告警, en: Error rate}
    signal: http_error_ratio
    %s: {%s: %s}
    description: {zh: 错误率。, en: The error rate.}
    runbook: {zh: 无, en: None}
"""


@pytest.mark.parametrize(
    ("severity", "key", "limit", "expected"),
    [
        ("critical", "above", "10%", [("warning", "<", 0.95), ("critical", "<", 0.9)]),
        ("critical", "above", "30%", [("warning", "<", 0.95), ("critical", "<", 0.8)]),
        ("info", "below", "1%", [("warning", "<", 0.95), ("critical", "<", 0.8)]),
    ],
    ids=["crossed sooner", "crossed later", "on the other side"],
)
def test_of_several_alerts_the_first_to_be_crossed_is_drawn(
    severity: str, key: str, limit: str, expected: list[tuple[str, str, float]]
) -> None:
    files = frozen_files()
    files["alerts/http.yaml"] += (LOW % (severity, key, limit)).encode()
    project = load(files, "specs", None).project
    assert project is not None
    (panel,) = [one for one in project.dashboards["overview"].panels if one.name == "success"]
    # The panel shows what the errors leave of all, so its limits are turned around.
    found = Levels(project).of(panel, panel.queries[0], RATIO)
    assert [(one.severity, one.operator, one.value) for one in found] == expected


def shown(*queries: str, **slos: dict[str, Any]) -> tuple[Levels, PanelEntry]:
    """A panel that shows series of SLOs, and the levels of its project."""
    listed = [{"kind": "value", "metric": one, "aggregate": "max", "by": []} for one in queries]
    panel = {"type": "timeseries", "width": 24, "height": 8, "title": "Burn", "queries": listed}
    edit = Edit(file="dashboards/overview.yaml", set={"rows.http.panels": {"burn": panel}})
    project = load(promised(edit, **slos), "specs", None).project
    assert project is not None
    (found,) = [one for one in project.dashboards["overview"].panels if one.name == "burn"]
    return Levels(project), found


WEEKLY = {"period": "7d"}


@pytest.mark.parametrize(
    ("matcher", "expected"),
    [
        ("", [("warning", ">", 0.233), ("critical", ">", 3.36)]),
        ('{slo="api"}', [("warning", ">", 1), ("critical", ">", 14.4)]),
        ('{slo!="api"}', [("warning", ">", 0.233), ("critical", ">", 3.36)]),
    ],
    ids=["all", "one", "the others"],
)
def test_a_burn_rate_has_the_factors_of_the_windows(
    matcher: str, expected: list[tuple[str, str, float]]
) -> None:
    levels, panel = shown(f"slo:burn_rate:ratio{matcher}", api={}, weekly=WEEKLY)
    found = levels.of(panel, panel.queries[0], COUNT)
    assert [(one.severity, one.operator, one.value) for one in found] == expected
    assert {one.alert for one in found} == {""}, "no rule compares with a burn rate itself"


def test_what_is_left_of_a_budget_has_no_factors() -> None:
    levels, panel = shown("slo:error_budget_remaining:ratio", api={})
    assert levels.of(panel, panel.queries[0], RATIO) == ()


def test_the_slos_of_a_panel_are_those_that_its_selectors_pass() -> None:
    both = ('slo:objective:ratio{slo="api"}', 'slo:attained:ratio{slo=~"api|weekly"}')
    levels, panel = shown(*both, weekly=WEEKLY, api={}, other={})
    assert [one.name for one in levels.promises(panel)] == ["api", "weekly"]
    levels, panel = shown("up", api={})
    assert levels.promises(panel) == ()
