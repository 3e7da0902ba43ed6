from __future__ import annotations

from pathlib import Path

from taskcenter_monitor.compiler.placing import Placement
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files

ROOT = Path(__file__).parents[3]
TEXTS = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.j2")
}
PERCENT = """
signals:
  usage:
    title: {zh: 占用, en: usage}
    kind: utilisation
    used: task_center_business_active_tasks
    capacity: task_center_business_active_tasks
    by: [business_id]
    series: usage
    component: business
"""


def test_marks_of_a_score_are_held_against_the_base_of_the_unit() -> None:
    files = frozen_files()
    text = files["signals.yaml"].decode().replace("\nsignals:\n", PERCENT, 1)
    old = "signal: business_active_tasks, worst: 10000, best: 1000"
    assert old in text
    files["signals.yaml"] = text.replace(old, "signal: usage, worst: 90%, best: 10%").encode()
    project = load(files, "specs", None).project
    assert project is not None

    placement = Placement(project, Templates(TEXTS).promql)

    (recording,) = placement.lowered["business_health_score"].recordings
    assert "clamp((0.9 - ((biz:usage:percent) / 100 >= 0)) / 0.8, 0, 1)" in recording.expr
    assert "clamp((0.3 - (biz:task_center_tasks_failed:ratio_rate30m >= 0)) / 0.295, 0, 1)" in (
        recording.expr
    )
