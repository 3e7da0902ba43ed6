"""Runs the tests of mutants, in several passes: most fall to the cheap tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from mutants.rules import Mutant
from mutants.suites import Suite, together
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.layout import PROMETHEUS
from taskcenter_monitor.verifiers.process import Command, run
from taskcenter_monitor.verifiers.rule_runs import run_slices
from taskcenter_monitor.verifiers.rule_slices import Slice

PASSES = (0.1, 0.35, 1.0)
"""Up to which part of what all tests of its rule cost a mutant is tested in each pass."""
_AT_ONCE = 400
"""Slices that are staged together; progress is told between them."""

Tell = Callable[[str], None]


class Verdict(Enum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A mutant and what became of it."""

    mutant: Mutant
    verdict: Verdict


def failing(suite: Suite, mutants: Sequence[Mutant], bench: Bench) -> list[str]:
    """The tests of these mutants that fail though nothing is changed, by their names."""
    components = {one.component for one in mutants}
    tests = [one for name in components for one in suite.tests.get(name, ())]
    plain = [together([one], f"plain.{place}", one.rules_text) for place, one in enumerate(tests)]
    return [ran.slice.tests[0].name for ran in run_slices(plain, bench) if not ran.passed]


def judge(suite: Suite, mutants: Sequence[Mutant], bench: Bench, tell: Tell) -> list[Judged]:
    """What becomes of each mutant, in their order. Raises EnvironmentFault."""
    names = {index: f"mutant.{index}" for index in range(len(mutants))}
    invalid = _refused(suite, mutants, bench)
    killed: set[int] = set()
    for since, until in pairwise((0.0, *PASSES)):
        cut = {
            index: list(_part(suite, mutants[index], name, since, until))
            for index, name in names.items()
            if index not in invalid and index not in killed
        }
        killed |= _killed(cut, bench, tell)
    return [
        Judged(mutant=mutant, verdict=_verdict(index, killed, invalid))
        for index, mutant in enumerate(mutants)
    ]


def _verdict(index: int, killed: set[int], invalid: set[int]) -> Verdict:
    if index in invalid:
        return Verdict.INVALID
    return Verdict.KILLED if index in killed else Verdict.SURVIVED


def _part(suite: Suite, mutant: Mutant, name: str, since: float, until: float) -> Iterator[Slice]:
    """The slices of one pass: tests whose end, reckoned in cost, lies in that part of them all."""
    tests = suite.tests_of(mutant.component, mutant.number)
    total = sum(one.cost for one in tests)
    spent, chosen = 0.0, []
    for one in tests:
        spent += one.cost / total
        if since < spent - 1e-9 <= until or (until == 1 and spent > until):
            chosen.append(one)
    yield from suite.with_mutant(mutant, chosen, f"{name}.{until:.2f}".replace("0.", ""))


def _killed(cut: dict[int, list[Slice]], bench: Bench, tell: Tell) -> set[int]:
    """The mutants that fail one of their slices."""
    owners = [(index, one) for index, found in cut.items() for one in found]
    owners.sort(key=lambda pair: pair[1].cost)
    killed: set[int] = set()
    for start in range(0, len(owners), _AT_ONCE):
        tell(f"testing {len(cut)} mutants, {start} of {len(owners)} files are done")
        some = owners[start : start + _AT_ONCE]
        ran = run_slices([one for _, one in some], bench)
        killed |= {index for (index, _), one in zip(some, ran, strict=True) if not one.passed}
    return killed


def _refused(suite: Suite, mutants: Sequence[Mutant], bench: Bench) -> set[int]:
    """The mutants whose rules promtool does not load."""
    slices: list[Slice] = []
    for index, mutant in enumerate(mutants):
        tests = suite.tests_of(mutant.component, mutant.number)[:1]
        slices += suite.with_mutant(mutant, tests, f"loaded.{index}")
    paths = [one.rules_path.removeprefix(PROMETHEUS) for one in slices]
    if not paths:
        return set()
    with bench.stage([file for one in slices for file in one.files()]) as folder:
        command = Command(
            args=(bench.tool.path, "check", "rules", *paths), folder=f"{folder}/{PROMETHEUS}"
        )
        (answer,) = run([command], bench.runtime)
    sound: set[str] = set()
    file = ""
    for line in answer.out.splitlines():
        if line.startswith("Checking "):
            file = line.removeprefix("Checking ").strip()
        elif line.strip().startswith("SUCCESS"):
            sound.add(file)
    return {int(path.split(".")[1]) for path in paths if path not in sound}
