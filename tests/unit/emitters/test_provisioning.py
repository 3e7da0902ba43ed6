"""What Grafana understands of its data sources, once it has put its environment in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from taskcenter_monitor.emitters.provisioning import doubled
from taskcenter_monitor.vocabulary.names import DATA_SOURCE_UIDS
from tests.stacks import document, files_of, files_without_dashboards, stack_edit
from tests.unit.checks.cases import Edit

DATA_SOURCES = "grafana/provisioning/datasources/datasources.yml"
PROVIDERS = "grafana/provisioning/dashboards/dashboards.yml"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
START = '{"@timestamp":"2026-03-02T09:30:00.123+08:00",'
LINES = [
    # go-zero's logx, whose keys are those of a Go map; a slow query; Python by orjson, and by the
    # json of the standard library
    f'{START}"caller":"a/b.go:42","content":"x","level":"error","span":"0a","trace":"{TRACE}"}}',
    f'{START}"content":"[SQL] x","duration":"812.4ms","level":"slow","trace":"{TRACE}"}}',
    f'{START}"level":"error","content":"failed","trace":"{TRACE}","span":"0a","task_id":"7"}}',
    f'{{"content": "failed", "trace": "{TRACE}", "span": "b7ad6b7169203331"}}',
]


def expanded(text: str) -> str:
    """A text as Grafana reads it where no variable is set: `$NAME` is nothing, `$$` a dollar."""

    def read(match: re.Match[str]) -> str:
        return "$" if match[0] == "$$" else ""

    return re.sub(r"\$\$|\$\{[^}]*\}|\$[A-Za-z_][A-Za-z0-9_]*", read, text)


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for value in (
        data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    ):
        yield from texts(value)


def read(data: Any) -> Any:
    """A document with all its texts expanded."""
    if isinstance(data, str):
        return expanded(data)
    if isinstance(data, dict):
        return {key: read(value) for key, value in data.items()}
    return [read(value) for value in data] if isinstance(data, list) else data


def data_sources(*edits: Edit) -> dict[str, Any]:
    """The data sources by their type, as Grafana takes them."""
    found = read(document(files_of(*edits)[DATA_SOURCES]))["datasources"]
    return {one["type"]: one for one in found}


def settings(kind: str, *edits: Edit) -> Any:
    return data_sources(*edits)[kind]["jsonData"]


def test_uids_are_fixed_and_no_two_are_the_same() -> None:
    found = data_sources()

    assert {kind: one["uid"] for kind, one in found.items()} == DATA_SOURCE_UIDS
    assert len({one["uid"] for one in found.values()}) == len(found)
    assert [kind for kind, one in found.items() if one["isDefault"]] == ["prometheus"]


def test_no_dollar_is_taken_for_a_variable() -> None:
    for text in texts(document(files_of()[DATA_SOURCES])):
        assert not re.search(r"(?<!\$)\$(?!\$)", text.replace("$$", "")), text


def test_what_people_write_with_a_dollar_reaches_the_browser() -> None:
    pattern = '"trace":"([0-9a-f]{32})"}$'
    edit = stack_edit(logs__trace=pattern)

    assert settings("loki", edit)["derivedFields"][0]["matcherRegex"] == pattern


@pytest.mark.parametrize(
    ("meant", "written"),
    [("${__value.raw}", "$${__value.raw}"), ("a$", "a$$"), ("$$", "$$$$"), ("no", "no")],
)
def test_a_dollar_is_doubled_and_read_back_as_one(meant: str, written: str) -> None:
    assert doubled({"a": [meant, 1, None]}) == {"a": [written, 1, None]}
    assert expanded(written) == meant


def test_every_uid_that_is_linked_to_is_one_of_ours() -> None:
    found = files_of()[DATA_SOURCES]
    linked = re.findall(r"(?:datasourceUid|alertmanagerUid): (\S+)", found)

    assert set(linked) <= set(DATA_SOURCE_UIDS.values())
    assert len(linked) == 5


def test_the_graph_of_links_is_complete() -> None:
    found = {kind: one["jsonData"] for kind, one in data_sources().items()}
    links = {
        ("prometheus", found["prometheus"]["exemplarTraceIdDestinations"][0]["datasourceUid"]),
        ("prometheus", found["prometheus"]["alertmanagerUid"]),
        ("loki", found["loki"]["derivedFields"][0]["datasourceUid"]),
        ("jaeger", found["jaeger"]["tracesToLogsV2"]["datasourceUid"]),
        ("jaeger", found["jaeger"]["tracesToMetrics"]["datasourceUid"]),
    }

    assert links == {
        ("prometheus", "tc-jaeger"),
        ("prometheus", "tc-alertmanager"),
        ("loki", "tc-jaeger"),
        ("jaeger", "tc-loki"),
        ("jaeger", "tc-prometheus"),
    }
    assert found["jaeger"]["nodeGraph"] == {"enabled": True}


def test_prometheus_knows_its_interval_its_version_and_its_rules() -> None:
    interval = Edit(file="scrape.yaml", set={"interval": "1m30s"})
    found = settings("prometheus", interval)

    assert found["timeInterval"] == "90s"
    assert found["prometheusVersion"] == "2.42.0"
    assert found["manageAlerts"] is True
    assert found["exemplarTraceIdDestinations"] == [
        {"name": "trace_id", "datasourceUid": "tc-jaeger", "urlDisplayLabel": "Open trace"}
    ]


def test_alertmanager_is_that_of_prometheus() -> None:
    assert settings("alertmanager") == {
        "implementation": "prometheus",
        "handleGrafanaManagedAlerts": False,
    }


@pytest.mark.parametrize("line", LINES)
def test_a_line_leads_to_its_trace(line: str) -> None:
    (field,) = settings("loki")["derivedFields"]
    pattern = re.compile(field["matcherRegex"])
    found = pattern.search(line)

    assert pattern.groups == 1
    assert found is not None
    assert found[1] == TRACE
    assert (field["matcherType"], field["url"]) == ("regex", "${__value.raw}")


def test_a_line_without_a_trace_leads_nowhere() -> None:
    pattern = settings("loki")["derivedFields"][0]["matcherRegex"]

    assert not re.search(pattern, '{"content":"no trace here","span":"00f067aa0ba902b7"}')


def test_lines_of_a_span_are_looked_for_around_it() -> None:
    found = settings("jaeger", stack_edit(traces__before="30m", traces__after="1h30m"))[
        "tracesToLogsV2"
    ]

    assert (found["spanStartTimeShift"], found["spanEndTimeShift"]) == ("-30m", "5400s")
    assert found["tags"] == [{"key": "service.name", "value": "service"}]
    assert found["customQuery"] is True
    assert found["query"] == '{${__tags}} |= "${__trace.traceId}"'


def test_metrics_of_a_span_are_those_of_its_job() -> None:
    found = settings("jaeger")["tracesToMetrics"]

    assert (found["spanStartTimeShift"], found["spanEndTimeShift"]) == ("-5m", "5m")
    assert found["tags"] == [{"key": "service.name", "value": "job"}]
    assert found["queries"][0] == {
        "name": "HTTP每秒请求数",
        "query": "job:task_center_http_requests:rate5m{$__tags}",
    }


def test_no_secret_can_stand_in_a_data_source() -> None:
    assert "secureJsonData" not in files_of()[DATA_SOURCES]
    assert all("@" not in one["url"] for one in data_sources().values())


def test_dashboards_are_what_the_files_say() -> None:
    (provider,) = document(files_of()[PROVIDERS])["providers"]

    assert provider["folder"] == "任务中心"
    assert provider["allowUiUpdates"] is False
    assert provider["options"] == {
        "path": "/etc/grafana/dashboards",
        "foldersFromFilesStructure": False,
    }


def test_without_dashboards_grafana_is_told_of_none() -> None:
    files = files_without_dashboards()

    assert PROVIDERS not in files
    assert files[DATA_SOURCES] == files_of()[DATA_SOURCES]


@pytest.mark.slow
def test_without_a_stack_there_is_nothing_of_it() -> None:
    from tests.frozen import frozen_files
    from tests.versions import output_of

    specs = {name: raw for name, raw in frozen_files().items() if name != "stack.yaml"}

    assert set(files_of()) - {"docs/DEPLOYMENT.md", "docs/DEPLOYMENT.en.md"}
    assert not set(output_of(specs)) & set(files_of())
