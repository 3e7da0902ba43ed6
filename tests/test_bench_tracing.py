from __future__ import annotations

from collections.abc import Iterator

import pytest

import benchmarks.tracing.__main__ as command
from benchmarks.bounds import Goal
from benchmarks.tracing.__main__ import DOWN, Setting, main, measure
from benchmarks.tracing.outage import LAST


def test_a_missed_goal_is_shown_and_ends_in_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    goals = [Goal(name="quick", measured=1, bound=2), Goal(name="slow", measured=3, bound=2)]
    monkeypatch.setattr(command, "measure", lambda _: iter(goals))

    assert main([]) == 1
    assert [line.split()[-1] for line in capsys.readouterr().out.splitlines()] == [
        "within",
        "MISSED",
    ]


def test_each_variant_takes_its_turn_and_is_divided_by_its_peer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = []

    def once(scenario: str, variant: str, count: int) -> dict[str, float]:
        asked.append(variant)
        cost = {"bare": 10.0, "contrib": 100.0, "without": 50.0}.get(
            variant.split(":", maxsplit=1)[0], 20.0
        )
        return {"thread": cost, "total": cost, "p50": cost, "p99": cost, LAST: cost / 100}

    monkeypatch.setattr(command, "_once", once)
    goals = list(measure(Setting(rounds=2, count=10)))

    assert asked[:8] == [f"{name}:1.0" for name in ("span", "part", "task", "bare")] * 2
    ratios = {goal.name: goal.measured for goal in goals}
    assert ratios["tracing.span, sampled / bare SDK"] == 2
    assert ratios["a request, unsampled, CPU of the thread / contrib's middleware"] == 0.2
    assert len([name for name in ratios if name.startswith("exporter")]) == len(DOWN)


def variants() -> Iterator[tuple[str, str]]:
    for name in ("span", "part", "task", "bare"):
        yield "blocks", f"{name}:1.0"
    yield "requests", "ours:0.0"
    for name in ("without", *DOWN):
        yield "outage", name


@pytest.mark.slow
@pytest.mark.parametrize(("scenario", "variant"), list(variants()))
def test_every_measurement_of_a_benchmark_runs(scenario: str, variant: str) -> None:
    found = command._once(scenario, variant, 200)
    assert all(value >= 0 for value in found.values())
    assert found.get(LAST, 0) < 15
