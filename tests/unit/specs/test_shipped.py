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


def test_the_seed_is_18_alerts_with_26_rules_at_least() -> None:
    rules = [severities(alert) for alert in PAIRS] + [
        severities(alert) for alerts in SINGLE.values() for alert in alerts
    ]

    assert len(rules) == 18
    assert sum(map(len, rules)) >= 26


@pytest.mark.parametrize("alert", PAIRS)
def test_a_pair_warns_before_it_pages(alert: str) -> None:
    assert set(severities(alert)) >= {"critical", "warning"}


@pytest.mark.parametrize(
    ("severity", "alert"),
    [
        (severity, alert)
        for table in (SINGLE, MONITORING)
        for severity, alerts in table.items()
        for alert in alerts
    ],
)
def test_every_other_alert_has_its_severity(severity: str, alert: str) -> None:
    assert severity in severities(alert)


def test_alerts_on_the_monitoring_are_routed_as_such() -> None:
    alerts = shipped(None)[0].alerts
    components = {alerts[name].component for names in MONITORING.values() for name in names}

    assert components == {"monitoring"}


def test_a_runbook_has_the_same_parts_in_both_languages() -> None:
    parts = {
        entry.name: [entry.value.runbook.in_language(one).count("### ") for one in ("zh", "en")]
        for entry in shipped(None)[0].alerts.values()
    }

    assert {name: counts for name, counts in parts.items() if counts[0] != counts[1]} == {}


def test_every_environment_names_itself() -> None:
    named = {
        environment: shipped(environment)[0].service.value.external_labels["environment"]
        for environment in ENVIRONMENTS
    }

    assert named == {environment: environment for environment in ENVIRONMENTS}
