"""Faults of what surrounds the service: Prometheus, Alertmanager, and servers that only answer."""

from __future__ import annotations

from types import MappingProxyType

from taskcenter_monitor.live.drill.faults import Fault, Step, Switch
from taskcenter_monitor.live.drill.watch import Subject

FAILING_RULES = """\
groups:
  - name: drill
    rules:
      # Several series on each side that nothing tells apart.
      - record: drill:up:failing
        expr: up * on () up
"""
"""A file of rules that loads and cannot be evaluated."""
NO_RULES = "groups: []\n"


def warning(alert: str) -> Subject:
    """An alert in that severity."""
    return Subject(alert, "warning")


def critical(alert: str) -> Subject:
    """An alert in that severity."""
    return Subject(alert, "critical")


def _miswritten(where: str, name: str, text: str) -> tuple[Switch, ...]:
    parameters = MappingProxyType({"text": text})
    return (Switch(kind="configuration", where=where, name=name, parameters=parameters),)


def _gone(job: str, *fires: Subject) -> Fault:
    return Fault(
        name=f"{job} is gone",
        lane=job,
        steps=(Step(switches=(Switch(kind="stand-in", where=job),), fires=fires),),
        also=("TargetDown",),
    )


_RELOADED = ("PrometheusNotificationsDropped", "PrometheusNotConnectedToAlertmanager")
"""A Prometheus that is reloaded looks for its Alertmanagers anew: that takes it seconds."""
SURROUNDINGS: tuple[Fault, ...] = (
    Fault(
        name="always",
        lane="always",
        steps=(
            Step(
                switches=(Switch(kind="nothing", where="prometheus"),),
                fires=(Subject("Watchdog", "none"),),
            ),
        ),
    ),
    _gone("grafana", warning("GrafanaDown"), warning("TargetDown")),
    _gone("loki", warning("LokiDown")),
    _gone("jaeger", warning("JaegerDown")),
    Fault(
        name="configuration of Prometheus",
        lane="prometheus",
        steps=(
            Step(
                switches=_miswritten("prometheus", "configuration", "scrape_configs: ["),
                fires=(critical("PrometheusConfigReloadFailed"),),
            ),
        ),
        also=_RELOADED,
    ),
    Fault(
        name="a rule that fails",
        lane="prometheus",
        steps=(
            Step(
                switches=_miswritten("prometheus", "rules", FAILING_RULES),
                fires=(critical("PrometheusRuleEvaluationFailures"),),
            ),
        ),
        also=_RELOADED,
    ),
    Fault(
        name="configuration of Alertmanager",
        lane="alertmanager",
        steps=(
            Step(
                switches=_miswritten("alertmanager", "configuration", "route: ["),
                fires=(critical("AlertmanagerConfigReloadFailed"),),
            ),
        ),
    ),
    Fault(
        name="a channel that refuses",
        lane="alertmanager",
        steps=(
            Step(
                switches=(Switch(kind="channel", where="deadman"),),
                fires=(critical("AlertmanagerNotificationsFailing"),),
            ),
        ),
        also=("TaskCenterAlertDeliveryBudgetBurn",),
    ),
)
