"""Labels have the values of Task Center, or else those that the specs name."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.seeding.labels import MOST, Labels, named_values
from tests.seeded import monitoring
from tests.unit.live.panels.boards import dashboard, panel, query, variable


@cache
def labels() -> Labels:
    return Labels(monitoring())


def with_queries(*exprs: str) -> Monitoring:
    panels = [panel(query(expr)) for expr in exprs]
    return replace(monitoring(), dashboards=(dashboard([variable("v", 'u{v="1"}')], panels),))


def values(*names: str) -> list[tuple[str, ...]]:
    return [tuple(dict(pairs)[name] for name in names) for pairs, _ in labels().combinations(names)]


def test_what_belongs_together_stays_together() -> None:
    pairs = {"1001": "order", "1002": "payment", "1003": "logistics", "1004": "crm"}
    pairs["1005"] = "marketing"
    assert values("business_id", "business_code") == [*pairs.items()]
    assert ("timeout", "504") in values("status", "http_code")
    assert ("success", "500") not in values("status", "http_code")


def test_a_label_alone_has_all_of_its_values() -> None:
    assert values("business_id") == [("1001",), ("1002",), ("1003",), ("1004",), ("1005",)]
    assert {one for (one,) in values("method")} == {"POST", "GET", "PUT", "DELETE"}
    assert {one for (one,) in values("status")} == {"success", "failed", "timeout", "expired"}
    assert {one for (one,) in values("queue")} == {"critical", "high", "default", "low"}
    assert len(values("state")) == 6


def test_others_are_combined() -> None:
    assert len(values("queue", "state")) == 24
    assert len(values("business_id", "status", "http_code")) == 20
    assert labels().combinations(()) == (((), 1.0),)


def test_shares_of_what_is_counted_make_one() -> None:
    for names in (("business_id",), ("method", "endpoint", "http_code"), ("queue", "state")):
        assert abs(sum(share for _, share in labels().combinations(names)) - 1) < 1e-9


def test_jobs_and_rule_groups_are_those_of_the_specs() -> None:
    found = monitoring()
    assert values("scrape_job") == [(job.name,) for job in found.prometheus.jobs]
    assert values("rule_group") == [(group.name,) for group in found.groups]


def test_values_of_other_labels_are_those_that_anybody_names() -> None:
    found = with_queries(
        'x{region="eu", zone=~"a|b", host=~"web.*", job=~"$job"}', 'y{region="us", odd=~"(c|d)"}'
    )
    named = named_values(found)
    assert named["region"] == ("eu", "us")
    assert (named["zone"], named["odd"], named["v"]) == (("a", "b"), ("c", "d"), ("1",))
    assert "host" not in named
    regions = Labels(found).combinations(("region",))
    assert regions == (((("region", "eu"),), 0.5), ((("region", "us"),), 0.5))


def test_a_label_that_nobody_names_has_two_values() -> None:
    assert values("nobody_knows") == [("one",), ("two",)]


def test_there_are_never_too_many() -> None:
    assert len(values("a", "b", "c", "d", "e", "f", "g", "h")) == MOST


def test_the_first_is_what_is_seen_most() -> None:
    assert labels().first("state") == "completed"
    assert labels().first("business_id") == "1001"
