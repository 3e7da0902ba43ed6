"""What mutes what, by the rules of Alertmanager."""

from __future__ import annotations

from taskcenter_monitor.routing.inhibiting import Firing, Rule, ruled
from tests.unit.routing.trees import inhibition

CRITICAL, WARNING = 'severity="critical"', 'severity="warning"'
OWN = ruled(inhibition("own", [CRITICAL], [WARNING], ["alertname", "instance"]))


def muted(rules: list[Rule], target: dict[str, str], *firing: dict[str, str]) -> list[str]:
    found = Firing(rules, firing).mutings(target)
    return [one.rule.name for one in found]


def alert(severity: str, **labels: str) -> dict[str, str]:
    return {"alertname": "A", "severity": severity, **labels}


def test_a_source_mutes_targets_that_agree_with_it() -> None:
    warning = alert("warning", instance="a")
    assert muted([OWN], warning, alert("critical", instance="a")) == ["own"]
    assert muted([OWN], warning, alert("critical", instance="b")) == []
    assert muted([OWN], warning, alert("critical", instance="a", alertname="B")) == []
    assert muted([OWN], warning) == []


def test_labels_that_both_lack_are_equal() -> None:
    assert muted([OWN], alert("warning"), alert("critical")) == ["own"]
    assert muted([OWN], alert("warning", instance="a"), alert("critical")) == []


def test_all_matchers_of_a_side_must_pass() -> None:
    rule = ruled(inhibition("x", [CRITICAL, 'job="api"'], [WARNING, 'job=~".+"']))
    assert muted([rule], alert("warning", job="db"), alert("critical", job="api")) == ["x"]
    assert muted([rule], alert("warning", job="db"), alert("critical", job="db")) == []
    assert muted([rule], alert("warning"), alert("critical", job="api")) == []


def test_what_stands_on_both_sides_mutes_neither_itself_nor_its_like() -> None:
    rule = ruled(inhibition("x", ['alertname=~"A|B"'], ['alertname=~"A|C"']))
    assert muted([rule], alert("critical"), alert("critical"), alert("warning")) == []
    assert muted([rule], alert("critical"), alert("critical", alertname="B")) == ["x"]
    assert muted([rule], alert("critical", alertname="C"), alert("critical")) == ["x"]


def test_a_source_that_is_muted_itself_still_mutes() -> None:
    chain = [
        ruled(inhibition("first", ['alertname="A"'], ['alertname="B"'])),
        ruled(inhibition("second", ['alertname="B"'], ['alertname="C"'])),
    ]
    a, b, c = (alert("critical", alertname=name) for name in "ABC")
    assert muted(chain, b, a, b) == ["first"]
    assert muted(chain, c, a, b) == ["second"]
    assert muted(chain, c, a) == []
