"""The goals, and how each is measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.projects import Bench
from benchmarks.runner import PYTHON, TCMON, Command, Timing, interleaved
from benchmarks.specs import SHIPPED, Size

_FEW = 3
"""Rounds for commands that take seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A measured goal: `measured` may be at most `bound`, both in `unit`."""

    goal: str
    measured: float
    bound: float
    unit: str = "x"
    detail: str = ""

    @property
    def is_met(self) -> bool:
        """Whether it stays within the bound."""
        return self.measured <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Goals that are measured in one interleaved run; `slow` ones take minutes."""

    measure: Callable[[Bench], Iterator[Result]]
    slow: bool = False


def start(bench: Bench) -> Iterator[Result]:
    """What every user feels: the time from the return key to the answer."""
    timings = interleaved(
        {
            "python": Command(args=(PYTHON, "-c", "pass")),
            "version": Command(args=(TCMON, "--version")),
            "help": Command(args=(TCMON, "--help")),
            "cold": bench.build(bench.untested()),
            "tested": bench.build(SHIPPED),
            "idle": bench.idle_build(),
        },
        rounds=11,
        warm_ups=2,
    )
    floor = timings["python"]
    yield _ratio("tcmon --version / python -c pass", timings["version"], floor, 1.5)
    yield _ratio("tcmon --help / python -c pass", timings["help"], floor, 14)
    # Three quarters of the output are tests: they have a goal of their own.
    yield _ratio("build of the shipped specs, cold / python -c pass", timings["cold"], floor, 30)
    yield _ratio("the same with the tests of its rules", timings["tested"], floor, 45)
    yield _ratio("build with nothing to do / python -c pass", timings["idle"], floor, 10)


def thousand(bench: Bench) -> Iterator[Result]:
    """A large project."""
    size = Size(alerts=1_000)
    commands = {**_build_and_promtool(bench, size), "go-jsonnet": bench.jsonnet_build("go", size)}
    timings = interleaved(commands, rounds=5)
    bench.require_same_rules("go", size)
    build = timings["build"]
    yield _ratio("1,000 specs: build / promtool check rules", build, timings["promtool"], 1.0)
    yield _ratio("1,000 specs: build / go-jsonnet", build, timings["go-jsonnet"], 0.1)


def routes(bench: Bench) -> Iterator[Result]:
    """The proof that people are told: more than 1,000 alerts, in every way in which they come."""
    proof = {"proof": bench.routes_part(bench.specs(Size(alerts=1_000)))}
    seconds = interleaved(proof, rounds=5)["proof"].seconds
    yield Result(
        goal="1,000 specs: routes proven by Alertmanager",
        measured=seconds * 1000,
        bound=3000,
        unit="ms",
    )


def ten_thousand(bench: Bench) -> Iterator[Result]:
    """A project larger than any that people maintain by hand."""
    size = Size(alerts=10_000)
    commands = _build_and_promtool(bench, size)
    commands["tools"] = bench.tools_part(bench.specs(size))
    timings = interleaved(commands, rounds=_FEW)
    build, promtool = timings["build"], timings["promtool"]
    yield _ratio("10,000 specs: build / promtool check rules", build, promtool, 0.8)
    yield Result(
        goal="10,000 specs: peak memory of the build", measured=build.peak_mb, bound=150, unit="MB"
    )
    yield _ratio(
        "22,000 rules: tools' part of validate / promtool", timings["tools"], promtool, 0.7
    )


def jrsonnet(bench: Bench) -> Iterator[Result]:
    """The same project, by the fastest jsonnet there is."""
    size = Size(alerts=10_000)
    commands = {
        "build": bench.build(bench.specs(size)),
        "jrsonnet": bench.jsonnet_build("rust", size),
    }
    timings = interleaved(commands, rounds=_FEW)
    bench.require_same_rules("rust", size)
    yield _ratio("10,000 specs: build / jrsonnet", timings["build"], timings["jrsonnet"], 0.8)


def linear(bench: Bench) -> Iterator[Result]:
    """Ten times the specs may not take much more than ten times as long.

    Both projects have ten alerts a signal: 100,000 signals do not fit into one spec file.
    """
    small, large = Size(alerts=10_000, readers=10), Size(alerts=100_000, readers=10)
    commands = {
        "10,000": bench.build(bench.specs(small)),
        "100,000": bench.build(bench.specs(large)),
    }
    timings = interleaved(commands, rounds=_FEW, warm_ups=0)
    each = [timings["10,000"].seconds / small.alerts, timings["100,000"].seconds / large.alerts]
    yield Result(
        goal="a spec of 100,000 / a spec of 10,000",
        measured=each[1] / each[0],
        bound=1.3,
        detail=f"{each[1] * 1e6:.0f} us / {each[0] * 1e6:.0f} us",
    )


def tests(bench: Bench) -> Iterator[Result]:
    """The proofs: written beside everything else, and run."""
    written, run = Size(alerts=1_000, tests="written"), Size(alerts=1_000)
    builds = interleaved(
        {"written": bench.build(bench.specs(written)), "run": bench.build(bench.specs(run))},
        rounds=_FEW,
    )
    yield _ratio("1,000 specs: build with tests / without", builds["written"], builds["run"], 6)
    bench.build_once(SHIPPED)
    proofs = interleaved(
        {"sliced": bench.test(SHIPPED), "by hand": bench.test_by_hand(SHIPPED)},
        rounds=_FEW,
        warm_ups=0,
    )
    yield _ratio(
        "shipped specs: tcmon test / promtool test rules", proofs["sliced"], proofs["by hand"], 0.3
    )


FAMILIES: dict[str, Family] = {
    "start": Family(measure=start),
    "1000": Family(measure=thousand),
    "routes": Family(measure=routes),
    "10000": Family(measure=ten_thousand),
    "tests": Family(measure=tests, slow=True),
    "jrsonnet": Family(measure=jrsonnet, slow=True),
    "100000": Family(measure=linear, slow=True),
}
"""What `--only` takes, in the order in which it is measured."""


def _build_and_promtool(bench: Bench, size: Size) -> dict[str, Command]:
    """Promtool is given the files that the build before it has written."""
    specs = bench.specs(size)
    bench.build_once(specs)
    return {"build": bench.build(specs), "promtool": bench.promtool(specs)}


def _ratio(goal: str, measured: Timing, against: Timing, bound: float) -> Result:
    return Result(
        goal=goal,
        measured=measured.seconds / against.seconds,
        bound=bound,
        detail=f"{measured.seconds * 1000:.0f} ms / {against.seconds * 1000:.0f} ms",
    )
