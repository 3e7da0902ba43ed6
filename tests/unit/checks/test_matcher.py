"""Every place of routing that names a label."""

from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from tests.unit.checks.cases import Case, Edit, edited

EQUAL = ["clutser", "cluster", "job", "instance"]


def said(*edits: Edit) -> list[tuple[str, str, str]]:
    loaded = load(edited(Case(check="", edits=edits)), "specs", None)
    assert loaded.project is not None
    return [(one.check, one.message, one.help) for one in checks.run(loaded.project)]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("inhibitions.instance-down.equal", EQUAL),
        ("inhibitions.critical-over-warning.equal", ["alertname", *EQUAL, "db_name", "queue"]),
        ("inhibitions.instance-down.target.2", 'clutser!="x"'),
        ("root.group_by", ["alertname", "clutser"]),
        ("routes.trend.group_by", ["alertname", "clutser"]),
        ("routes.trend.matchers", ['component="trend"', 'clutser!="x"']),
    ],
)
def test_a_label_that_no_alert_has_is_a_typo(path: str, value: Any) -> None:
    found = said(Edit(file="routing.yaml", set={path: value}))
    told = ("matcher/unknown-label", "no alert has the label 'clutser'", "did you mean 'cluster'?")
    assert told in found
    assert "inhibition/absent-label" not in {check for check, _, _ in found}


def test_an_external_label_that_is_gone_is_missed_wherever_it_is_named() -> None:
    found = said(Edit(file="service.yaml", remove=("external_labels.cluster",)))
    missed = [message for check, message, _ in found if check == "matcher/unknown-label"]
    assert set(missed) == {"no alert has the label 'cluster'"}
    assert len(missed) == 8
