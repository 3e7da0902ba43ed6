from __future__ import annotations

from mutants.promises import promise_mutants
from taskcenter_monitor.ir.monitoring import Monitoring
from tests.promises import compiled


def monitoring(**slo: object) -> Monitoring:
    found = compiled(one=slo).monitoring
    assert found is not None
    return found


def told(made: Monitoring, name: str) -> dict[str, str]:
    """What is done to one rule, to what comes of it."""
    group = next(one for one in made.groups if one.component == "slo-one")
    mutants = promise_mutants(group.component, group)
    return {
        one.told: " ".join(one.rule.expr.split()) for one in mutants if one.name.startswith(name)
    }


def test_windows_and_limits_are_exchanged() -> None:
    changed = told(monitoring(), "TaskCenterOneSloBudgetBurn[critical")
    assert "slo:one:error_ratio_rate6h > 0.0144" in changed["the window 6h for 1h"]
    assert changed["both windows exchanged"].startswith("slo:one:error_ratio_rate5m > 0.0144 and ")
    assert "rate1h > 0.001 and" in changed["the limit 0.001 for 0.0144"]
    assert "rate5m > 0.01152 and" in changed["the limit 0.01152 for 0.0144"]


def test_sums_become_a_mean_of_ratios_and_windows_change_in_all_places() -> None:
    changed = told(monitoring(), "slo:one:error_ratio_rate1h")
    ratio = "(slo:one:bad_rate5m / (slo:one:total_rate5m > 0))"
    assert changed["a mean of ratios"] == f"avg_over_time({ratio}[1h:1m])"
    assert changed["30m for 1h above and below"].count("[30m]") == 2


def test_missing_errors_are_taken_for_missing_data() -> None:
    (changed,) = told(monitoring(), "TaskCenterOneSloNoData").values()
    assert changed.startswith(
        'absent_over_time(task_center_http_requests_total{http_code=~"5.."}[1h])'
    )


def test_a_fill_loses_its_labels_where_that_can_be_seen() -> None:
    assert told(monitoring(), "slo:one:bad_rate5m")["or vector(0)"].endswith("or vector(0)")


def test_other_groups_have_no_such_mutants() -> None:
    made = monitoring()
    others = [one for one in made.groups if not one.component.startswith("slo-")]
    assert others
    assert not [found for one in others for found in promise_mutants(one.component, one)]
