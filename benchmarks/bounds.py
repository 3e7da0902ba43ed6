"""What the benchmarks of the telemetry library measure, and whether it is within its bound."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What was measured, and the bound: at most, or with `least` at least."""

    name: str
    measured: float
    bound: float
    unit: str = "x"
    least: bool = False
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it is within the bound."""
        return self.measured >= self.bound if self.least else self.measured <= self.bound


def tell(goals: Sequence[Goal], form: str) -> int:
    """Prints them in one of FORMATS; the exit code, 1 where a goal is missed."""
    if form == "json":
        print(json.dumps([asdict(goal) | {"met": goal.is_met} for goal in goals], indent=2))
    else:
        print("\n".join(table(goals)))
    return 0 if all(goal.is_met for goal in goals) else 1


def table(goals: Sequence[Goal]) -> Iterator[str]:
    """What people read."""
    width = max(len(goal.name) for goal in goals)
    for goal in goals:
        sign = ">=" if goal.least else "<="
        verdict = "within" if goal.is_met else "MISSED"
        yield (
            f"{goal.name:<{width}}  {goal.measured:7.2f}{goal.unit:<3} {sign}"
            f" {goal.bound:g}{goal.unit:<3}  {verdict}  {goal.detail}"
        )
