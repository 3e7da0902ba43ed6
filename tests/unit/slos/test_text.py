"""How error budgets look at a terminal."""

from __future__ import annotations

from dataclasses import replace

from taskcenter_monitor.reporters.excerpt import width
from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN
from taskcenter_monitor.slos.text import render
from tests.unit.slos.conftest import Told

TWO = """\
SLO       objective  period  may be bad  minutes  signal
api           99.9%     30d        0.1%     43.2  http_error_ratio
business        95%      7d          5%      504  http_error_ratio

api  API可用性 / API availability  specs/slos.yaml:3
  99.9% within 30d: 0.1% may be bad, or all of it for 43m12s
  TaskCenterApiSloBudgetBurn, TaskCenterApiSloNoData; team task-center-sre
  window  severity  budget  factor  limit   100%    10%      1%  reset  events
  1h, 5m  critical      2%    14.4  1.44%  4m56s  13m8s       -  4m56s     139
  3d, 6h  warning      10%       1   0.1%   3h7m  3h46m  10h14m   6h3m    2000

business  API可用性 / API availability  specs/slos.yaml:16
  95% within 7d: 5% may be bad, or all of it for 8h24m for each job
  TaskCenterBusinessSloBudgetBurn, TaskCenterBusinessSloNoData; team task-center-dba
  window  severity  budget  factor  limit    100%  10%  1%  reset  events
  1h, 5m  critical      2%    3.36  16.8%  14m35s    -   -  4m10s      12
"""


def test_all_are_seen_at_a_glance_and_then_each_with_its_windows(told_slos: Told) -> None:
    weekly = {"objective": "95%", "period": "7d", "windows": ["fast"]}
    found = told_slos(api={}, business={**weekly, "by": ["job"], "team": "task-center-dba"})
    shown = render(found, None, PLAIN)
    assert shown[: shown.index("\nwindow ")] == TWO


def test_it_fits_a_narrow_terminal(told_slos: Told) -> None:
    shown = render(told_slos(api={"objective": "99.9999%"}), "staging", PLAIN)
    assert shown.startswith("SLO in staging  objective")
    assert max(map(width, shown.split("\n"))) <= 100


def test_a_limit_is_shown_in_full_and_a_factor_as_far_as_people_care(told_slos: Told) -> None:
    shown = render(told_slos(api={"objective": "99.99%", "period": "40d"}), None, PLAIN)
    words = [line.split()[4:6] for line in shown.split("\n") if line.startswith(("  1h", "  3d"))]
    assert words == [["19.2", "0.192%"], ["1.333", "0.01333%"]]


def test_colours_only_add(told_slos: Told) -> None:
    found = told_slos(api={})
    coloured = render(found, None, COLOURED)
    assert "\x1b[1;31mcritical\x1b[0m" in coloured
    assert "\x1b[1;33mwarning\x1b[0m" in coloured
    for code in (COLOURED.error, COLOURED.warning, COLOURED.place, COLOURED.margin, COLOURED.end):
        coloured = coloured.replace(code, "")
    assert coloured == render(found, None, PLAIN)


def test_titles_cannot_move_the_cursor(told_slos: Told) -> None:
    found = [replace(one, titles={"zh": "坏\x1b[2J"}) for one in told_slos(api={})]
    assert "\x1b" not in render(found, None, PLAIN)
