"""What the cases of `metric` do not reach: every way not to name a job."""

from __future__ import annotations

import pytest

from taskcenter_monitor import checks
from taskcenter_monitor.spec.loading import load
from tests.promises import promised
from tests.unit.checks.cases import Case, Edit, edited


def whose(signal: str, selector: str) -> bool:
    """Whether a selector of a shared metric is taken to say whose is meant."""
    edit = Edit(file="signals.yaml", set={f"signals.{signal}.metric": selector})
    loaded = load(edited(Case(check="", edits=(edit,))), "specs", None)
    assert loaded.project is not None
    return "metric/any-job" not in {one.check for one in checks.run(loaded.project)}


@pytest.mark.parametrize(
    "matchers",
    [
        "",
        '{job=~".*"}',
        '{job=~".+"}',
        '{job!=""}',
        '{job!~"x"}',
        '{job!="asynq"}',
        '{job=~"(.*)"}',
    ],
)
def test_all_jobs_or_all_but_some_are_no_answer(matchers: str) -> None:
    assert not whose("goroutines", f"go_goroutines{matchers}")


@pytest.mark.parametrize(
    "matchers", ['{job="task-center-api"}', '{job=~"task-.*"}', '{job=~".+", job="asynq"}']
)
def test_jobs_that_are_named_are_an_answer(matchers: str) -> None:
    assert whose("goroutines", f"go_goroutines{matchers}")


def test_alerts_about_the_monitoring_may_mean_the_rest() -> None:
    assert whose("exporter_down", 'up{job!~"task-center-.*"}')
    assert not whose("exporter_down", 'up{job!~"nobody"}')
    assert not whose("instance_down", 'up{job!~"asynq|node"}')


def test_alerts_about_the_monitoring_may_mean_every_scrape() -> None:
    assert whose("scrape_duration", "scrape_duration_seconds")
    assert not whose("scrape_duration", "up")
    assert not whose("process_memory", "scrape_duration_seconds")


def test_what_rules_record_of_slos_comes_from_no_job() -> None:
    edit = Edit(
        file="signals.yaml", set={"signals.goroutines.metric": "slo:error_budget_remaining:ratio"}
    )
    loaded = load(promised(edit, api={}), "specs", None)
    assert loaded.project is not None
    assert "metric/any-job" not in {one.check for one in checks.run(loaded.project)}
