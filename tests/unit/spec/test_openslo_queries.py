"""The selectors in queries, and the queries that have none to take out."""

from __future__ import annotations

import pytest

from taskcenter_monitor.spec.openslo.queries import Counted, Gauged, QueryError, counted, gauged


@pytest.mark.parametrize(
    ("query", "selector", "made"),
    [
        ("a_total", "a_total", ""),
        (' a_total { x = "1" , } ', 'a_total{x="1"}', ""),
        ("sum(a_total)", "a_total", "sum"),
        ('sum(rate(a_total{x=~"5.."}[5m]))', 'a_total{x=~"5.."}', "sum rate 5m"),
        ("sum (\n  increase(a_total [ 1h ]) )\n", "a_total", "sum increase 1h"),
        ('sum(rate(a_total{x="[5m]))"}[1d]))', 'a_total{x="[5m]))"}', "sum rate 1d"),
        ('sum(a_total{x=") by (y"})', 'a_total{x=") by (y"}', "sum"),
    ],
)
def test_a_counter_is_taken_out_as_it_stands(query: str, selector: str, made: str) -> None:
    assert counted(query) == Counted(selector, made)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("rate(a_total[5m])", "no single selector can be taken out of this query"),
        ("sum(rate(a_total))", "no single selector can be taken out of this query"),
        ("sum(irate(a_total[5m]))", "no single selector can be taken out of this query"),
        ("sum(rate(a[5m]) / rate(b[5m]))", "no single selector can be taken out of this query"),
        (
            "sum(rate(a[5m])) / sum(rate(b[5m]))",
            "no single selector can be taken out of this query",
        ),
        ("sum(rate(a_total[5m] offset 1h))", "no single selector can be taken out of this query"),
        ("sum(rate(a_total[1h:5m]))", "no single selector can be taken out of this query"),
        ("count(a_total)", "no single selector can be taken out of this query"),
        ("sum by (x) (rate(a_total[5m]))", "a query of several groups is not read"),
        ("sum(rate(a_total[5m])) by (x)", "a query of several groups is not read"),
        ("sum without (x) (rate(a_total[5m]))", "a query of several groups is not read"),
        ("a_total{x='1'}", '"x=\'1\'" is no matcher; write label="value"'),
    ],
)
def test_whatever_is_more_than_a_counter_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError) as raised:
        counted(query)
    assert str(raised.value) == message
    assert raised.value.help


@pytest.mark.parametrize(
    ("query", "selector", "made"),
    [
        ("a", "a", ""),
        ('max( a{x="1"} )', 'a{x="1"}', "max"),
        ("min(a)", "a", "min"),
    ],
)
def test_a_gauge_is_taken_out_as_it_stands(query: str, selector: str, made: str) -> None:
    assert gauged(query) == Gauged(selector, made)


@pytest.mark.parametrize(
    "query", ["sum(a)", "max(a) + 1", "max(max(a))", "max by (x) (a)", "a > 1"]
)
def test_whatever_is_more_than_a_gauge_is_refused(query: str) -> None:
    with pytest.raises(QueryError):
        gauged(query)
