"""Waits until all is as on any other day: everything is scraped, and windows have something."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live.drill.sequence import ENDLESS
from taskcenter_monitor.live.drill.stage import Stage
from taskcenter_monitor.live.drill.watch import Watch
from taskcenter_monitor.live.prometheus import Target

WITHIN = 30.0
"""Seconds until every target must be up."""
CALM = 1200.0
"""Seconds of the specs that alerts have to be over which the start has brought about: the windows
that compare with the past have a gap."""
_PAUSE = 0.1


def warm_up(stage: Stage, watch: Watch, look: Callable[[], None]) -> None:
    """Raises EnvironmentFault with the words of a target that does not come up, or what `look`
    raises, which is called again and again.
    """
    until = time.monotonic() + WITHIN
    while True:
        targets = stage.prometheus.targets()
        waiting = [one for one in targets if one.health != "up"]
        # Prometheus looks for targets every few seconds, and has none before the first time.
        if targets and not waiting:
            break
        if time.monotonic() > until:
            raise EnvironmentFault(_unscraped(waiting))
        look()
        time.sleep(_PAUSE)
    until = time.monotonic() + stage.board.clock.seconds(CALM)
    while time.monotonic() < until and not _is_calm(watch):
        look()
        time.sleep(_PAUSE)
    watch.forget()


def _is_calm(watch: Watch) -> bool:
    return all(one.resolved or one.subject.alert in ENDLESS for one in watch.seen.episodes)


def _unscraped(waiting: Sequence[Target]) -> str:
    if not waiting:
        return "Prometheus has found none of its targets; run the command again"
    first = waiting[0]
    return (
        f"{first.url} cannot be scraped ({first.last_error}); if the machine is busy, try a "
        "smaller --time-scale"
    )
