"""Writes what Grafana reads at its start: data sources with their links, and where dashboards lie.

Grafana puts variables of its environment in place of `$NAME` there. So every dollar that is meant
is written twice, in one place: nothing before knows about it. Dashboards are JSON, in which a
dollar stays one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from taskcenter_monitor.emitters.documents import yaml_document
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.stack import DataSources, Links, Stack
from taskcenter_monitor.ir.templates import RenderTemplate
from taskcenter_monitor.vocabulary.names import DATA_SOURCE_UIDS as UIDS

_TITLE = "Open trace"
_DASHBOARDS = "/etc/grafana/dashboards"
_MOST_LINES = 1000


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:  # noqa: ARG001
    """Yields the files of `grafana/provisioning/`, where the specs describe a stack."""
    stack = monitoring.stack
    if stack is None:
        return
    documents = {"datasources/datasources.yml": _data_sources(stack.sources)}
    if stack.has_dashboards:
        documents["dashboards/dashboards.yml"] = _providers(stack)
    for path, data in documents.items():
        yield Artifact(
            path=f"grafana/provisioning/{path}",
            text=yaml_document(doubled(data), stack.origin.file),
            origin=stack.origin,
        )


def doubled(data: Any) -> Any:  # noqa: ANN401 - any part of a document
    """The document with every dollar of its texts written twice."""
    if isinstance(data, str):
        return data.replace("$", "$$")
    if isinstance(data, Mapping):
        return {key: doubled(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [doubled(value) for value in data]
    return data


def _data_sources(sources: DataSources) -> dict[str, Any]:
    made = (
        _source("prometheus", "Prometheus", sources.prometheus, _prometheus(sources)),
        _source("alertmanager", "Alertmanager", sources.alertmanager, _alertmanager()),
        _source("loki", "Loki", sources.loki, _loki(sources.links)),
        _source("jaeger", "Jaeger", sources.jaeger, _jaeger(sources.links)),
    )
    return {"apiVersion": 1, "prune": True, "datasources": list(made)}


def _source(kind: str, name: str, url: str, settings: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "uid": UIDS[kind],
        "type": kind,
        "access": "proxy",
        "url": url,
        "isDefault": kind == "prometheus",
        "editable": False,
        "jsonData": settings,
    }


def _prometheus(sources: DataSources) -> dict[str, Any]:
    """`timeInterval` is what `$__rate_interval` is made of: without it, it guesses 15 s."""
    return {
        "httpMethod": "POST",
        "timeInterval": sources.interval,
        "prometheusType": "Prometheus",
        "prometheusVersion": sources.prometheus_version,
        "manageAlerts": True,
        "alertmanagerUid": UIDS["alertmanager"],
        "exemplarTraceIdDestinations": [
            {
                "name": sources.links.exemplar_label,
                "datasourceUid": UIDS["jaeger"],
                "urlDisplayLabel": _TITLE,
            }
        ],
    }


def _alertmanager() -> dict[str, Any]:
    """Without `implementation` Grafana takes it for that of Mimir."""
    return {"implementation": "prometheus", "handleGrafanaManagedAlerts": False}


def _loki(links: Links) -> dict[str, Any]:
    """Loki of this stack evaluates no rules, so none are asked for."""
    return {
        "maxLines": _MOST_LINES,
        "timeout": 60,
        "manageAlerts": False,
        "derivedFields": [
            {
                "name": "TraceID",
                "matcherType": "regex",
                "matcherRegex": links.pattern,
                "url": "${__value.raw}",
                "datasourceUid": UIDS["jaeger"],
                "urlDisplayLabel": _TITLE,
            }
        ],
    }


def _jaeger(links: Links) -> dict[str, Any]:
    """Times before a span are negative: the other way round nothing would ever be found."""
    return {
        "tracesToLogsV2": {
            "datasourceUid": UIDS["loki"],
            "spanStartTimeShift": f"-{links.before}",
            "spanEndTimeShift": links.after,
            "tags": [{"key": links.attribute, "value": links.log_label}],
            "filterByTraceID": False,
            "filterBySpanID": False,
            "customQuery": True,
            "query": '{${__tags}} |= "${__trace.traceId}"',
        },
        "tracesToMetrics": {
            "datasourceUid": UIDS["prometheus"],
            "spanStartTimeShift": f"-{links.around}",
            "spanEndTimeShift": links.around,
            "tags": [{"key": links.attribute, "value": links.metric_label}],
            "queries": [
                {"name": query.title, "query": query.series + "{$__tags}"}
                for query in links.queries
            ],
        },
        "nodeGraph": {"enabled": True},
        "spanBar": {"type": "Duration"},
        "traceIdTimeParams": {"enabled": True},
    }


def _providers(stack: Stack) -> dict[str, Any]:
    """Dashboards are what the files say: one whose file has gone, goes."""
    provider = {
        "name": stack.service,
        "orgId": 1,
        "folder": stack.title,
        "folderUid": stack.service,
        "type": "file",
        "disableDeletion": False,
        "allowUiUpdates": False,
        "updateIntervalSeconds": 30,
        "options": {"path": _DASHBOARDS, "foldersFromFilesStructure": False},
    }
    return {"apiVersion": 1, "providers": [provider]}
