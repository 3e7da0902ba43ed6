from __future__ import annotations

import pytest

from taskcenter_monitor.compiler.dashboards.levels import Levels
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.vocabulary.units import RATIO
from tests.frozen import frozen_files

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
