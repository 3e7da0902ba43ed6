"""`make bench-anomaly`: what `baseline` and `anomaly` find, and what published rules do."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from benchmarks.anomaly import ours
from benchmarks.anomaly.checking import require_as_promql
from benchmarks.anomaly.judging import Alarm, Score, alarms, judge
from benchmarks.anomaly.rivals import RIVALS
from benchmarks.anomaly.server import METRIC, Server, serving
from benchmarks.anomaly.shapes import SHAPES, Shape
from benchmarks.anomaly.table import ALL, OURS, Scores, tables
from benchmarks.anomaly.traffic import REPORTED, TUNED, Traffic, suite
from benchmarks.runner import ROOT, say
from taskcenter_monitor.verifiers.process import Runtime

LEAST_DETECTED = 0.95
"""The share of incidents that kind `anomaly` must find."""
MOST_FALSE = 1.0
"""False alarms that one series may have in a week."""
_JOBS = 2
_PATIENCE = 600.0

Told = Mapping[str, Mapping[str, Sequence[Alarm]]]
"""A rule to what it told of each series."""


def main() -> int:
    """The exit code: 1 where the kind does not do what it should."""
    options = _options()
    seeds = TUNED if options.tuning else REPORTED
    say("anomaly: making up traffic")
    shapes = [shape for shape in SHAPES if options.shape in ("", shape.name)]
    series = [*suite([*seeds][: options.seeds], shapes)]
    with serving(series, _runtime()) as server:
        told = {**_ours(server, shapes), **_rivals(server, series)}
    scores = _scores(series, told)
    if options.format == "json":
        print(json.dumps(_data(scores), indent=2))
    else:
        print("\n".join(tables(scores)))
    return 0 if _is_met(scores[ALL]) else 1


def _runtime() -> Runtime:
    path = os.pathsep.join((os.environ.get("PATH", os.defpath), str(ROOT / ".tools/bin")))
    return Runtime(environment={**os.environ, "PATH": path}, timeout=_PATIENCE, jobs=_JOBS)


def _ours(server: Server, shapes: Sequence[Shape]) -> Told:
    ours.record(server, shapes)
    return {
        rule: {name: alarms(minutes, ours.WAIT) for name, minutes in by_series.items()}
        for rule, by_series in ours.bad(server, shapes).items()
    }


def _rivals(server: Server, series: Sequence[Traffic]) -> Told:
    rates = server.values(f"sum by (series) (rate({METRIC}[5m]))", begin=0)
    for name in rates:
        rates[name][0] = rates[name][1]  # one sample makes no rate
    say("anomaly: the published rules are compared with PromQL")
    require_as_promql(server, series[0].name, rates[series[0].name])
    told: dict[str, dict[str, Sequence[Alarm]]] = {}
    for rule, (bad, wait) in RIVALS.items():
        say(f"anomaly: {rule}")
        told[rule] = {name: alarms(bad(values), wait) for name, values in rates.items()}
    return told


def _scores(series: Sequence[Traffic], told: Told) -> Scores:
    scores: Scores = {}
    for traffic in series:
        for rule, by_series in told.items():
            for group in _groups(traffic):
                score = scores.setdefault(group, {}).setdefault(rule, Score())
                judge(score, traffic, by_series.get(traffic.name, ()))
    return scores


def _groups(traffic: Traffic) -> tuple[str, ...]:
    """The rows that a series counts in."""
    shape = f"{traffic.shape.name} shape"
    return (traffic.group, shape) if traffic.group == ALL else (traffic.group,)


def _is_met(scores: Mapping[str, Score]) -> bool:
    """The bounds hold, and nobody else finds as much or alarms falsely as little."""
    score = scores[OURS]
    others = [other for rule, other in scores.items() if rule != OURS]
    return (
        score.detected >= LEAST_DETECTED
        and score.false_a_week <= MOST_FALSE
        and all(score.detected > other.detected for other in others)
        and all(score.false_a_week < other.false_a_week for other in others)
    )


def _data(scores: Scores) -> object:
    return {
        group: {
            rule: asdict(score) | {"detected": score.detected, "false_a_week": score.false_a_week}
            for rule, score in rules.items()
        }
        for group, rules in scores.items()
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.anomaly", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=len(REPORTED), metavar="N", help="series of each shape"
    )
    parser.add_argument("--shape", choices=[one.name for one in SHAPES], default="")
    parser.add_argument(
        "--tuning", action="store_true", help="the series that the defaults were chosen with"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
