"""`make mutants`: changes every rule in many small ways and sees whether a generated test fails."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable

from mutants.reasons import reason
from mutants.report import Report, Survivor, data, text
from mutants.rules import Mutant
from mutants.running import Verdict, failing, judge
from mutants.suites import Suite, suite
from taskcenter_monitor.cli.compiling import compile_inputs
from taskcenter_monitor.cli.options import DEFAULT_SPECS, read_inputs
from taskcenter_monitor.cli.terminal import Progress
from taskcenter_monitor.diagnostics import Diagnostic, Span
from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.ir.rules import RecordingRule
from taskcenter_monitor.pipeline import Compiled
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import find, identify
from taskcenter_monitor.workspace.staging import staged_in_memory

PATIENCE = 3600.0
"""Seconds for one batch of tests, on a slow machine."""


def main() -> int:
    """The exit code: 1 where too many mutants survive, or one that nobody can explain."""
    options = _options()
    try:
        return _run(options)
    except UsageFault as fault:
        print(f"mutants: {fault}", file=sys.stderr)
        return 2
    except EnvironmentFault as fault:
        print(f"mutants: {fault}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


def _run(options: argparse.Namespace) -> int:
    with Progress() as tell:
        compiled = compile_inputs(read_inputs(options.specs, None, None), tell)
        if compiled.monitoring is None:
            raise UsageFault(f"{options.specs} has faults; run tcmon build --specs {options.specs}")
        whole = suite(tuple(compiled.artifacts()), compiled.monitoring)
        chosen = [one for one in whole.mutants() if options.only in ("", *_known_as(one))]
        if not chosen:
            raise UsageFault(f"--only {options.only} names no component and no rule")
        report = _report(compiled, whole, chosen[:: options.every], tell)
    if options.format == "json":
        print(json.dumps(data(report), ensure_ascii=False, indent=2))
    else:
        print("\n".join(text(report)))
    return 0 if report.is_good else 1


def _known_as(mutant: Mutant) -> tuple[str, ...]:
    """What `--only` may call it: its component, and its rule with or without severity."""
    return mutant.component, mutant.name, mutant.name.partition("[")[0]


def _report(
    compiled: Compiled, whole: Suite, mutants: list[Mutant], tell: Callable[[str], None]
) -> Report:
    bench = _bench()
    tell("testing the rules as they are")
    failed = failing(whole, mutants, bench)
    if failed:
        raise UsageFault(f"without any change {len(failed)} tests fail, such as {failed[0]}")
    judged = judge(whole, mutants, bench, tell)
    recorded = {
        rule.record: rule.expr
        for group in whole.groups.values()
        for rule in group.group.rules
        if isinstance(rule, RecordingRule)
    }
    survivors = [
        Survivor(
            mutant=one.mutant,
            place=_place(compiled, one.mutant),
            reason=reason(one.mutant, recorded),
        )
        for one in judged
        if one.verdict is Verdict.SURVIVED
    ]
    return Report(judged=judged, survivors=survivors)


def _place(compiled: Compiled, mutant: Mutant) -> str:
    asked = Diagnostic(check="mutant/survived", message="", place=mutant.origin)
    place = compiled.sources.locate(asked).place
    return f"{place.file}:{place.line}" if isinstance(place, Span) else mutant.origin.file


def _bench() -> Bench:
    runtime = Runtime(environment=dict(os.environ), timeout=PATIENCE, jobs=os.cpu_count() or 1)
    path = find("promtool", search_path=os.environ.get("PATH", ""))
    (tool,) = identify({"promtool": path}, runtime)
    return Bench(
        tool=tool,
        runtime=runtime,
        stage=lambda files: staged_in_memory((file.path, file.text) for file in files),
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m mutants", description=__doc__)
    parser.add_argument("--specs", default=DEFAULT_SPECS, metavar="DIR", help="the specs to take")
    parser.add_argument(
        "--only", default="", metavar="NAME", help="a component, an alert or a recorded series"
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only each Nth mutant: a quick sample"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
