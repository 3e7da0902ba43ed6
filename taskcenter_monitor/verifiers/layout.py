"""Where the files that are verified lie in the output."""

from __future__ import annotations

PROMETHEUS = "prometheus/"
PROMETHEUS_CONFIG = "prometheus/prometheus.yml"
RULES = "prometheus/rules/"
TESTS = "prometheus/tests/"

ALERTMANAGER = "alertmanager/"
ALERTMANAGER_CONFIG = "alertmanager/alertmanager.yml"
TEMPLATES = "alertmanager/templates/"
POLICY = "telemetry/policy.json"
METRICS = "telemetry/metrics.json"
