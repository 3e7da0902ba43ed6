from __future__ import annotations

import re

import pytest

from taskcenter_monitor.vocabulary.quantities import parse_quantity
from taskcenter_monitor.vocabulary.units import METRIC_UNITS, TIMESTAMP, UNITS, Dimension, Unit

BARE_VALUE = re.compile(r"\{\{\s*\$value\s*\}\}")


@pytest.mark.parametrize("unit", UNITS.values(), ids=lambda unit: unit.name)
def test_every_unit_formats_its_value_for_people(unit: Unit) -> None:
    assert "$value" in unit.template
    assert not BARE_VALUE.search(unit.template)
    assert unit.template.count("{{") == unit.template.count("}}") == 1


@pytest.mark.parametrize(
    "unit",
    [unit for unit in UNITS.values() if unit.dimension is not Dimension.CONDITION],
    ids=lambda unit: unit.name,
)
def test_the_example_of_a_unit_fits_it(unit: Unit) -> None:
    assert parse_quantity(unit.example).dimension is unit.dimension


def test_units_go_by_their_own_names() -> None:
    assert all(name == unit.name for name, unit in UNITS.items())


def test_a_metric_is_no_condition() -> None:
    assert "condition" in UNITS
    assert "condition" not in METRIC_UNITS
    assert {"seconds", "bytes", "percent", "ratio", TIMESTAMP.name} <= METRIC_UNITS
