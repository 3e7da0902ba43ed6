"""A whole drill: everything is started, every fault has its turn, and the results are drawn up."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.delivery import unheard
from taskcenter_monitor.live.drill.expectation import Expectation
from taskcenter_monitor.live.drill.lateness import is_late, lateness
from taskcenter_monitor.live.drill.machine import complaints, measured
from taskcenter_monitor.live.drill.patience import timings
from taskcenter_monitor.live.drill.plan import Plan
from taskcenter_monitor.live.drill.results import Drill
from taskcenter_monitor.live.drill.sequence import Run
from taskcenter_monitor.live.drill.stage import Material, Stage, set_up
from taskcenter_monitor.live.drill.telling import Telling
from taskcenter_monitor.live.drill.verdicts import Judge
from taskcenter_monitor.live.drill.warming import warm_up
from taskcenter_monitor.live.drill.watch import Watch
from taskcenter_monitor.routing.router import router
from taskcenter_monitor.verifiers.process import Runtime

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A drill that is over, and the versions of what took part, by name."""

    drill: Drill
    versions: Mapping[str, str]


def drill(plan: Plan, material: Material, clock: Clock, runtime: Runtime, say: Say) -> Gone:
    """Goes through a plan; `say` hears a line for whatever happens.

    Raises EnvironmentFault where something does not come up, or goes away meanwhile.
    """
    began, start = time.time(), time.monotonic()
    say("starting Prometheus, Alertmanager and the example service")
    with set_up(material, clock, runtime) as stage:
        run, watch = _run(stage)
        warm_up(stage, watch)
        up = time.monotonic() - start
        say(f"all is up after {up:.0f} s; the clocks run {clock.factor:g} times faster")
        telling = Telling(watch.seen, plan.wanted, start, say)

        def look() -> None:
            for process in stage.processes:
                process.require()
            watch.look()
            telling.tell()

        run.through(plan.faults, look)
        machine = measured(stage.prometheus, stage.healthy)
        judge = Judge(watch.seen, run.expected, start)
        strange = [*judge.unexplained(run.courses)]
        late = [one for one in strange if is_late(stage.prometheus, one)]
        result = Drill(
            time_scale=clock.factor,
            began=began,
            took=round(time.monotonic() - start, 1),
            drilled=tuple(
                one for course in run.courses for one in judge.drilled(course, plan.wanted)
            ),
            undrilled=plan.undrilled,
            unexpected=tuple(judge.unexpected(one) for one in strange if one not in late),
            faults=tuple(each for course in run.courses for each in judge.faulted(course)),
            machine=machine,
            complaints=(*complaints(machine), *lateness(late, start), *_unheard(stage)),
        )
        return Gone(drill=result, versions=_versions(stage))


def _versions(stage: Stage) -> Mapping[str, str]:
    # Debian adds a mark of its own.
    return {
        "Prometheus": stage.prometheus.version().partition("+")[0],
        "Alertmanager": stage.alertmanager.version().partition("+")[0],
    }


def _run(stage: Stage) -> tuple[Run, Watch]:
    board = stage.board
    watch = Watch(stage.prometheus, stage.alertmanager, board.mailbox, board.doors)
    config = stage.monitoring.alertmanager
    outside = stage.monitoring.prometheus.external_labels
    expected = Expectation(router(config), board.doors, outside, watch.seen)
    return Run(board, watch.seen, expected, timings(stage.monitoring.groups)), watch


def _unheard(stage: Stage) -> Sequence[str]:
    return unheard(stage.board.doors, stage.board.mailbox.arrived)
