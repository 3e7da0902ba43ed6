from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project

SPECS = Path(__file__).parents[3] / "specs"
ENVIRONMENTS = sorted(path.stem for path in (SPECS / "environments").glob("*.yaml"))

PAIRS = [
    "TaskCenterCPUHigh",
    "TaskCenterMemoryHigh",
    "TaskCenterGoroutinesHigh",
    "TaskCenterDBPoolUsageHigh",
    "TaskCenterHTTPLatencyHigh",
    "TaskCenterHTTPErrorRateHigh",
    "TaskCenterTaskFailureRateHigh",
    "TaskCenterCallbackFailureRateHigh",
]
"""Alerts that people are warned of before they are paged."""

SINGLE = {
    "warning": [
        "TaskCenterDBPoolWaitCountHigh",
        "TaskCenterDBPoolWaitSlow",
        "TaskCenterTaskExecutionSlow",
        "TaskCenterTaskBacklogHigh",
        "TaskCenterCallbackLatencyHigh",
        "TaskCenterFrequentRestarts",
        "TaskCenterQPSDrop",
        "TaskCenterTaskCreationDrop",
        "TaskCenterGCFrequencyHigh",
    ],
    "critical": ["TaskCenterDown"],
}

MONITORING = {
    "none": ["Watchdog"],
    "critical": [
        "AlertmanagerDown",
        "PrometheusConfigReloadFailed",
        "PrometheusRuleEvaluationFailures",
        "PrometheusNotConnectedToAlertmanager",
        "PrometheusNotificationsDropped",
        "PrometheusTSDBWALCorruption",
        "PrometheusTSDBChunkCorruption",
        "PrometheusSampleLimitHit",
        "PrometheusLabelLimitHit",
        "AlertmanagerConfigReloadFailed",
        "AlertmanagerNotificationsFailing",
        "AlertmanagerClusterInconsistent",
        "AlertmanagerConfigDiffers",
    ],
    "warning": [
        "TargetDown",
        "PrometheusRuleIterationsMissed",
        "PrometheusRuleGroupSlow",
        "PrometheusErrorSendingAlerts",
        "PrometheusNotificationQueueFilling",
        "PrometheusTSDBCompactionsFailing",
        "PrometheusTSDBReloadsFailing",
        "PrometheusTSDBCheckpointFailing",
        "PrometheusNotIngestingSamples",
        "PrometheusDuplicateTimestamps",
        "PrometheusOutOfOrderSamples",
        "PrometheusCardinalityExplosion",
        "PrometheusSeriesGrowth",
        "PrometheusScrapeSlow",
        "PrometheusStorageNearLimit",
        "PrometheusDiskFillingUp",
        "GrafanaDown",
        "LokiDown",
        "JaegerDown",
    ],
}
"""What the monitoring watches about itself."""


@cache
def shipped(environment: str | None) -> tuple[Project, list[str]]:
    """The project of the shipped specs, and all that is said about it."""
    paths = sorted(SPECS.rglob("*.yaml"))
    files = {path.relative_to(SPECS).as_posix(): path.read_bytes() for path in paths}
    loaded = load(files, "specs", environment)
    assert loaded.project is not None, loaded.diagnostics
    said = [*loaded.diagnostics, *checks.run(loaded.project)]
    return loaded.project, [f"{one.check}: {one.message} ({one.place})" for one in said]


def severities(alert: str) -> list[str]:
    return list(shipped(None)[0].alerts[alert].value.thresholds)


@pytest.mark.parametrize("environment", [None, *ENVIRONMENTS])
def test_no_check_has_anything_to_say(environment: str | None) -> None:
    assert shipped(environment)[1] == []


def test_the_seed_is_18_alerts_with_26_rules() -> None:
    rules = [severities(alert) for alert in PAIRS] + [
        severities(alert) for alerts in SINGLE.values() for alert in alerts
    ]

    assert len(rules) == 18
    assert sum(map(len, rules)) == 26


@pytest.mark.parametrize("alert", PAIRS)
def test_a_pair_warns_before_it_pages(alert: str) -> None:
    assert severities(alert) == ["critical", "warning"]


@pytest.mark.parametrize(
    ("severity", "alert"),
    [
        (severity, alert)
        for table in (SINGLE, MONITORING)
        for severity, alerts in table.items()
        for alert in alerts
    ],
)
def test_every_other_alert_has_its_one_severity(severity: str, alert: str) -> None:
    assert severities(alert) == [severity]


def test_alerts_on_the_monitoring_are_routed_as_such() -> None:
    alerts = shipped(None)[0].alerts
    components = {alerts[name].component for names in MONITORING.values() for name in names}

    assert components == {"monitoring"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_runbook_has_its_four_parts(language: str) -> None:
    heads = {
        "zh": ("可能原因", "排查", "处理", "升级"),
        "en": ("Causes", "Check", "Fix", "Escalate"),
    }

    lacking = [
        entry.name
        for entry in shipped(None)[0].alerts.values()
        if tuple(
            line.removeprefix("### ")
            for line in entry.value.runbook.in_language(language).splitlines()
            if line.startswith("### ")
        )
        != heads[language]
    ]

    assert lacking == []


def test_every_environment_names_itself() -> None:
    named = {
        environment: shipped(environment)[0].service.value.external_labels["environment"]
        for environment in ENVIRONMENTS
    }

    assert named == {environment: environment for environment in ENVIRONMENTS}
