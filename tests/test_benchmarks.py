from __future__ import annotations

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
    lines = [*table(found.costs, found.off)]
    assert any(line.startswith("30d ") and f"{naive['30d'].samples:,}" in line for line in lines)
