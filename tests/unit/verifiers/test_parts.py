from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.verifiers.config_parts import of_alertmanager, of_prometheus
from taskcenter_monitor.verifiers.parts import cut, rule_by_rule, rule_count
from tests.unit.verifiers.examples import (
    ALERT,
    COMPONENT,
    RECORDING,
    alertmanager,
    prometheus,
    rules,
)

LINES = [
    "route:",
    "  receiver: a",
    "  routes:",
    "    - receiver: b",
    "receivers:",
    "  - name: a",
    "time_intervals:",
    "inhibit_rules:",
    "scrape_configs:",
    "  -",
    "      - alert: A",
    "      - record: a",
    "        expr: |-",
    "  text",
    "-",
    "global: {}",
    "",
]
FILE = rules(RECORDING, ALERT, ALERT.replace("ErrorsHigh", "Other"))


def test_the_parts_of_a_rule_file_hold_all_of_its_rules_and_nothing_twice() -> None:
    head = FILE.text.partition("      - record")[0]
    for size in (1, 2, 3, 7):
        parts = cut(FILE, size)
        assert head + "".join(part.artifact.text.removeprefix(head) for part in parts) == FILE.text
        assert sum(rule_count(part.artifact) for part in parts) == 3
        assert len({part.artifact.path for part in parts}) == len(parts)


def test_a_part_counts_its_rules_from_one_and_knows_where_they_were_written() -> None:
    first, second = cut(FILE, 2)
    assert dict(first.artifact.origins)["rule 2"] == COMPONENT.at("alerts", "ErrorsHigh")
    assert second.artifact.origins == (("rule 1", COMPONENT.at("alerts", "Other")),)
    assert second.artifact.origin == COMPONENT.at("alerts", "Other")
    assert second.whole is FILE


def test_text_that_looks_like_a_rule_is_none() -> None:
    assert "- alert: this is text" in ALERT
    assert len(cut(FILE, 1)) == 3


def test_a_file_that_has_other_rules_than_its_origins_say_has_no_parts() -> None:
    odd = replace(FILE, origins=FILE.origins[:-1])
    assert cut(odd, 1) == ()
    assert rule_by_rule(odd) == ()


def test_rule_by_rule_begins_with_the_group_alone() -> None:
    group, *single = rule_by_rule(FILE)
    assert group.artifact.text.endswith("    rules:\n")
    assert group.artifact.origin == COMPONENT
    assert len(single) == 3
    assert all("interval" not in part.artifact.text for part in single)


def test_the_parts_of_prometheus_are_what_all_jobs_share_and_each_job() -> None:
    shared, api, worker = of_prometheus(prometheus())
    assert "rule_files" in shared.artifact.text
    assert "job_name" not in shared.artifact.text
    assert ("job_name: api" in api.artifact.text, "worker" in api.artifact.text) == (True, False)
    assert worker.artifact.origin == Origin("specs/scrape.yaml", ("jobs", "worker"))


def test_the_parts_of_alertmanager_name_everything_that_can_be_wrong() -> None:
    places = [part.artifact.origin.path for part in of_alertmanager(alertmanager())]
    assert places == [
        (),
        ("receivers", "default"),
        ("receivers", "pager"),
        ("intervals", "night"),
        ("inhibitions", 1),
        ("routes", 1),
        ("routes", 2),
        ("routes", 3),
        ("routes", 4),
    ]


def test_a_route_is_asked_about_without_its_children() -> None:
    pager = of_alertmanager(alertmanager())[6].artifact.text
    assert 'severity="critical"' in pager
    assert 'team="dba"' not in pager


@given(st.lists(st.sampled_from(LINES) | st.text(max_size=5)))
def test_no_text_upsets_what_takes_files_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert all(part.artifact.text for part in of_alertmanager(alertmanager(text)))
    assert of_prometheus(prometheus(text))
    assert len(rule_by_rule(replace(FILE, text=text))) in (0, 4)
