from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.spec.alerts import Alert, AlertFile, Threshold

TEXT = {"zh": "文", "en": "text"}


def alert(**keys: Any) -> Alert:
    texts = {"title": TEXT, "description": TEXT, "runbook": TEXT}
    return Alert.model_validate({**texts, "signal": "cpu", **keys})


def threshold(**keys: Any) -> Threshold:
    return Threshold.model_validate(keys)


def test_a_threshold_above_a_limit() -> None:
    above = threshold(above="80%", **{"for": "5m"})
    assert above.limit is not None
    assert (above.limit.text, above.operator, above.key, above.wait) == ("80%", ">", "above", "5m")


def test_a_threshold_below_a_limit() -> None:
    below = threshold(below=0.5)
    assert below.limit is not None
    assert (below.limit.text, below.operator, below.key, below.wait) == ("0.5", "<", "below", "0s")


def test_a_limit_of_nothing_is_a_limit() -> None:
    nothing = threshold(above=0)
    assert nothing.limit is not None
    assert (nothing.limit.base, nothing.operator) == (0, ">")


@pytest.mark.parametrize("written", [-1, -0.0, "-0", "-5%", "010%", "+5", "00"])
def test_a_limit_has_no_sign_and_no_leading_zero(written: float | str) -> None:
    with pytest.raises(ValidationError, match=r"is negative|is no quantity"):
        threshold(above=written)


def test_a_condition_needs_no_limit() -> None:
    assert threshold(**{"for": "10s"}).limit is None


def test_what_is_most_urgent_comes_first() -> None:
    written = alert(info={"above": 1}, warning={"above": 2}, critical={"above": 3})
    assert list(written.thresholds) == ["critical", "warning", "info"]


def test_some_severity_is_needed() -> None:
    with pytest.raises(ValidationError, match="a severity is missing: critical, warning or info"):
        alert()


@pytest.mark.parametrize(
    "keys",
    [
        {"warning": {"over": "80%"}},
        {"warning": {"above": "80%", "wait": "5m"}},
        {"warning": "80%"},
        {"fatal": {"above": "80%"}},
        {"warning": {"above": 1}, "dashboard": "Over view"},
        {"warning": {"above": 1}, "title": "text"},
        {"warning": {"above": 1}, "title": {"zh": "文"}},
        {"warning": {"above": True}},
    ],
)
def test_what_is_not_an_alert_is_refused(keys: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        alert(**keys)


def test_rules_are_evaluated_every_15_seconds_unless_said_otherwise() -> None:
    head = AlertFile.model_validate({"component": "http", "team": "sre"})
    assert head.interval == "15s"
    with pytest.raises(ValidationError, match="longer than nothing"):
        AlertFile.model_validate({"component": "http", "team": "sre", "interval": "0s"})
