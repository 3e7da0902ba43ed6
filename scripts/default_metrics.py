"""The metric catalogue that the telemetry library brings along: that of the shipped specs."""

from __future__ import annotations

from alerts_page import shipped_project

from taskcenter_monitor.compiler.catalogue import compile_service_metrics
from taskcenter_monitor.emitters.metrics import catalogue_text


def default_metrics() -> str:
    """`taskcenter_monitor/telemetry/metrics/default.json`, for services that name no other."""
    return catalogue_text(compile_service_metrics(shipped_project()) or ())
