"""Why an alert is not drilled: what would have to happen, in a sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.live.drill.watch import Subject

_HISTORY = "a forecast looks at a window of {0}, which is longer than a drill even when scaled"
_NO_EXPORTER = "the example has no {0}, and metrics that somebody made up would prove nothing"
_DAMAGE = "the files of Prometheus' database would have to be damaged while it runs"
_SELF = "{0} would be needed to tell of it, and it is what fails"
_SERVICE = "no fault of the example makes a service export that"

REASONS: Mapping[str, str] = {
    "MySQLDown": _NO_EXPORTER.format("MySQL"),
    "MySQLConnectionsHigh": _NO_EXPORTER.format("MySQL"),
    "MySQLConnectionsRunningOut": _NO_EXPORTER.format("MySQL"),
    "RedisDown": _NO_EXPORTER.format("Redis"),
    "RedisMemoryHigh": _NO_EXPORTER.format("Redis"),
    "RedisMemoryFillingUp": _NO_EXPORTER.format("Redis"),
    "RedisRejectedConnections": _NO_EXPORTER.format("Redis"),
    "RedisEvictions": _NO_EXPORTER.format("Redis"),
    "TaskCenterMemoryGrowing": _HISTORY.format("6 hours"),
    "PrometheusStorageFillingUp": _HISTORY.format("12 hours"),
    "PrometheusDiskFillingUp": _HISTORY.format("6 hours"),
    "TaskCenterLogWriterStalled": "a disk would have to stall for longer than a log is buffered",
    "AlertmanagerDown": _SELF.format("the only Alertmanager"),
    "PrometheusNotConnectedToAlertmanager": _SELF.format("the way to Alertmanager"),
    "PrometheusNotificationsDropped": _SELF.format("the way to Alertmanager"),
    "PrometheusErrorSendingAlerts": _SELF.format("the way to Alertmanager"),
    "PrometheusNotificationQueueFilling": _SELF.format("the way to Alertmanager"),
    "PrometheusRuleIterationsMissed": "it says that the machine is too slow; a drill on such a "
    "machine is not to be trusted and says so",
    "PrometheusRuleGroupSlow": "it says that the machine is too slow; a drill on such a machine "
    "is not to be trusted and says so",
    "PrometheusTSDBWALCorruption": _DAMAGE,
    "PrometheusTSDBChunkCorruption": _DAMAGE,
    "PrometheusTSDBCompactionsFailing": _DAMAGE,
    "PrometheusTSDBReloadsFailing": _DAMAGE,
    "PrometheusTSDBCheckpointFailing": _DAMAGE,
    "PrometheusStorageNearLimit": "the storage of a drill has no limit that it could come near to",
    "PrometheusNotIngestingSamples": "Prometheus would have to stop scraping itself as well",
    "PrometheusDuplicateTimestamps": _SERVICE,
    "PrometheusOutOfOrderSamples": _SERVICE,
    "PrometheusSampleLimitHit": _SERVICE,
    "PrometheusLabelLimitHit": _SERVICE,
    "PrometheusCardinalityExplosion": _SERVICE,
    "PrometheusSeriesGrowth": "100,000 series would have to grow for a day",
    "PrometheusScrapeSlow": "a scrape that takes 2.4 s is given up long before on a faster clock",
    "AlertmanagerClusterInconsistent": "it takes a second Alertmanager, and a drill has one",
    "AlertmanagerConfigDiffers": "it takes a second Alertmanager, and a drill has one",
}
"""An alert to why none of its severities is drilled."""
_WINDOWS: Mapping[str, str] = {
    "1h": "its burn rate over an hour is not reached by faults that last for a minute of the specs"
    " each, or depends on how the others went",
    "6h": "its windows reach back over six hours, which is longer than a drill even when scaled",
    "1d": "its windows reach back over a day, which is longer than a drill even when scaled",
    "3d": "its windows reach back over three days, which is longer than a drill even when scaled",
}
_NO_DATA = "a service would have to run for an hour and export none of its series"
UNKNOWN = "no fault of the example is known to bring it about"


def why_not(subject: Subject) -> str:
    """Why an alert that no fault brings about is not drilled."""
    if subject.alert in REASONS:
        return REASONS[subject.alert]
    if subject.window in _WINDOWS:
        return _WINDOWS[subject.window]
    return _NO_DATA if subject.alert.endswith("NoData") else UNKNOWN
