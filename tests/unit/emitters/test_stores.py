from __future__ import annotations

from typing import Any

from tests.stacks import document, files_of, stack_edit

JAEGER = stack_edit(jaeger={"image": "jaegertracing/jaeger:2.17.0", "retention": "14d"})


def written(path: str) -> Any:
    return document(files_of(JAEGER, stack_edit(loki__retention="60d"))[path])


def test_loki_deletes_what_is_older_than_its_retention() -> None:
    loki = written("loki/loki.yml")

    assert loki["limits_config"]["retention_period"] == "60d"
    assert loki["compactor"]["retention_enabled"] is True
    assert loki["compactor"]["delete_request_store"] == "filesystem"


def test_loki_keeps_everything_on_its_volume() -> None:
    loki = written("loki/loki.yml")
    paths = [
        loki["common"]["path_prefix"],
        loki["common"]["storage"]["filesystem"]["chunks_directory"],
        loki["compactor"]["working_directory"],
    ]

    assert all(path.startswith("/loki") for path in paths)


def test_jaeger_shows_metrics_and_health_where_they_are_asked_for() -> None:
    jaeger = written("jaeger/jaeger.yml")
    (reader,) = jaeger["service"]["telemetry"]["metrics"]["readers"]

    assert reader["pull"]["exporter"]["prometheus"] == {"host": "0.0.0.0", "port": 8888}  # noqa: S104
    assert jaeger["extensions"]["healthcheckv2"]["http"]["endpoint"].endswith(":13133")


def test_jaeger_uses_every_part_that_it_names() -> None:
    jaeger = written("jaeger/jaeger.yml")
    traces = jaeger["service"]["pipelines"]["traces"]

    assert set(jaeger["service"]["extensions"]) == set(jaeger["extensions"])
    for kind in ("receivers", "processors", "exporters"):
        assert traces[kind] == list(jaeger[kind])
    store = jaeger["extensions"]["jaeger_query"]["storage"]["traces"]
    assert store == jaeger["exporters"]["jaeger_storage_exporter"]["trace_storage"]
    badger = jaeger["extensions"]["jaeger_storage"]["backends"][store]["badger"]
    assert badger["ttl"] == {"spans": "336h"}


def test_what_runs_elsewhere_is_not_configured_here() -> None:
    paths = files_of(stack_edit(loki={"url": "http://loki:3100"}))

    assert not {"loki/loki.yml", "jaeger/jaeger.yml"} & set(paths)
