"""Runs slices of rule tests with promtool, over all cores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.complaints import answered, written
from taskcenter_monitor.verifiers.layout import PROMETHEUS
from taskcenter_monitor.verifiers.process import Command, Finished, run
from taskcenter_monitor.verifiers.rule_slices import Slice

_BATCHES = 4
"""Processes for each core: how long a slice takes is only known roughly."""
_THRIFTY = (("GOGC", "400"), ("GOMAXPROCS", "1"))
_UNIT = re.compile(r"^(?:Unit Testing|Processing test file): +(\S+)$")
_BLIND = re.compile(r"WARNING: no file match pattern|unknown escape|open .*: no such file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What promtool says of one slice: passed, or the text of its complaint."""

    slice: Slice
    passed: bool
    said: str


def run_slices(slices: Sequence[Slice], bench: Bench) -> list[Ran]:
    """What promtool says of each slice, in their order. Raises EnvironmentFault."""
    return _run(list(_batches(slices, bench.runtime.jobs)), slices, bench)


def run_apart(slices: Sequence[Slice], bench: Bench) -> list[Ran]:
    """The same with a process for each, so that what is said is about one slice."""
    return _run([[one] for one in slices], slices, bench)


def _run(batches: Sequence[Sequence[Slice]], slices: Sequence[Slice], bench: Bench) -> list[Ran]:
    files = [file for one in slices for file in one.files()]
    with bench.stage(files) as folder:
        commands = [
            Command(
                args=(bench.tool.path, "test", "rules", *map(_path, batch)),
                folder=f"{folder}/{PROMETHEUS}",
                settings=(*_THRIFTY, ("TMPDIR", f"{folder}/tmp")),  # noqa: S108 - our own folder
            )
            for batch in batches
        ]
        ran: dict[str, Ran] = {}
        # While the folder is there: it tells whether a tool that crashed had room to write.
        for batch, answer in zip(batches, run(commands, bench.runtime), strict=True):
            complete = written(bench.tool, answer, folder)
            ran.update(_read(batch, answered(bench.tool, complete, (0, 1))))
    return [ran[one.name] for one in slices]


def _read(batch: Sequence[Slice], finished: Finished) -> Iterator[tuple[str, Ran]]:
    """Which slices passed: exit code 0 alone proves nothing, every file must say SUCCESS."""
    passed = set(_successes(finished.out))
    blind = _BLIND.search(finished.out + finished.err)
    alone = len(batch) == 1
    for one in batch:
        is_sound = _path(one) in passed and not blind
        if alone:
            is_sound = is_sound and finished.code == 0
        said = "" if is_sound else (finished.out + finished.err if alone or blind else "")
        yield one.name, Ran(slice=one, passed=is_sound, said=said)


def _successes(out: str) -> Iterator[str]:
    file = ""
    for line in out.splitlines():
        unit = _UNIT.match(line)
        if unit is not None:
            file = unit[1]
        elif line.strip() == "SUCCESS" and file:
            yield file
            file = ""


def _batches(slices: Sequence[Slice], jobs: int) -> Iterator[list[Slice]]:
    """Shares out the slices so that all processes have about the same to do, the longest first."""
    count = min(len(slices), max(1, jobs) * _BATCHES) or 1
    batches: list[list[Slice]] = [[] for _ in range(count)]
    costs = [0.0] * count
    for one in sorted(slices, key=lambda one: -one.cost):
        least = costs.index(min(costs))
        batches[least].append(one)
        costs[least] += one.cost
    return (batch for batch in batches if batch)


def _path(one: Slice) -> str:
    return one.tests_path.removeprefix(PROMETHEUS)
