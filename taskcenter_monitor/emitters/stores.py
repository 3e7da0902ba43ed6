"""Writes the configurations of Loki and Jaeger, each as one process with its files on a disk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.emitters.documents import yaml_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.durations import mixed_text, parse_duration
from taskcenter_monitor.vocabulary.servers import METRICS_PORTS, OTLP_PORT, PORTS

_SCHEMA_FROM = "2024-04-01"
"""Before any data: schema 13 holds for all of it."""
_EVERYWHERE = "0.0.0.0"  # noqa: S104 - within the container; what the host shows is up to ports
_STORE = "main"


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields `loki/loki.yml` and `jaeger/jaeger.yml`, where the stack runs these servers."""
    stack = monitoring.stack
    if stack is None:
        return
    for path, kept, document in (
        ("loki/loki.yml", stack.logs_kept, _loki),
        ("jaeger/jaeger.yml", stack.traces_kept, _jaeger),
    ):
        if kept:
            text = yaml_document(document(kept), stack.origin.file)
            yield Artifact(path=path, text=text, origin=stack.origin)


def _loki(kept: str) -> dict[str, Any]:
    """Nothing is deleted without `retention_enabled`, whatever the period."""
    schema = {
        "from": _SCHEMA_FROM,
        "store": "tsdb",
        "object_store": "filesystem",
        "schema": "v13",
        "index": {"prefix": "index_", "period": "24h"},
    }
    return {
        "auth_enabled": False,
        "server": {"http_listen_port": PORTS["loki"], "log_level": "warn"},
        "common": {
            "path_prefix": "/loki",
            "replication_factor": 1,
            "instance_addr": "127.0.0.1",
            "ring": {"kvstore": {"store": "inmemory"}},
            "storage": {"filesystem": {"chunks_directory": "/loki/chunks"}},
        },
        "schema_config": {"configs": [schema]},
        "compactor": {
            "working_directory": "/loki/compactor",
            "retention_enabled": True,
            "delete_request_store": "filesystem",
        },
        "limits_config": {"retention_period": kept},
        "analytics": {"reporting_enabled": False},
    }


def _jaeger(kept: str) -> dict[str, Any]:
    metrics = {"host": _EVERYWHERE, "port": METRICS_PORTS["jaeger"]}
    return {
        "service": {
            "extensions": ["jaeger_storage", "jaeger_query", "healthcheckv2"],
            "pipelines": {
                "traces": {
                    "receivers": ["otlp"],
                    "processors": ["batch"],
                    "exporters": ["jaeger_storage_exporter"],
                }
            },
            "telemetry": {
                "resource": {"service.name": "jaeger"},
                "metrics": {
                    "level": "detailed",
                    "readers": [{"pull": {"exporter": {"prometheus": metrics}}}],
                },
            },
        },
        "extensions": {
            "healthcheckv2": {
                "use_v2": True,
                "http": {
                    "endpoint": f"{_EVERYWHERE}:13133",
                    "status": {"enabled": True, "path": "/status"},
                },
            },
            "jaeger_query": {
                "storage": {"traces": _STORE},
                "http": {"endpoint": f"{_EVERYWHERE}:{PORTS['jaeger']}"},
            },
            "jaeger_storage": {"backends": {_STORE: {"badger": _badger(kept)}}},
        },
        "receivers": {
            "otlp": {
                "protocols": {
                    "grpc": {"endpoint": f"{_EVERYWHERE}:{OTLP_PORT}"},
                    "http": {"endpoint": f"{_EVERYWHERE}:{OTLP_PORT + 1}"},
                }
            }
        },
        "processors": {"batch": {}},
        "exporters": {"jaeger_storage_exporter": {"trace_storage": _STORE}},
    }


def _badger(kept: str) -> dict[str, Any]:
    """Jaeger reads durations as Go does: no days."""
    return {
        "directories": {"keys": "/tmp/badger/keys", "values": "/tmp/badger/values"},  # noqa: S108
        "ephemeral": False,
        "ttl": {"spans": mixed_text(parse_duration(kept))},
    }
