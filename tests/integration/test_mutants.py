"""Mutants of a small component, held against its generated tests."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from mutants.report import score
from mutants.rules import Mutant
from mutants.running import Verdict, judge
from mutants.suites import Suite, suite
from taskcenter_monitor.cli.compiling import compile_inputs
from taskcenter_monitor.cli.options import read_inputs
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.tools import identify
from taskcenter_monitor.workspace.staging import staged_in_memory
from tests.frozen import FROZEN
from tests.toolchains import DISTRIBUTION, Toolchain

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


def quiet(doing: str) -> None:
    """Hears of progress."""


def frozen_suite() -> Suite:
    compiled = compile_inputs(read_inputs(str(FROZEN), str(ROOT / "templates"), None), quiet)
    assert compiled.monitoring is not None
    return suite(tuple(compiled.artifacts()), compiled.monitoring)


def bench_of(toolchain: Toolchain) -> Bench:
    (tool,) = identify({"promtool": toolchain.tool("promtool")}, toolchain.runtime())
    return Bench(
        tool=tool,
        runtime=toolchain.runtime(),
        stage=lambda files: staged_in_memory((file.path, file.text) for file in files),
    )


def run(toolchain: Toolchain, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mutants", "--specs", str(FROZEN), *arguments],
        cwd=ROOT,
        env=toolchain.environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_mutants_of_a_component_fail_its_tests() -> None:
    """How each promtool tells of success and failure is seen in the tests below."""
    answer = run(DISTRIBUTION, "--only", "redis", "--format", "json")

    report = json.loads(answer.stdout)
    assert report["score"] >= 0.95
    assert report["killed"] > 20
    assert report["invalid"] == 0
    assert report["good"] == (answer.returncode == 0)
    assert all(one["place"].count(":") == 1 for one in report["survivors"])


def test_weaker_tests_lower_the_score() -> None:
    whole, bench = frozen_suite(), bench_of(DISTRIBUTION)
    mutants = [one for one in whole.mutants() if one.component == "redis"]
    few = {"redis": tuple(one for one in whole.tests["redis"] if "no series" in one.tests[0].name)}
    weak = replace(whole, tests=few)

    # With all of the tests it is 0.95 at least, as the test above has it.
    assert score(judge(weak, mutants, bench, quiet)).part < 0.5


def test_a_rule_without_a_test_has_only_survivors(toolchain: Toolchain) -> None:
    whole = replace(frozen_suite(), tests={})
    mutants = [one for one in whole.mutants() if one.name.startswith("RedisDown")]

    counted = score(judge(whole, mutants, bench_of(toolchain), quiet))

    assert (counted.killed, counted.survived) == (0, len(mutants))


def test_what_is_no_name_of_anything_is_said(toolchain: Toolchain) -> None:
    answer = run(toolchain, "--only", "nothing")

    assert answer.returncode == 2
    assert "--only nothing names no component and no rule" in answer.stderr


def test_a_rule_that_is_written_anew_without_a_change_survives(toolchain: Toolchain) -> None:
    whole = frozen_suite()
    first: dict[int, Mutant] = {}
    for one in whole.mutants():
        if one.component == "redis":
            first.setdefault(one.number, replace(one, rule=one.original))

    judged = judge(whole, list(first.values()), bench_of(toolchain), quiet)

    assert {one.verdict for one in judged} == {Verdict.SURVIVED}


def test_what_promtool_does_not_load_is_neither_killed_nor_a_survivor(toolchain: Toolchain) -> None:
    whole = frozen_suite()
    one = next(one for one in whole.mutants() if one.component == "redis")
    broken = replace(one, rule=replace(one.original, expr="redis_up =="))

    (judged,) = judge(whole, [broken], bench_of(toolchain), quiet)

    assert judged.verdict is Verdict.INVALID
    assert score([judged]).part == 1.0


def test_a_rule_that_never_holds_is_killed(toolchain: Toolchain) -> None:
    whole = frozen_suite()
    one = next(one for one in whole.mutants() if one.name.startswith("RedisDown"))
    silent = replace(one, rule=replace(one.original, expr="vector(1) > 2"))

    (judged,) = judge(whole, [silent], bench_of(toolchain), quiet)

    assert judged.verdict is Verdict.KILLED
