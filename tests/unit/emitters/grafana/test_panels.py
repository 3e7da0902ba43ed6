from __future__ import annotations

from typing import Any

import pytest

from taskcenter_monitor.emitters.grafana.panels import legend
from taskcenter_monitor.emitters.grafana.panels import panel as written
from taskcenter_monitor.ir.dashboards import Dashboard
from taskcenter_monitor.vocabulary.units import UNITS
from tests.unit.emitters.grafana.test_fields import HERE, level, panel, query

BOARD = Dashboard(
    name="overview",
    uid="tc-overview",
    title="T",
    description="D",
    tag="t",
    range="6h",
    refresh="30s",
    annotation="A",
    runbooks="https://runbooks.example.com",
    variables=(),
    rows=(),
    origin=HERE,
)


def made(*queries: Any, **keys: Any) -> dict[str, Any]:
    found: dict[str, Any] = written(panel(*queries, **keys), BOARD).to_json_data()
    return found


@pytest.mark.parametrize(
    ("labels", "title", "expected"),
    [
        (("job", "instance"), "", "{{instance}}"),
        (("job",), "CPU", "CPU {{job}}"),
        (("method", "http_code"), "", "{{method}} {{http_code}}"),
        ((), "QPS", "QPS"),
    ],
)
def test_a_legend_has_what_tells_series_apart(
    labels: tuple[str, ...], title: str, expected: str
) -> None:
    assert legend(query(labels=labels, title=title)) == expected


@pytest.mark.parametrize(
    ("queries", "drawn", "filled"),
    [
        ((query(),), "lines", 10),
        ((query(labels=("job",)),), "lines", 0),
        ((query("A"), query("B")), "lines", 0),
        ((query("A"), query("B")), "stacked", 40),
        ((query(),), "bars", 80),
    ],
)
def test_lines_that_could_cover_each_other_are_not_filled(
    queries: tuple[Any, ...], drawn: str, filled: int
) -> None:
    custom = made(*queries, drawn=drawn)["fieldConfig"]["defaults"]["custom"]
    assert custom["fillOpacity"] == filled


def test_the_axis_of_a_success_rate_begins_near_all() -> None:
    rate = query(unit=UNITS["ratio"], is_complement=True)
    assert made(rate)["fieldConfig"]["defaults"]["custom"]["axisSoftMin"] == 0.9
    plain = made(query(unit=UNITS["ratio"]))["fieldConfig"]["defaults"]["custom"]
    assert "axisSoftMin" not in plain


def test_labels_in_a_table_have_no_unit() -> None:
    table = made(query(labels=("business_id",), unit=UNITS["bytes"]), kind="table")
    assert table["fieldConfig"]["defaults"]["unit"] == "string"


@pytest.mark.parametrize(
    ("refs", "expected"),
    [(("A",), {"Value": "T"}), (("A", "B"), {"Value #A": "a", "Value #B": "b"})],
)
def test_the_values_of_a_table_are_called_as_grafana_calls_them(
    refs: tuple[str, ...], expected: dict[str, str]
) -> None:
    titles = {"A": "a", "B": "b"} if len(refs) > 1 else {"A": ""}
    table = made(*(query(ref, title=titles[ref]) for ref in refs), kind="table")
    *_, organize = table["transformations"]
    assert organize["options"]["renameByName"] == expected


def test_the_line_of_a_limit_that_must_not_be_fallen_below_is_not_green() -> None:
    low = query(levels=(level("warning", "<", 0.6),))
    for kind, good in (("timeseries", "transparent"), ("stat", "green")):
        steps = made(low, kind=kind)["fieldConfig"]["defaults"]["thresholds"]["steps"]
        assert [one["color"] for one in steps] == ["orange", good]


def test_several_series_of_one_code_have_shades_of_its_colour() -> None:
    for labels, mode in ((("http_code",), "fixed"), (("method", "http_code"), "shades")):
        (first, *_) = made(query(labels=labels))["fieldConfig"]["overrides"]
        assert first["properties"][0]["value"]["mode"] == mode
