"""Rule files, word for word."""

from __future__ import annotations

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters import prometheus_rules
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup

SPEC = Origin("specs/alerts/http.yaml")
RECORDING = RecordingRule(record="job:x:rate5m", expr="rate(x[5m])", origin=SPEC.at("signals", "x"))
ALERTING = AlertingRule(
    alert="Bad",
    expr="a\nand\nb",
    wait="5m",
    keep="10m",
    labels=(("severity", "critical"),),
    annotations=(("summary", "坏了：{{ $labels.job }}"), ("summary_en", "bad: it is")),
    origin=SPEC.at("alerts", "Bad", "critical"),
)


def emitted(*rules: RecordingRule | AlertingRule) -> list[object]:
    group = RuleGroup(
        name="task-center.http", component="http", interval="15s", rules=rules, origin=SPEC
    )
    monitoring = Monitoring(
        groups=(group,),
        runbooks=(),
        alertmanager=None,  # type: ignore[arg-type]
        prometheus=None,  # type: ignore[arg-type]
    )
    return list(prometheus_rules.emit(monitoring, lambda path, _: path))


def test_a_group_becomes_a_file_in_the_order_of_its_rules() -> None:
    (artifact,) = emitted(RECORDING, ALERTING)
    assert getattr(artifact, "path", "") == "prometheus/rules/http.rules.yml"
    assert getattr(artifact, "text", "").split("\n", 1)[1] == (
        "groups:\n"
        "  - name: task-center.http\n"
        "    interval: 15s\n"
        "    rules:\n"
        "      - record: job:x:rate5m\n"
        "        expr: rate(x[5m])\n"
        "      - alert: Bad\n"
        "        expr: |-\n"
        "          a\n"
        "          and\n"
        "          b\n"
        "        for: 5m\n"
        "        keep_firing_for: 10m\n"
        "        labels:\n"
        "          severity: critical\n"
        "        annotations:\n"
        "          summary: 坏了：{{ $labels.job }}\n"
        '          summary_en: "bad: it is"\n'
    )


def test_every_rule_knows_where_it_was_written() -> None:
    (artifact,) = emitted(RECORDING, ALERTING)
    assert getattr(artifact, "origins", ()) == (
        ("rule 1", RECORDING.origin),
        ("rule 2", ALERTING.origin),
    )
