from __future__ import annotations

from collections.abc import Callable

import promql_parser
import pytest

from taskcenter_monitor.signals.base import Events, Lowered, Recording, SignalModel, Surroundings
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.units import MILLISECONDS, PERCENT, RATIO, Unit

Lower = Callable[..., Lowered]
Signal = Callable[..., SignalModel]
Faults = Callable[..., list[str]]
UP = 'up{job="task-center-api"}'
WHOLE = """\
1 - avg_over_time(
  (
      max(up{job="task-center-api"})
    or
      0 * (group(up) and group(up offset 1m))
  )[5m:15s]
)"""


def test_one_of_all_is_bad_as_well_while_nothing_is_there(lower: Lower) -> None:
    name = "service:up:unavailable_ratio5m"
    assert lower("availability", metric=UP, window="5m") == Lowered((Recording(name, WHOLE),), name)


def test_of_several_groups_those_count_that_are_there(lower: Lower) -> None:
    lowered = lower("availability", metric=UP, window="1h", by=["job", "zone"], record=False)
    expr = """\
1 - avg_over_time(
  (
    max by (job, zone) (up{job="task-center-api"})
  )[1h:15s]
)"""
    assert lowered == Lowered((), expr)


@pytest.mark.parametrize(
    ("keys", "good"),
    [
        ({"mode": "all"}, "min(x)"),
        ({"above": 5}, "max(x > bool 5)"),
        ({"mode": "all", "below": "1.5s"}, "min(x < bool 1.5)"),
        ({"below": 0}, "max(x < bool 0)"),
    ],
)
def test_the_good_side(lower: Lower, keys: dict[str, object], good: str) -> None:
    lowered = lower("availability", metric="x", window="5m", record=False, **keys)
    assert f"\n      {good}\n    or\n" in lowered.operand


@pytest.mark.parametrize(
    ("unit", "limit", "number"), [(MILLISECONDS, "1.5s", "1500"), (PERCENT, "80%", "80")]
)
def test_a_limit_is_in_the_unit_of_the_metric(
    signal: Signal, templates: Templates, unit: Unit, limit: str, number: str
) -> None:
    given = signal("availability", metric="x", window="5m", above=limit)
    settled = given.settled(lambda _: unit).changed(window="1h", record=False)
    assert f"max(x > bool {number})" in settled.lower(templates.promql, {}).operand


@pytest.mark.parametrize(("key", "operator"), [("above", ">="), ("below", "<=")])
def test_the_limit_itself_is_good_where_that_is_promised(
    signal: Signal, templates: Templates, key: str, operator: str
) -> None:
    given = signal("availability", metric="x", window="5m", record=False, **{key: 10000})
    lowered = given.changed(reaches_limit=True).lower(templates.promql, {})
    assert f"max(x {operator} bool 10000)" in lowered.operand


def test_there_is_one_good_side(faults: Faults) -> None:
    assert faults("availability", metric="x", window="5m", above=1, below=2) == [
        " signal/incomplete what is good lies either `above` or `below` a limit"
    ]


def test_what_an_objective_counts(signal: Signal, templates: Templates) -> None:
    availability = signal("availability", metric=UP, window="1h")
    events = availability.events(templates.promql, "5m", [])
    assert events == Events(bad=WHOLE, total="", source="", are_seconds=True)
    assert events is not None
    promql_parser.parse(events.bad)
    grouped = availability.events(templates.promql, "5m", ["job"])
    assert grouped is not None
    assert "or" not in grouped.bad.split()


def test_what_an_availability_reads_and_carries(signal: Signal, around: Surroundings) -> None:
    availability = signal("availability", metric=UP, window="5m")
    assert [(use.path, use.function) for use in availability.uses()] == [(("metric",), "gauged")]
    assert availability.unit(around) is RATIO
    assert availability.carried(around) == ()
    assert signal("availability", metric=UP, window="5m", by=["job"]).carried(around) == ("job",)
