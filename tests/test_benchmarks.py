from __future__ import annotations

from dataclasses import replace

import pytest

import benchmarks.slo.__main__ as command
from benchmarks.slo.born import Born, unseen
from benchmarks.slo.cost import Cost
from benchmarks.slo.forms import NAIVE, OURS, PYRRA, REST, SLOTH
from benchmarks.slo.measuring import Found, Setting, measure
from benchmarks.slo.month import BORN, FROM_START, Instance, Month
from benchmarks.slo.table import is_exact, is_met, table
from benchmarks.specs import Size, project_files
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.spec.project import Project


def project(size: Size) -> Project:
    files = {path: text.encode() for path, text in project_files(size)}
    loaded = load(files, "specs", None)
    assert loaded.diagnostics == ()
    assert loaded.project is not None
    return loaded.project


def alerts_of(generated: Project) -> set[str]:
    return {name for name, one in generated.alerts.items() if "-services-" in one.component}


@pytest.mark.parametrize("size", [Size(alerts=20), Size(alerts=20, readers=2)])
def test_a_generated_project_has_the_alerts_asked_for_and_no_faults(size: Size) -> None:
    assert len(alerts_of(project(size))) == 20


def test_half_of_the_generated_alerts_have_two_thresholds() -> None:
    generated = project(Size(alerts=20))

    pairs = [
        name for name in alerts_of(generated) if len(generated.alerts[name].value.thresholds) == 2
    ]

    assert len(pairs) == 10


def test_further_readers_share_their_signals() -> None:
    generated = project(Size(alerts=20, readers=2))

    assert len({generated.alerts[name].value.signal for name in alerts_of(generated)}) == 10


def test_the_same_size_gives_the_same_specs() -> None:
    assert list(project_files(Size(alerts=20))) == list(project_files(Size(alerts=20)))


def test_a_size_that_makes_no_whole_services_is_refused() -> None:
    with pytest.raises(ValueError, match="25 is no multiple of 10"):
        list(project_files(Size(alerts=25)))


def cost(samples: int, *seconds: float) -> Cost:
    return Cost(samples=samples, peak=samples, seconds=seconds)


@pytest.mark.parametrize(
    ("naive", "met"),
    [
        (cost(1000, 1.0, 1.0), True),
        (cost(979, 1.0, 1.0), False),
        (cost(1000, 1.0, 0.5), False),
    ],
)
def test_both_samples_and_time_must_be_a_tenth_of_the_naive_form(naive: Cost, met: bool) -> None:
    rest = cost(20, 0.0, 0.0)
    ours = {"30d": cost(70, 0.05, 0.1), "5m": cost(10, 0.01, 0.01), REST: rest}
    assert is_met({OURS: ours, NAIVE: {"30d": naive, REST: rest}}) is met


@pytest.mark.parametrize(
    ("ours", "naive", "exact"),
    [
        (-0.00099, 0.0, True),
        (0.0009, -0.00005, True),
        (-0.0011, -0.001, False),
        (0.0, 0.0011, False),
        (0.0006, -0.0006, False),
    ],
)
def test_a_period_must_be_what_happened_and_what_raw_counters_say(
    ours: float, naive: float, exact: bool
) -> None:
    assert is_exact({OURS: ours, NAIVE: naive}) is exact


@pytest.mark.parametrize(
    ("naive", "off", "code"),
    [
        (cost(1000, 1.0, 1.0), 0.0, 0),
        (cost(1000, 1.0, 1.0), -0.0016, 1),
        (cost(100, 1.0, 1.0), 0.0, 1),
    ],
)
def test_a_goal_that_is_missed_is_said_and_fails_the_benchmark(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    naive: Cost,
    off: float,
    code: int,
) -> None:
    found = Found(
        version="2.42.0",
        series=20,
        samples=1000,
        period="30d",
        costs={OURS: {"30d": cost(70, 0.05, 0.1), REST: cost(20, 0, 0)}, NAIVE: {"30d": naive}},
        off={OURS: off, NAIVE: 0.0},
        born=Born(off=-0.0016, unseen=14, bad=10_000),
    )
    monkeypatch.setattr(command, "measure", lambda _: found)

    assert command.main([]) == code
    out = capsys.readouterr().out
    assert out.count(": MISSED\n") == code
    assert "off by -0.160%: -0.140% are\n14 of 10,000 failures" in out


def test_only_failures_of_a_first_scrape_are_unseen() -> None:
    """Three failures an hour; the process is restarted after two hours and a half."""
    lives = Instance(name="api-1", share=1.0, phase=0, starts=(0, 9_000, 18_001))
    month = Month(
        begin=0, end=18_000, every=60, traffic=lambda _: (0.0, 3 / 3_600), instances=(lives,),
        endpoints=1, least=BORN,
    )  # fmt: skip

    # Each process has counters of two codes, which first show one failure each.
    assert unseen(month, 0, 18_000) == 4
    assert unseen(month, 9_000, 18_000) == 2
    assert unseen(replace(month, least=FROM_START), 9_000, 18_000) == 0


@pytest.mark.slow
def test_the_cost_of_an_slo_is_measured_in_a_prometheus() -> None:
    found = measure(Setting(days=5, endpoints=1, rounds=2))

    assert [*found.costs] == [OURS, NAIVE, SLOTH, PYRRA]
    ours, naive = found.costs[OURS], found.costs[NAIVE]
    assert ours[REST].samples == naive[REST].samples > 0
    assert ours["3d"].samples < naive["3d"].samples / 5
    assert len(ours["3d"].seconds) == 2
    # Few series and few days cost little either way, but a mean of ratios is wrong at once.
    assert abs(found.off[OURS]) < 0.01 < found.off[SLOTH]
    lines = [*table(found.costs, found.off, found.born)]
    assert found.born.unseen > 0 > found.born.off
    assert any(line.startswith("30d ") and f"{naive['30d'].samples:,}" in line for line in lines)
