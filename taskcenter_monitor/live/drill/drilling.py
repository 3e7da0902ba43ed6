"""A whole drill: everything is started, every fault has its turn, and the results are drawn up."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from taskcenter_monitor.live.drill.clock import Clock
from taskcenter_monitor.live.drill.delivery import unheard
from taskcenter_monitor.live.drill.expectation import Expectation
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

SCALE = 60.0
"""How many times faster the clocks run, unless somebody chooses: a minute is a second."""

Say = Callable[[str], None]


def drill(plan: Plan, material: Material, clock: Clock, runtime: Runtime, say: Say) -> Drill:
    """Goes through a plan; `say` hears a line for whatever happens.

    Raises EnvironmentFault where something does not come up, or goes away meanwhile.
    """
    began, start = time.time(), time.monotonic()
    with set_up(material, clock, runtime) as stage:
        say(f"all is up after {time.monotonic() - start:.0f} s; the clocks run {clock.factor:g}x")
        run, watch = _run(stage)
        telling = Telling(watch.seen, plan.wanted, start, say)
        warm_up(stage, watch)
        run.through(plan.faults, lambda: (watch.look(), telling.tell()))
        machine = measured(stage.prometheus)
        judge = Judge(watch.seen, run.expected, start)
        drilled = [one for course in run.courses for one in judge.drilled(course, plan.wanted)]
        return Drill(
            time_scale=clock.factor,
            began=began,
            took=round(time.monotonic() - start, 1),
            drilled=tuple(drilled),
            undrilled=plan.undrilled,
            unexpected=tuple(judge.unexpected(run.courses)),
            faults=tuple(judge.faulted(course) for course in run.courses),
            machine=machine,
            complaints=(*complaints(machine), *_unheard(stage)),
        )


def _run(stage: Stage) -> tuple[Run, Watch]:
    board = stage.board
    watch = Watch(stage.prometheus, stage.alertmanager, board.mailbox, board.doors)
    config = stage.monitoring.alertmanager
    outside = stage.monitoring.prometheus.external_labels
    expected = Expectation(router(config), board.doors, outside, watch.seen)
    return Run(board, watch.seen, expected, timings(stage.monitoring.groups)), watch


def _unheard(stage: Stage) -> Sequence[str]:
    return unheard(stage.board.doors, stage.board.mailbox.arrived)
