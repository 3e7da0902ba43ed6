"""Tells an outage that nobody made from scrapes that a busy machine did not answer in time."""

from __future__ import annotations

import time
from collections.abc import Sequence

from taskcenter_monitor.live.drill.watch import Episode
from taskcenter_monitor.live.prometheus import Prometheus

UNSCRAPED = frozenset(("TaskCenterDown", "TaskCenterAllInstancesDown"))
"""Alerts that say that nothing was scraped: two scrapes that are late are enough for them."""
_MARGIN = 0.6
"""Seconds before an alert is pending in which the first scrape may have begun: two intervals."""


def is_late(prometheus: Prometheus, episode: Episode) -> bool:
    """Whether Prometheus itself lost scrapes of every target that an alert calls down.

    The drill ends where a process has ended by itself, so these ran. An alert that fires although
    its targets were scraped has no such excuse.
    """
    labels = dict(episode.labels)
    if episode.fired is None or episode.subject.alert not in UNSCRAPED:
        return False
    matchers = ",".join(
        f'{name}="{labels[name]}"' for name in ("job", "instance") if name in labels
    )
    window = f"[{round((episode.fired - episode.pending + _MARGIN) * 1000)}ms]"
    at = episode.fired + time.time() - time.monotonic()
    found = prometheus.query(f"min_over_time(up{{{matchers}}}{window})", at)
    return bool(matchers and found) and all(sample.value == 0 for sample in found)


def lateness(episodes: Sequence[Episode], began: float) -> tuple[str, ...]:
    """What people should know of them, in a sentence each; `began` is that of the drill."""
    return tuple(
        f"the machine was too slow: {one.subject.words} fired after "
        f"{(one.fired or began) - began:.1f} s because scrapes of {_target(one)} took longer than "
        "they may, although it ran; try a smaller --time-scale"
        for one in episodes
    )


def _target(episode: Episode) -> str:
    labels = dict(episode.labels)
    return labels.get("instance") or f"all of {labels.get('job', '')}"
