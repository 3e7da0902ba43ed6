from __future__ import annotations

from pathlib import Path

import pytest

import benchmarks.logging.__main__ as command
from benchmarks.bounds import Goal, table
from benchmarks.logging.__main__ import main
from benchmarks.logging.variants import VARIANTS


def test_a_goal_has_an_upper_or_a_lower_bound() -> None:
    assert Goal(name="a", measured=0.8, bound=0.8).is_met
    assert not Goal(name="a", measured=0.81, bound=0.8).is_met
    assert Goal(name="a", measured=2.0, bound=2, least=True).is_met
    assert not Goal(name="a", measured=1.9, bound=2, least=True).is_met


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
    assert main(["--format", "json"]) == 1


def test_the_worst_of_all_rounds_counts_for_what_may_never_happen() -> None:
    assert command._figure("errors lost", [0, 3, 0]) == 3
    assert command._figure("caller", [1, 9, 2]) == 2
    assert command._figure("plain", [3, 1, 2]) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scenario", "variant"),
    [
        *(("enabled", name) for name in VARIANTS),
        ("paced", "ours"),
        ("disabled", "stdlib"),
        ("overridden", "ours"),
        ("stalled", "ours"),
        ("rotated", "ours"),
        ("repeated", "ours"),
    ],
)
def test_every_measurement_of_a_benchmark_runs(scenario: str, variant: str, tmp_path: Path) -> None:
    found = command._once(scenario, variant, str(tmp_path), 2000)

    assert all(value >= 0 for value in found.values())
    assert found.get("lost", 0) == found.get("errors lost", 0) == 0


def test_the_table_says_what_was_measured_and_what_may_be() -> None:
    row = Goal(name="a call", measured=0.31, bound=0.35, detail="1.1 and 3.5 us")

    assert list(table([row])) == ["a call     0.31x   <= 0.35x    within  1.1 and 3.5 us"]
