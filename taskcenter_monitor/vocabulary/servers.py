"""The servers of the stack: where each of them answers."""

from __future__ import annotations

PORTS = {
    "prometheus": 9090,
    "alertmanager": 9093,
    "grafana": 3000,
    "loki": 3100,
    "jaeger": 16686,
}
"""A server to the port that people and Grafana ask."""
METRICS_PORTS = {**PORTS, "jaeger": 8888}
"""A server to the port that Prometheus scrapes."""
OTLP_PORT = 4317
"""Where Jaeger takes spans over gRPC."""
CLUSTER_PORT = 9094
"""Where Alertmanagers of a cluster speak to each other."""


def host_of(target: str) -> str:
    """The host of `host:port`."""
    return target.rpartition(":")[0]


def port_of(target: str) -> int:
    """The port of `host:port`."""
    return int(target.rpartition(":")[2])
