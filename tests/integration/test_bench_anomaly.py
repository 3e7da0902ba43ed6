"""`make bench-anomaly` on the smallest suite there is, with a real Prometheus."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.anomaly.ours import LIMITS
from benchmarks.anomaly.rivals import RIVALS

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


def test_every_rule_is_judged_and_an_anomaly_is_found() -> None:
    size = ("--shape", "web", "--seeds", "1", "--format", "json")
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.anomaly", *size],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    groups = json.loads(done.stdout)
    assert [*groups] == ["incidents", "web shape", "clock change", "5 % growth a week"]
    scores = groups["incidents"]
    assert {*scores} == {*LIMITS, "anomaly", *RIVALS}
    assert {sum(map(len, one["delays"].values())) > 0 for one in scores.values()} == {True}
    assert scores["anomaly"]["detected"] >= 0.9
    assert scores["anomaly"]["false_a_week"] <= 1
