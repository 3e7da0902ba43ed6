"""What signals yield for real samples, reckoned by promtool: the shapes that misfire."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.templating import Templates
from tests.toolchains import Toolchain

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
TEXTS = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
    for path in (ROOT / "templates").rglob("*.j2")
}


@dataclass
class Bench:
    """Samples of some series, one a minute, and signals that read them."""

    folder: Path
    promtool: str
    series: dict[str, str]
    recordings: list[dict[str, str]] = field(default_factory=list)

    def signal(self, kind: str, operands: Mapping[str, str] | None = None, **keys: Any) -> str:
        """The PromQL of a signal; its recordings are evaluated with the others."""
        data = {"title": {"zh": "标题", "en": "title"}, "kind": kind, **keys}
        lowered = KINDS[kind].model_validate(data).lower(Templates(TEXTS).promql, operands or {})
        self.recordings += [{"record": one.name, "expr": one.expr} for one in lowered.recordings]
        return f"({lowered.operand}) and ({lowered.guard})" if lowered.guard else lowered.operand

    def at(self, time: str, expr: str, expected: Mapping[str, float]) -> None:
        """Has promtool compare what an expression yields: labels as they print, and the value."""
        group = {"name": "signals", "interval": "1m", "rules": self.recordings}
        samples = [{"labels": labels, "value": value} for labels, value in expected.items()]
        test = {
            "interval": "1m",
            "input_series": [
                {"series": series, "values": values} for series, values in self.series.items()
            ],
            "promql_expr_test": [{"expr": expr, "eval_time": time, "exp_samples": samples}],
        }
        (self.folder / "rules.yml").write_text(json.dumps({"groups": [group]}))
        tests = {"rule_files": ["rules.yml"], "evaluation_interval": "1m", "tests": [test]}
        (self.folder / "test.yml").write_text(json.dumps(tests))
        done = subprocess.run(
            [self.promtool, "test", "rules", "test.yml"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


Make = Callable[[dict[str, str]], Bench]


@pytest.fixture
def make(tmp_path: Path, toolchain: Toolchain) -> Make:
    """Makes a bench of samples."""
    return partial(Bench, tmp_path, toolchain.tool("promtool"))


def ratio(bench: Bench, **keys: Any) -> str:
    bad = 'x_total{status="failed"}'
    return bench.signal("ratio", bad=bad, total="x_total", window="5m", by=["job"], **keys)


def test_a_ratio_without_any_bad_event_is_zero(make: Make) -> None:
    bench = make({'x_total{job="a", status="success"}': "0+60x20"})
    bench.at("15m", ratio(bench), {'job:x:ratio_rate5m{job="a"}': 0})


def test_a_ratio_without_traffic_has_no_value(make: Make) -> None:
    series = {'x_total{job="a", status="failed"}': "7x20", 'x_total{job="a", status="ok"}': "9x20"}
    bench = make(series)
    bench.at("15m", ratio(bench), {})


def test_a_ratio_of_each_group_is_its_own(make: Make) -> None:
    series = {
        'x_total{job="a", status="failed"}': "0+30x20",
        'x_total{job="a", status="success"}': "0+30x20",
        'x_total{job="b", status="success"}': "0+30x20",
    }
    bench = make(series)
    expected = {'job:x:ratio_rate5m{job="a"}': 0.5, 'job:x:ratio_rate5m{job="b"}': 0.0}
    bench.at("15m", ratio(bench), expected)


@pytest.mark.parametrize("record", [True, False])
def test_a_ratio_of_few_events_stays_quiet(make: Make, record: bool) -> None:
    bench = make({'x_total{job="a", status="failed"}': "0+1x20"})
    bench.at("15m", ratio(bench, min_rate="0.1/s", record=record), {})


def test_the_share_of_good_events_is_turned_round(make: Make) -> None:
    series = {
        'x_total{job="a", status="success"}': "0+45x20",
        'x_total{job="a", status="failed"}': "0+15x20",
        'x_total{job="b", status="failed"}': "0+60x20",
        'x_total{job="b", status="cancelled"}': "0+60x20",
    }
    bench = make(series)
    expr = bench.signal(
        "ratio",
        good='x_total{status="success"}',
        total='x_total{status=~"success|failed"}',
        window="5m",
        by=["job"],
    )
    expected = {'job:x:ratio_rate5m{job="a"}': 0.25, 'job:x:ratio_rate5m{job="b"}': 1.0}
    bench.at("15m", expr, expected)


def test_an_unlimited_capacity_yields_nothing(make: Make) -> None:
    series = {'used{db="a"}': "8", 'most{db="a"}': "10", 'used{db="b"}': "8", 'most{db="b"}': "0"}
    bench = make(series)
    expr = bench.signal("utilisation", used="used", capacity="most", record=False)
    bench.at("0m", expr, {'{db="a"}': 80})


def test_a_group_with_an_unlimited_member_yields_nothing(make: Make) -> None:
    series = {
        'used{job="a", db="1"}': "50",
        'most{job="a", db="1"}': "0",
        'used{job="a", db="2"}': "5",
        'most{job="a", db="2"}': "10",
        'used{job="b", db="1"}': "5",
        'most{job="b", db="1"}': "10",
        'used{job="b", db="2"}': "10",
        'most{job="b", db="2"}': "10",
    }
    bench = make(series)
    expr = bench.signal("utilisation", used="used", capacity="most", by=["job"], record=False)
    bench.at("0m", expr, {'{job="b"}': 75})


def test_a_restart_is_no_negative_load(make: Make) -> None:
    series = {'cpu_seconds_total{job="a"}': "100+30x9 0+30x9", 'cores{job="a"}': "1x20"}
    bench = make(series)
    expr = bench.signal(
        "utilisation", used="cpu_seconds_total", capacity="cores", window="5m", record=False
    )
    bench.at("18m", expr, {'{job="a"}': 50})


def test_a_mean_without_events_has_no_value(make: Make) -> None:
    series = {'wait_seconds_total{db="a"}': "5x20", 'waits_total{db="a"}': "3x20"}
    bench = make(series)
    expr = bench.signal("mean", sum="wait_seconds_total", count="waits_total", window="5m")
    bench.at("15m", expr, {})


def test_a_mean_of_few_events_stays_quiet(make: Make) -> None:
    series = {
        'wait_seconds_total{db="a"}': "0+20x20",
        'waits_total{db="a"}': "0+10x20",
        'wait_seconds_total{db="b"}': "0x14 9x6",
        'waits_total{db="b"}': "0x14 1x6",
    }
    bench = make(series)
    expr = bench.signal(
        "mean", sum="wait_seconds_total", count="waits_total", window="5m", min_count=5
    )
    bench.at("16m", expr, {'instance:wait_seconds:avg_rate5m{db="a"}': 2})


def tardy(bench: Bench, **keys: Any) -> str:
    shared = {"metric": "x", "within": "5s", "window": "5m", "by": ["job"], "record": False}
    return bench.signal("latency", **{**shared, **keys})


@pytest.mark.parametrize("edge", ["5", "5.0"])
def test_what_is_in_no_bucket_up_to_the_bound_took_too_long(make: Make, edge: str) -> None:
    series = {
        'x_bucket{job="a", le="1"}': "0+10x20",
        f'x_bucket{{job="a", le="{edge}"}}': "0+45x20",
        'x_bucket{job="a", le="50"}': "0+60x20",
        'x_bucket{job="a", le="+Inf"}': "0+60x20",
        'x_count{job="a"}': "0+60x20",
        f'x_bucket{{job="b", le="{edge}"}}': "0+60x20",
        'x_count{job="b"}': "0+60x20",
    }
    bench = make(series)
    bench.at("15m", tardy(bench), {'{job="a"}': 0.25, '{job="b"}': 0.0})
    bench.at("15m", tardy(bench, by=None), {'{job="a"}': 0.25, '{job="b"}': 0.0})


def test_where_the_bucket_never_counted_everything_took_too_long(make: Make) -> None:
    bench = make({'x_bucket{job="a", le="+Inf"}': "0+60x20", 'x_count{job="a"}': "0+60x20"})
    bench.at("15m", tardy(bench), {'{job="a"}': 1.0})
    bench.at("15m", tardy(bench, by=None), {'{job="a"}': 1.0})


def test_a_latency_without_traffic_has_no_value(make: Make) -> None:
    bench = make({'x_bucket{job="a", le="5"}': "5x20", 'x_count{job="a"}': "9x20"})
    bench.at("15m", tardy(bench), {})


def test_a_bucket_ahead_of_its_count_is_no_negative_share(make: Make) -> None:
    bench = make({'x_bucket{job="a", le="5"}': "0+90x20", 'x_count{job="a"}': "0+60x20"})
    bench.at("15m", tardy(bench), {'{job="a"}': 0.0})


def time_without(bench: Bench, **keys: Any) -> str:
    shared = {"metric": 'up{job="a"}', "window": "5m", "record": False}
    return bench.signal("availability", **{**shared, **keys})


def test_a_share_of_time_is_one_of_what_is_known(make: Make) -> None:
    bench = make({'up{job="a"}': "1x2 0x20"})
    # From 0 to 225 s there are sixteen looks, of which the last four see it down.
    bench.at("3m45s", time_without(bench), {"{}": 0.25})
    bench.at("3m45s", time_without(bench, by=["job"]), {'{job="a"}': 0.25})
    bench.at("9m", time_without(bench), {"{}": 1.0})


def test_one_good_series_of_several_is_enough_or_is_not(make: Make) -> None:
    bench = make({'up{job="a", instance="1"}': "1x20", 'up{job="a", instance="2"}': "0x20"})
    bench.at("10m", time_without(bench), {"{}": 0.0})
    bench.at("10m", time_without(bench, mode="all"), {"{}": 1.0})
    each = {'{job="a", instance="1"}': 0.0, '{job="a", instance="2"}': 1.0}
    bench.at("10m", time_without(bench, by=["job", "instance"]), each)


def test_what_left_discovery_is_bad_and_a_group_that_left_is_gone(make: Make) -> None:
    bench = make({'up{job="a"}': "1x10 stale", 'up{job="b"}': "1x40"})
    bench.at("20m", time_without(bench), {"{}": 1.0})
    bench.at("20m", time_without(bench, by=["job"]), {})


def test_time_without_prometheus_is_nobodys_fault(make: Make) -> None:
    bench = make({'up{job="a"}': "1x10 _x30 1x10", 'up{job="b"}': "1x10 _x30 1x10"})
    for time in ("14m", "41m", "42m", "45m"):
        bench.at(time, time_without(bench), {"{}": 0.0})
    bench.at("30m", time_without(bench), {})


def test_what_is_scraped_last_after_a_start_was_not_away(make: Make) -> None:
    bench = make({'up{job="a"}': "_ 1x10", 'up{job="b"}': "1x10"})
    bench.at("45s", time_without(bench), {})
    bench.at("2m", time_without(bench), {"{}": 0.0})


def test_the_limit_itself_is_bad(make: Make) -> None:
    bench = make({'up{job="a"}': "1x20", 'depth{job="a"}': "5x20"})
    for keys in ({"above": 5}, {"below": 5}):
        bench.at("10m", time_without(bench, metric="depth", **keys), {"{}": 1.0})
    for keys in ({"above": 4}, {"below": 6}):
        bench.at("10m", time_without(bench, metric="depth", **keys), {"{}": 0.0})


def test_a_quantile_without_traffic_fires_nothing(make: Make) -> None:
    series = {f'x_bucket{{job="a", le="{edge}"}}': "5x20" for edge in ("1", "2", "+Inf")}
    bench = make(series)
    expr = bench.signal("quantile", metric="x", quantile=0.95, window="5m", by=["job"])
    bench.at("15m", f"{expr} > 0", {})


def test_a_quantile_never_exceeds_the_last_finite_bucket(make: Make) -> None:
    series = {
        'x_bucket{job="a", le="1"}': "0x20",
        'x_bucket{job="a", le="2"}': "0x20",
        'x_bucket{job="a", le="+Inf"}': "0+60x20",
    }
    bench = make(series)
    expr = bench.signal("quantile", metric="x", quantile=0.95, window="5m", by=["job"])
    bench.at("15m", expr, {'job:x:p95_rate5m{job="a"}': 2})


def test_replicas_that_export_the_same_number_are_not_added_up(make: Make) -> None:
    series = {
        f'tasks{{instance="{instance}", business="{business}"}}': value
        for instance in ("1", "2", "3")
        for business, value in (("a", "10"), ("b", "5"))
    }
    bench = make(series)
    expr = bench.signal("value", metric="tasks", distinct=["business"], aggregate="sum", by=[])
    bench.at("0m", expr, {"{}": 15})


def test_a_failed_scrape_does_not_hide_a_gauge(make: Make) -> None:
    bench = make({'loaded{job="a"}': "0x5 stale"})
    assert bench.signal("value", metric="loaded") == "loaded"
    bench.at("6m", "loaded", {})
    expr = bench.signal("value", metric="loaded", over="max", window="5m")
    bench.at("6m", expr, {'{job="a"}': 0})


def baseline(bench: Bench, **keys: Any) -> str:
    shared = {"metric": "x_total", "window": "10m", "baseline_window": "30m", "by": ["job"]}
    return bench.signal("baseline", **{**shared, "floor": "1/s", **keys})


def test_half_of_yesterday_is_half(make: Make) -> None:
    bench = make({'x_total{job="a", instance="1"}': "0+600x1440 864000+300x60"})
    expected = {'job:x:ratio_to_baseline{job="a"}': 0.5}
    bench.at("1d55m", baseline(bench, direction="drop"), expected)


def test_a_total_loss_is_a_drop(make: Make) -> None:
    bench = make({'x_total{job="a", instance="1"}': "0+600x1440"})
    expected = {'job:x:ratio_to_baseline{job="a"}': 0}
    bench.at("1d55m", baseline(bench, direction="drop"), expected)


def test_without_yesterday_there_is_no_baseline(make: Make) -> None:
    bench = make({'x_total{job="a", instance="1"}': "0+600x600"})
    bench.at("9h", baseline(bench, direction="drop"), {})


def test_a_quiet_yesterday_proves_nothing(make: Make) -> None:
    bench = make({'x_total{job="a", instance="1"}': "0+6x1440"})
    bench.at("1d55m", baseline(bench, direction="drop"), {})


def test_a_new_instance_is_held_against_its_job(make: Make) -> None:
    series = {
        'x_total{job="a", instance="old"}': "0+60x1440",
        'x_total{job="a", instance="new"}': "_x1440 0+180x60",
    }
    bench = make(series)
    expr = baseline(bench, direction="rise", per="instance")
    bench.at("1d55m", expr, {'instance:x:ratio_to_baseline{job="a", instance="new"}': 3})


def test_a_drop_of_instances_shows_no_zero_while_one_is_there(make: Make) -> None:
    series = {
        'x_total{job="a", instance="1"}': "0+600x1500",
        'x_total{job="b", instance="1"}': "0+600x1440",
    }
    bench = make(series)
    expected = {
        'instance:x:ratio_to_baseline{job="a", instance="1"}': 1.0,
        'instance:x:ratio_to_baseline{job="b"}': 0.0,
    }
    bench.at("1d55m", baseline(bench, direction="drop", per="instance"), expected)


def test_a_job_that_left_discovery_is_down(make: Make) -> None:
    series = {
        'up{job="api", instance="1"}': "0",
        'up{job="api", instance="2"}': "1",
        'up{job="web", instance="1"}': "0",
    }
    bench = make(series)
    single = bench.signal("liveness", mode="instance_down")
    whole = bench.signal("liveness", mode="all_instances_down", jobs=["api", "web", "worker"])
    vanished = bench.signal("liveness", mode="target_vanished", jobs=["api", "web"])
    present = bench.signal("liveness", mode="target_vanished", jobs=["api"])
    expected = {'up{job="api", instance="1"}': 0.0, 'up{job="web", instance="1"}': 0.0}
    bench.at("0m", single, expected)
    bench.at("0m", whole, {'{job="web"}': 0, '{job="worker"}': 1})
    bench.at("0m", vanished, {"{}": 1})
    bench.at("0m", present, {})


def test_a_member_without_a_value_has_full_marks(make: Make) -> None:
    series = {
        'active{business="a", code="x"}': "5",
        'active{business="b", code="x"}': "5",
        'active{business="c", code="x"}': "5",
        'failed{business="a"}': "0.2",
        'failed{business="c"}': "NaN",
        'slow_seconds{business="a"}': "20",
        'slow_seconds{business="b"}': "90",
    }
    bench = make(series)
    expr = bench.signal(
        "score",
        {"failed": "failed", "slow": "slow_seconds"},
        population="active",
        by=["business"],
        series="score",
        parts=[
            {"weight": 0.5, "signal": "failed", "worst": "40%", "best": "0%"},
            {"weight": 0.5, "signal": "slow", "worst": "30s", "best": "10s"},
        ],
    )
    expected = {
        'business:score:percent{business="a"}': 50.0,
        'business:score:percent{business="b"}': 50.0,
        'business:score:percent{business="c"}': 100.0,
    }
    bench.at("0m", expr, expected)


def forecast(bench: Bench, **keys: Any) -> str:
    limit: dict[str, Any] = {} if "falls_to" in keys else {"capacity": "most"}
    return bench.signal("forecast", metric="x", window="6h", **limit, **keys)


LEFT = 'instance:x:forecast6h{db="a"}'
MOST = {'most{db="a"}': "1000x900"}


def test_a_limit_is_as_far_as_a_straight_line_says(make: Make) -> None:
    bench = make({'x{db="a"}': "0+1x900", **MOST})
    bench.at("8h20m", forecast(bench), {LEFT: 500 * 60})


def test_what_falls_ends_at_its_own_limit(make: Make) -> None:
    bench = make({'x{db="a"}': "1000-1x900"})
    bench.at("8h20m", forecast(bench, falls_to=200), {LEFT: 300 * 60})


def test_a_limit_that_was_reached_long_ago_is_still_reached(make: Make) -> None:
    bench = make({'x{db="a"}': "0x700", 'x{db="b"}': "3-1x700"})
    full = {LEFT: 0.0, 'instance:x:forecast6h{db="b"}': 0.0}
    bench.at("11h", forecast(bench, falls_to=0), full)


def test_a_limit_that_was_reached_by_a_jump_needs_no_line(make: Make) -> None:
    bench = make({'x{db="a"}': "5x5 1000x5", **MOST})
    bench.at("7m", forecast(bench), {LEFT: 0.0})


def test_a_change_of_the_scrape_interval_is_no_change_of_the_pace(make: Make) -> None:
    slow, fast = " _x3 ".join(str(value) for value in range(0, 480, 4)), "480+1x400"
    bench = make({'x{db="a"}': f"{slow} _x3 {fast}", **MOST})
    expr = forecast(bench)
    for minute in (300, 400, 480, 540, 600, 700):
        left = (1000 - minute) * 60
        bench.at(f"{minute}m", f"abs({expr} - {left}) < bool 300", {'{db="a"}': 1})


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("a jump", "100x400 900x400"),
        ("two jumps back and forth", "100x300 900x60 100x400"),
        ("a saw", " ".join(["100+9x59"] * 12)),
        ("noise", " ".join(f"{500 + number * 7919 % 400}" for number in range(720))),
        ("a plateau", "0+2x200 400x500"),
        ("a fall", "990-1x800"),
        ("a line too flat to be told", "500+0.01x800"),
    ],
)
def test_what_is_no_trend_towards_the_limit_has_no_end(make: Make, shape: str, values: str) -> None:
    del shape
    bench = make({'x{db="a"}': values, **MOST})
    for moment in ("9h10m", "9h55m", "11h35m"):
        bench.at(moment, forecast(bench), {})


def test_a_noisy_line_is_a_line(make: Make) -> None:
    values = " ".join(f"{number + number * 7919 % 60}" for number in range(720))
    bench = make({'x{db="a"}': values, **MOST})
    expr = f"abs({forecast(bench)} - 24600) < bool 2400"
    bench.at("9h50m", expr, {'{db="a"}': 1})


def test_a_missing_scrape_is_no_end_and_a_missing_target_is(make: Make) -> None:
    bench = make({'x{db="a"}': "0+1x500 stale _x2 504+1x20 stale", **MOST})
    minutes = f"round({forecast(bench)} / 60)"
    bench.at("8h22m", minutes, {'{db="a"}': 500})
    bench.at("8h44m", minutes, {'{db="a"}': 476})
    bench.at("8h52m", minutes, {})
