"""What the real amtool and promtool make of the configuration of specs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.checks.alarms import alarms
from taskcenter_monitor.checks.population import STATIC_LABELS
from taskcenter_monitor.checks.route_tree import ends, top_routes
from taskcenter_monitor.compiler.routing import compile_routing
from taskcenter_monitor.compiler.scrape import compile_scrape
from taskcenter_monitor.emitters import alertmanager, prometheus_config
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.verifiers.process import Command, Finished, run
from taskcenter_monitor.vocabulary.names import SLO_LABELS
from tests.frozen import frozen_files
from tests.toolchains import Toolchain

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MOMENT = re.compile(r"2026-08-0[12] \d\d:03:04 [+-]\d\d:\d\d")
"""A time with its offset; which one depends on the zone of the machine."""


@cache
def project() -> Project:
    """The shipped specs: whatever people edit there, these tests hold."""
    folder = ROOT / "specs"
    return loaded(
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.yaml")}
    )


def loaded(files: Mapping[str, bytes]) -> Project:
    reading = load(files, "specs", None)
    assert reading.project is not None, reading.diagnostics
    return reading.project


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what is emitted for Alertmanager and Prometheus of the shipped specs."""
    return emitted(project(), tmp_path_factory.mktemp("output"))


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of the frozen specs, for tests that expect their words."""
    return emitted(loaded(frozen_files()), tmp_path_factory.mktemp("frozen"))


def emitted(project: Project, folder: Path) -> Path:
    texts = {
        str(path.relative_to(ROOT / "templates")): path.read_text("utf-8")
        for path in (ROOT / "templates").rglob("*.j2")
    }
    monitoring = Monitoring(
        groups=(),
        runbooks=(),
        alertmanager=compile_routing(project),
        prometheus=compile_scrape(project),
    )
    for emit in (alertmanager.emit, prometheus_config.emit):
        for artifact in emit(monitoring, Templates(texts).render):
            path = folder / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artifact.text, encoding="utf-8")
    return folder


def asked(commands: list[tuple[str, ...]], toolchain: Toolchain) -> tuple[Finished, ...]:
    runtime = toolchain.runtime(timeout=60)
    return run([Command(args=args, folder=str(ROOT)) for args in commands], runtime)


def receivers(
    output: Path, alerts: Sequence[Mapping[str, str]], toolchain: Toolchain
) -> list[list[str]]:
    """To whom amtool says that each of these alerts goes."""
    config = f"--config.file={output}/alertmanager/alertmanager.yml"
    commands = [
        ("config", "routes", "test", config, *(f"{name}={value}" for name, value in labels.items()))
        for labels in alerts
    ]
    results = asked([(toolchain.tool("amtool"), *args) for args in commands], toolchain)
    assert [one.err for one in results if one.code] == []
    return [one.out.strip().split(",") for one in results]


def rendered(output: Path, template: str, kind: str, data: Path, toolchain: Toolchain) -> str:
    (result,) = asked(
        [
            (
                toolchain.tool("amtool"),
                "template",
                "render",
                f"--template.glob={output}/alertmanager/templates/*.tmpl",
                f"--template.text={{{{ template {json.dumps(template)} . }}}}",
                f"--template.type={kind}",
                f"--template.data={data}",
            )
        ],
        toolchain,
    )
    assert result.code == 0, result.err
    return result.out


def all_alerts() -> Iterator[dict[str, str]]:
    for alarm in alarms(project()):
        for severity in alarm.severities:
            labels = (alarm.name, severity, alarm.component, alarm.team, "task-center")
            yield dict(zip(STATIC_LABELS, labels, strict=True)) | dict(alarm.fixed)


def test_amtool_accepts_the_configuration_with_all_its_parts(
    output: Path, toolchain: Toolchain
) -> None:
    config = compile_routing(project())
    (result,) = asked(
        [(toolchain.tool("amtool"), "check-config", f"{output}/alertmanager/alertmanager.yml")],
        toolchain,
    )
    assert result.code == 0, result.out + result.err
    assert f"{len(config.inhibitions)} inhibit rules" in result.out
    assert f"{len(config.receivers)} receivers" in result.out
    assert "FAILED" not in result.out + result.err


def test_promtool_accepts_the_configuration(output: Path, toolchain: Toolchain) -> None:
    (result,) = asked(
        [(toolchain.tool("promtool"), "check", "config", f"{output}/prometheus/prometheus.yml")],
        toolchain,
    )
    assert result.code == 0, result.out + result.err
    assert "FAILED" not in result.out + result.err


SRE, DBA, INTEGRATION = "task-center-sre", "task-center-dba", "task-center-integration"


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("Watchdog", "none", "monitoring", SRE), ["deadman"]),
        (("AlertmanagerDown", "critical", "monitoring", SRE), ["second-channels"]),
        (("TargetDown", "warning", "monitoring", SRE), ["chat"]),
        (("TaskCenterDown", "critical", "availability", SRE), ["pager", "chat-critical"]),
        (("TaskCenterCPUHigh", "critical", "system", SRE), ["pager", "chat-critical"]),
        (("TaskCenterCPUHigh", "warning", "system", SRE), ["chat"]),
        (("TaskCenterHTTPLatencyHigh", "warning", "http", SRE), ["chat"]),
        (("TaskCenterTaskFailureRateHigh", "critical", "task", SRE), ["pager", "chat-critical"]),
        (("MySQLDown", "critical", "database", DBA), ["pager", "dba"]),
        (("MySQLConnectionsHigh", "warning", "database", DBA), ["dba"]),
        (
            ("TaskCenterCallbackFailureRateHigh", "critical", "callback", INTEGRATION),
            ["pager", "integration"],
        ),
        (("TaskCenterCallbackLatencyHigh", "warning", "callback", INTEGRATION), ["integration"]),
        (("TaskCenterQPSDrop", "warning", "trend", SRE), ["chat"]),
        (("RedisEvictions", "critical", "redis", SRE), ["pager", "chat-critical"]),
        (("AsynqQueuePaused", "warning", "queue", SRE), ["chat"]),
        (("Anything", "info", "http", SRE), ["mail"]),
        (("Anything", "none", "http", SRE), ["blackhole"]),
        (("Anything", "unheard-of", "http", SRE), ["default"]),
    ],
)
def test_an_alert_reaches_those_who_should_hear_of_it(
    output: Path, labels: tuple[str, ...], expected: list[str], toolchain: Toolchain
) -> None:
    alert = dict(zip(STATIC_LABELS, (*labels, "task-center"), strict=True))
    assert receivers(output, [alert], toolchain) == [expected]


def test_the_checks_walk_the_route_tree_as_alertmanager_does(
    output: Path, toolchain: Toolchain
) -> None:
    routes = top_routes(project())
    alerts = list(all_alerts())
    lacking = dict.fromkeys(SLO_LABELS, "")
    walked = [
        [end.placed.receiver for end in ends(routes, {**lacking, **labels})] for labels in alerts
    ]
    assert walked == receivers(output, alerts, toolchain)
    assert len(alerts) > 60


@pytest.fixture
def group(tmp_path: Path) -> Path:
    """A notification of two alerts, one of which has a label that needs escaping."""
    annotations = {
        "summary": "服务下线告警：api 已无法访问",
        "description": "该实例不再响应监控。",
        "summary_en": "Service down: api does not answer",
        "description_en": "It no longer answers.",
        "runbook_url": "https://runbooks.example.com/TaskCenterDown.md",
        "dashboard_url": "https://grafana.example.com/d/tc-overview",
    }
    labels = {"alertname": "TaskCenterDown", "severity": "critical"}
    alert: dict[str, Any] = {
        "status": "firing",
        "labels": {**labels, "instance": 'a "b" & c+d'},
        "annotations": annotations,
        "startsAt": "2026-08-01T02:03:04Z",
        "endsAt": "2026-08-01T03:03:04Z",
    }
    other = {**alert, "status": "resolved", "labels": {**labels, "instance": "second:6060"}}
    data = {
        "receiver": "chat",
        "status": "firing",
        "alerts": [alert, other],
        "groupLabels": {"alertname": "TaskCenterDown"},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": "http://alertmanager:9093",
    }
    path = tmp_path / "group.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_the_subject_says_in_the_first_language_how_bad_it_is(
    frozen: Path, group: Path, toolchain: Toolchain
) -> None:
    subject = "[告警 · 严重] 任务中心 · 服务下线告警：api 已无法访问（共 2 条）"
    assert rendered(frozen, "mail.subject", "text", group, toolchain) == subject
    assert rendered(frozen, "pager.description", "text", group, toolchain) == subject


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("mail.text", "text"),
        ("mail.html", "html"),
        ("chat.markdown", "text"),
        ("chat.slack", "text"),
        ("pager.firing", "text"),
    ],
)
def test_a_message_speaks_both_languages_and_leads_everywhere(
    frozen: Path, group: Path, template: str, kind: str, toolchain: Toolchain
) -> None:
    text = rendered(frozen, template, kind, group, toolchain)
    assert text.index("服务下线告警") < text.index("Service down")
    assert "https://runbooks.example.com/TaskCenterDown.md" in text
    assert "https://grafana.example.com/d/tc-overview" in text
    assert MOMENT.search(text.replace("&#43;", "+"))
    # A chat silences the whole group, everything else the single alert.
    one = "instance%3D%22a%20%5C%22b%5C%22%20%26%20c%2Bd%22%2C"
    silence = (
        "https://alertmanager.example.com/#/silences/new?filter=%7B"
        "alertname%3D%22TaskCenterDown%22%2C"
        f"{'' if template.startswith('chat') else one}"
        "severity%3D%22critical%22%7D"
    )
    assert silence.lower() in text.lower()


def test_html_escapes_what_stands_in_labels(
    frozen: Path, group: Path, toolchain: Toolchain
) -> None:
    html = rendered(frozen, "mail.html", "html", group, toolchain)
    assert "a &#34;b&#34; &amp; c&#43;d" in html
    assert 'a "b" & c+d' not in html


def test_a_pager_gets_a_severity_that_it_knows(
    frozen: Path, group: Path, toolchain: Toolchain
) -> None:
    assert rendered(frozen, "pager.severity", "text", group, toolchain) == "critical"
    group.write_text(group.read_text("utf-8").replace("critical", "none"), encoding="utf-8")
    assert rendered(frozen, "pager.severity", "text", group, toolchain) == "error"
