"""An SLO over a month of counters, in a real Prometheus: what happened, and when."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from benchmarks.slo.born import Born, unseen
from benchmarks.slo.history import Patient, history
from benchmarks.slo.month import BORN, ENDPOINTS, FROM_START, METRIC, Instance, Month, service
from benchmarks.slo.rules import NAME, RATIO, SloRules, slo_rules
from benchmarks.slo.traffic import DAY, HOUR, MINUTE, Outage, steady, uneven
from taskcenter_monitor.ir.rules import AlertingRule
from taskcenter_monitor.ir.slos import SloWindow
from taskcenter_monitor.live.prometheus import Prometheus, Steps
from tests.toolchains import Toolchain

pytestmark = pytest.mark.slow

BEGIN = 1_785_715_200
"""Midnight of a Monday, in UTC."""
DAYS = 32
END = BEGIN + DAYS * DAY
PERIOD = (END - 30 * DAY, END)
EVALUATED = 60
"""Seconds between two evaluations, which the shipped SLOs have."""
LAG = 150
"""Seconds that sums of rates over 5 minutes lag behind: half of what each looks back."""
BUDGET = 0.001
MONTH = 0.001
"""How far a month may be off, relative to the share of bad requests."""

WRONG = (
    4 * DAY + 10 * HOUR + 17 * MINUTE,
    12 * DAY + 15 * HOUR + 55 * MINUTE,
    19 * DAY + 23 * HOUR + 30 * MINUTE,
    26 * DAY + 10 * HOUR + 43 * MINUTE,
    30 * DAY + 15 * HOUR + 10 * MINUTE,
)
"""Ten minutes after an outage, or in one; seconds since the beginning: when the windows matter."""
WINDOWS = {"3d": 0.002, "1d": 0.003, "6h": 0.01, "2h": 0.01, "1h": 0.02}
"""How far each may be off then, relative to what happened in it 150 s before."""
STRETCHED = 1 / 60
"""The raw form has an error of its own: it stretches what it has seen by up to a scrape."""

OUTAGES = tuple(
    Outage(begin=BEGIN + int(day * DAY), end=BEGIN + int(day * DAY) + 10 * HOUR, share=share)
    for day, share in ((11, 0.0165), (14.5, 0.02), (18, 0.05), (21.5, 0.2), (25, 1.0))
)
"""Longer than the longest short window; three days of quiet behind each."""


@pytest.fixture
def rules() -> SloRules:
    return slo_rules()


def value(client: Prometheus, promql: str, at: int) -> float:
    (sample,) = client.query(promql, at)
    return sample.value


def happened(month: Month, since: int, until: int) -> float:
    """The share of the requests that failed, each of them counted."""
    bad, total = month.counted(since, until)
    return bad / total


def raw(window: str) -> str:
    """The same as PromQL sees it in the raw counters."""
    bad = f'sum(increase({METRIC}{{http_code=~"5.."}}[{window}]))'
    return f"{bad} / sum(increase({METRIC}[{window}]))"


def seconds(window: str) -> int:
    return int(window[:-1]) * {"d": DAY, "h": HOUR}[window[-1]]


@pytest.mark.parametrize(("endpoints", "least"), [(2, BORN), (len(ENDPOINTS), FROM_START)])
def test_a_month_of_uneven_traffic_is_measured_as_it_was(
    toolchain: Toolchain,
    rules: SloRules,
    record_property: Callable[[str, object], None],
    endpoints: int,
    least: int,
) -> None:
    begun = time.monotonic()
    month = uneven_month(endpoints, least)
    with recorded(month, rules, toolchain) as client:
        off = [*period_is_exact(client, month, rules)]
        budget_follows(client, month)
        windows_follow(client, month, rules)
        shortcuts_are_far_off(client, month)
    took = time.monotonic() - begun
    shown = f"{endpoints} endpoints, off by " + ", ".join(f"{each:.3%}" for each in off)
    record_property("measured", f"SLO over 30d, {toolchain.name}: {shown} ({took:.0f} s)")


def test_what_a_month_misses_of_born_counters_is_what_first_scrapes_held(
    toolchain: Toolchain, rules: SloRules, record_property: Callable[[str, object], None]
) -> None:
    """96 counters of failures that are born after each restart are more than 0.1% of a month."""
    month = uneven_month(len(ENDPOINTS), BORN)
    with recorded(month, rules, toolchain) as client:
        off = value(client, rules.expr(f"{RATIO}30d"), END) / happened(month, *PERIOD) - 1
    born = Born(off=off, unseen=unseen(month, *PERIOD), bad=month.counted(*PERIOD)[0])
    assert born.explained < -MONTH
    assert abs(born.rest) < MONTH
    shown = f"off by {off:.3%}, {born.explained:.3%} of it by first scrapes"
    record_property("measured", f"born counters, {toolchain.name}: {shown}")


def uneven_month(endpoints: int, least: int) -> Month:
    return Month(
        begin=BEGIN,
        end=END,
        every=60,
        traffic=uneven(BEGIN),
        instances=service(BEGIN, END),
        endpoints=endpoints,
        least=least,
    )


@contextmanager
def recorded(month: Month, rules: SloRules, toolchain: Toolchain) -> Iterator[Prometheus]:
    """Asks a Prometheus that holds the month and what the rules have recorded of it."""
    base, rest = rules.records[:3], rules.records[3:]
    assert [rule.record for rule in base] == [
        f"slo:{NAME}:bad_rate5m", f"slo:{NAME}:total_rate5m", f"{RATIO}5m"
    ]  # fmt: skip
    with history(month, toolchain.runtime()) as made:
        made.recorded(base, Steps(start=BEGIN, end=END, step=EVALUATED))
        made.recorded(rest, Steps(start=END - HOUR, end=END, step=EVALUATED))
        with made.served() as server, Patient(server.url, 60.0) as client:
            yield client


def period_is_exact(client: Prometheus, month: Month, rules: SloRules) -> Iterator[float]:
    """On three days, each with other requests at the ends of its 30 days."""
    for at in (END - 2 * DAY, END - DAY, END):
        recorded = value(client, rules.expr(f"{RATIO}30d"), at)
        exact = happened(month, at - 30 * DAY, at)
        assert recorded == pytest.approx(exact, rel=MONTH)
        assert recorded == pytest.approx(value(client, raw("30d"), at), rel=MONTH)
        yield recorded / exact - 1


def budget_follows(client: Prometheus, month: Month) -> None:
    """As recorded, with the label that tells SLOs apart, not worked out now."""

    def recorded(series: str) -> float:
        return value(client, f'{series}{{slo="{NAME}"}}', END)

    share = happened(month, END - 30 * DAY, END)
    assert recorded("slo:objective:ratio") == 1 - BUDGET
    assert recorded("slo:attained:ratio") == pytest.approx(1 - share, abs=MONTH * share)
    used = share / BUDGET
    assert recorded("slo:error_budget_remaining:ratio") == pytest.approx(1 - used, abs=MONTH * used)
    used = happened(month, END - 3 * DAY - LAG, END - LAG) / BUDGET
    off = WINDOWS["3d"] * used
    assert recorded("slo:error_budget_projected:ratio") == pytest.approx(1 - used, abs=off)
    assert used > 0.3


def windows_follow(client: Prometheus, month: Month, rules: SloRules) -> None:
    """All that are alerted on, around outages."""
    for window, off in WINDOWS.items():
        for at in (BEGIN + since for since in WRONG):
            exact = happened(month, at - LAG - seconds(window), at - LAG)
            recorded = value(client, rules.expr(RATIO + window), at)
            assert recorded == pytest.approx(exact, rel=off), f"{window} at {at}"
            seen = value(client, raw(window).replace("]", f"] offset {LAG}s"), at)
            assert recorded == pytest.approx(seen, rel=off + STRETCHED), f"{window} at {at}"


def shortcuts_are_far_off(client: Prometheus, month: Month) -> None:
    """The scene is uneven enough to tell: means of ratios, and sums without idle hours."""
    exact = happened(month, END - 30 * DAY, END)
    mean = value(client, f"avg_over_time({RATIO}5m[30d])", END)
    assert mean > 20 * exact
    # Nothing is recorded of hours without a request, and no error at all of the first days.
    points = client.query_range(f"{RATIO}5m", Steps(start=BEGIN, end=END, step=EVALUATED))[0].points
    assert len(points) < 0.9 * DAYS * DAY / EVALUATED
    first = BEGIN + 3 * DAY - HOUR
    failures = client.query(f'{METRIC}{{http_code=~"5.."}}', first)
    assert {sample.value for sample in failures} == ({0.0} if month.least == FROM_START else set())
    assert value(client, f"slo:{NAME}:bad_rate5m", first) == 0


def test_burn_alerts_hold_when_they_are_said_to(
    toolchain: Toolchain, rules: SloRules, record_property: Callable[[str, object], None]
) -> None:
    begun = time.monotonic()
    one = Instance(name="api-1", share=1.0, phase=7, starts=(BEGIN, END + 1))
    traffic = steady(100.0, OUTAGES)
    month = Month(
        begin=BEGIN,
        end=END,
        every=30,
        traffic=traffic,
        instances=(one,),
        endpoints=1,
    )
    base, windows = rules.records[:2], rules.records[2:9]
    around = Steps(start=OUTAGES[0].begin - DAY, end=OUTAGES[-1].end + DAY, step=EVALUATED)
    with history(month, toolchain.runtime()) as made:
        made.recorded(base, Steps(start=BEGIN, end=END, step=EVALUATED))
        made.recorded(windows, around)
        with made.served() as server, Patient(server.url, 60.0) as client:
            late = latest(client)
            off = [
                beside
                for outage in OUTAGES
                for window, alert in zip(rules.slo.windows, rules.alerts, strict=False)
                for beside in times_beside(client, outage, window, alert)
            ]
    assert len(off) == 2 * len(OUTAGES) * 4
    assert -EVALUATED / 2 <= min(off) <= max(off) <= late
    took = time.monotonic() - begun
    shown = f"{min(off):.0f} to {max(off):.0f} s beside what is computed"
    record_property("measured", f"burn alerts, {toolchain.name}: {shown} ({took:.0f} s)")


def latest(client: Prometheus) -> float:
    """Seconds that a condition may change after the computed moment: until it is evaluated next.

    Before Prometheus 3 a range also holds the sample at its very beginning, so that it is longer by
    one evaluation.
    """
    major = int(client.version().partition(".")[0])
    return EVALUATED if major >= 3 else 2 * EVALUATED


def times_beside(
    client: Prometheus, outage: Outage, window: SloWindow, alert: AlertingRule
) -> Iterator[float]:
    """Seconds between computed and true moments: from when it holds, and until when."""
    steps = Steps(start=outage.begin - HOUR, end=outage.end + 9 * HOUR, step=EVALUATED)
    (series,) = client.query_range(alert.expr, steps)
    moments = [at for at, _ in series.points]
    assert [*moments] == [*range(int(moments[0]), int(moments[-1]) + 1, EVALUATED)]
    burn = window.burn
    yield moments[0] - outage.begin - (burn.detected(outage.share) - burn.wait)
    # The condition itself is not kept: that is done by the alert.
    yield moments[-1] + EVALUATED - outage.end - (burn.calmed(outage.share) - burn.keep)
