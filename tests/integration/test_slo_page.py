"""What the page of error budgets claims, held against promtool."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import yaml
from slo_cases import CASES, Case

from taskcenter_monitor.ir.rules import RecordingRule
from tests.promises import compiled
from tests.toolchains import DISTRIBUTION

pytestmark = pytest.mark.slow

BAD = 'task_center_http_requests_total{job="task-center-api", instance="a:1", http_code="500"}'
GOOD = 'task_center_http_requests_total{job="task-center-api", instance="a:1", http_code="200"}'
NAIVE = (
    'sum(rate(task_center_http_requests_total{http_code=~"5.."}[5m]))'
    " / sum(rate(task_center_http_requests_total[5m]))"
)


def rules() -> dict[str, object]:
    """Those of an SLO, and beside them a ratio with its mean."""
    monitoring = compiled(api={}).drafted
    assert monitoring is not None
    group = next(one for one in monitoring.groups if one.component == "slo-api")
    ours = [
        {"record": one.record, "expr": one.expr}
        for one in group.rules
        if isinstance(one, RecordingRule) and one.record.endswith(("_rate5m", "_rate3d"))
    ]
    naive = [
        {"record": "naive", "expr": NAIVE},
        {"record": "mean", "expr": "avg_over_time(naive[3d])"},
    ]
    return {"groups": [{"name": "day", "rules": [*ours, *naive]}]}


def claims(case: Case) -> list[dict[str, object]]:
    """What promtool is to find at the end of the day."""
    asked = (("slo:api:error_ratio_rate3d", case.sums), ("mean", case.mean))
    return [
        {
            "expr": _rounded(series, text),
            "eval_time": f"{case.hours}h",
            "exp_samples": [{"labels": "{}", "value": 1}],
        }
        for series, text in asked
    ]


def _rounded(series: str, text: str) -> str:
    """PromQL that is 1 where the share is the one in the table, as far as its digits go."""
    if text == "NaN":
        return f"count({series} != {series})"
    number = text.removesuffix("%")
    digits = len(number.partition(".")[2])
    return f"count(round({series} * 1e{digits + 2}) == {number.replace('.', '').lstrip('0') or 0})"


def test_sums_over_sums_are_right_where_a_mean_of_ratios_is_not(tmp_path: Path) -> None:
    tests = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "1m",
        "tests": [
            {
                "name": case.words,
                "interval": "1m",
                "input_series": [
                    {"series": GOOD, "values": case.good},
                    {"series": BAD, "values": case.bad},
                ],
                "promql_expr_test": claims(case),
            }
            for case in CASES
        ],
    }
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(rules()))
    (tmp_path / "tests.yml").write_text(yaml.safe_dump(tests))
    done = subprocess.run(
        ["promtool", "test", "rules", "tests.yml"],
        cwd=tmp_path,
        env=DISTRIBUTION.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
