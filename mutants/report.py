"""What is told of a run: the score, by operator and by rule, and every survivor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mutants.rules import Mutant
from mutants.running import Judged, Verdict

WANTED = 0.95
"""The part of all mutants that must make a test fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivor:
    """A mutant that no test has noticed; `place` is file:line, `reason` "" where there is none."""

    mutant: Mutant
    place: str
    reason: str

    @property
    def line(self) -> str:
        """What was changed, and where, in one line."""
        return f"{self.place}: {self.mutant.name}: {self.mutant.operator}: {self.mutant.told}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many mutants were noticed, and how many were not."""

    killed: int
    survived: int
    invalid: int

    @property
    def part(self) -> float:
        """Of all mutants that promtool loads; 1 where there are none."""
        tried = self.killed + self.survived
        return self.killed / tried if tried else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a run."""

    judged: Sequence[Judged]
    survivors: Sequence[Survivor]

    @property
    def score(self) -> Score:
        """That of all mutants."""
        return score(self.judged)

    @property
    def unexplained(self) -> list[Survivor]:
        """Survivors that no rule explains: the tests have a gap there."""
        return [one for one in self.survivors if not one.reason]

    @property
    def is_good(self) -> bool:
        """Whether enough were noticed and all others are known to make no difference."""
        return bool(self.judged) and self.score.part >= WANTED and not self.unexplained

    def by_operator(self) -> dict[str, Score]:
        """The score of each operator."""
        return _grouped((one.mutant.operator, one) for one in self.judged)

    def by_rule(self) -> dict[str, Score]:
        """The score of each rule."""
        return _grouped((one.mutant.name, one) for one in self.judged)


def score(judged: Iterable[Judged]) -> Score:
    """The score of some mutants."""
    verdicts = [one.verdict for one in judged]
    return Score(
        killed=verdicts.count(Verdict.KILLED),
        survived=verdicts.count(Verdict.SURVIVED),
        invalid=verdicts.count(Verdict.INVALID),
    )


def text(report: Report) -> Iterator[str]:
    """The report for people, line by line."""
    yield from _table("operator", report.by_operator())
    yield ""
    weak = {name: one for name, one in report.by_rule().items() if one.survived}
    yield from _table("rule with survivors", weak)
    yield ""
    explained = [one for one in report.survivors if one.reason]
    yield f"survivors that make no difference ({len(explained)})"
    for one in explained:
        yield f"  {one.line}\n    because {one.reason}"
    if report.unexplained:
        yield ""
        yield f"UNEXPLAINED SURVIVORS ({len(report.unexplained)}): no test notices them"
        yield from (f"  {one.line}" for one in report.unexplained)
    yield ""
    total = report.score
    verdict = "as wanted" if report.is_good else "NOT as wanted"
    yield (
        f"score {total.part:.1%} ({total.killed} of {total.killed + total.survived} mutants fail "
        f"a test, {total.invalid} more are refused by promtool), at least {WANTED:.0%} wanted, "
        f"{len(report.unexplained)} unexplained: {verdict}"
    )


def data(report: Report) -> dict[str, object]:
    """The report for machines."""
    return {
        "score": report.score.part,
        "good": report.is_good,
        **_counts(report.score),
        "operators": {name: _counts(one) for name, one in report.by_operator().items()},
        "rules": {name: _counts(one) for name, one in report.by_rule().items()},
        "survivors": [
            {
                "rule": one.mutant.name,
                "place": one.place,
                "operator": one.mutant.operator,
                "change": one.mutant.told,
                "reason": one.reason or None,
            }
            for one in report.survivors
        ],
    }


def _counts(one: Score) -> dict[str, int]:
    return {"killed": one.killed, "survived": one.survived, "invalid": one.invalid}


def _grouped(named: Iterable[tuple[str, Judged]]) -> dict[str, Score]:
    found: dict[str, list[Judged]] = {}
    for name, one in named:
        found.setdefault(name, []).append(one)
    return {name: score(some) for name, some in found.items()}


def _table(title: str, scores: dict[str, Score]) -> Iterator[str]:
    width = max([len(title), *map(len, scores)])
    yield f"{title:<{width}}  killed  survived   score"
    for name, one in scores.items():
        yield f"{name:<{width}}  {one.killed:>6}  {one.survived:>8}  {one.part:>6.1%}"
