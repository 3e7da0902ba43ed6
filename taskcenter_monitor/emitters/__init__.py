"""From Monitoring to the text of files: one module a target, listed here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from taskcenter_monitor.emitters import (
    alertmanager,
    compose,
    deployment,
    grafana,
    metrics,
    prometheus_config,
    prometheus_rules,
    prometheus_tests,
    provisioning,
    runbooks,
    stores,
    telemetry,
)
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.templates import RenderTemplate

Emit = Callable[[Monitoring, RenderTemplate], Iterator[Artifact]]

TARGETS: dict[str, Emit] = {
    "prometheus": prometheus_config.emit,
    "rules": prometheus_rules.emit,
    "tests": prometheus_tests.emit,
    "alertmanager": alertmanager.emit,
    "grafana": grafana.emit,
    "runbooks": runbooks.emit,
    "provisioning": provisioning.emit,
    "compose": compose.emit,
    "stores": stores.emit,
    "deployment": deployment.emit,
    "telemetry": telemetry.emit,
    "metrics": metrics.emit,
}
"""What is generated, in the order in which it is."""


def emit(
    monitoring: Monitoring, render: RenderTemplate, targets: Collection[str]
) -> Iterator[Artifact]:
    """The files of these targets, one after the other."""
    for name, target in TARGETS.items():
        if name in targets:
            yield from target(monitoring, render)
