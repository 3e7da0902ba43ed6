from __future__ import annotations

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.verifiers.rule_failures import reason

SAID = """  FAILED:
    expr: "ALERTS{{alertname=\\"A\\", severity=\\"critical\\"{more}}}", time: 48m,
        exp: {{__name__="ALERTS", alertname="A", alertstate="firing", severity="critical"}} 1E+00
        got: nil
"""


def rule(*labels: tuple[str, str]) -> AlertingRule:
    return AlertingRule(
        alert="A",
        expr="a > 1",
        wait="",
        keep="",
        labels=(("severity", "critical"), ("component", "c"), ("team", "t"), *labels),
        annotations=(),
        origin=Origin("a.yaml"),
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "critical"),
        (', slo=\\"api\\", window=\\"1h\\"', "critical slo=api window=1h"),
    ],
)
def test_a_wrong_state_is_told_of_the_very_rule(more: str, told: str) -> None:
    assert reason(SAID.format(more=more)) == (
        f"at 48m {told} stays quiet, where it fires by the spec"
    )


def test_a_rule_is_asked_for_by_what_tells_it_from_others_of_its_name() -> None:
    assert rule().states == 'ALERTS{alertname="A", severity="critical"}'
    slow = rule(("slo", "api"), ("window", "6h"))
    assert slow.identity == (("severity", "critical"), ("slo", "api"), ("window", "6h"))
    assert slow.states == ('ALERTS{alertname="A", severity="critical", slo="api", window="6h"}')
