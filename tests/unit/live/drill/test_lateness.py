"""An outage that nobody made is only excused by scrapes that Prometheus itself has lost."""

from __future__ import annotations

import time

import pytest

from taskcenter_monitor.live.drill.lateness import is_late, lateness
from taskcenter_monitor.live.drill.watch import Episode, Subject
from taskcenter_monitor.live.prometheus import Prometheus, Sample

DOWN = Subject("TaskCenterAllInstancesDown", "critical")
LABELS = (("alertname", DOWN.alert), ("job", "task-center-api"), ("severity", "critical"))


class Remembering(Prometheus):
    """Answers with the least of `up` for each target."""

    def __init__(self, *lowest: float) -> None:
        self.lowest = lowest
        self.asked: list[tuple[str, float | None]] = []

    def query(self, promql: str, at: float | None = None) -> tuple[Sample, ...]:
        self.asked.append((promql, at))
        return tuple(Sample(labels=(), value=value, at=0.0) for value in self.lowest)


def episode(subject: Subject = DOWN) -> Episode:
    return Episode(subject, LABELS, pending=11.0, fired=11.2, resolved=11.3)


def test_scrapes_that_were_lost_of_every_target_excuse_it() -> None:
    server = Remembering(0.0, 0.0, 0.0)
    assert is_late(server, episode())
    ((promql, at),) = server.asked
    assert promql == 'min_over_time(up{job="task-center-api"}[800ms])'
    assert at == pytest.approx(11.2 + time.time() - time.monotonic(), abs=1)


@pytest.mark.parametrize("lowest", [(0.0, 1.0), (1.0,), ()])
def test_an_alert_whose_targets_were_scraped_is_not_excused(lowest: tuple[float, ...]) -> None:
    assert not is_late(Remembering(*lowest), episode())


def test_other_alerts_are_never_excused() -> None:
    assert not is_late(Remembering(0.0), episode(Subject("TaskCenterQPSDrop", "warning")))


def test_what_is_excused_is_still_said() -> None:
    (said,) = lateness([episode()], 1.0)
    assert "TaskCenterAllInstancesDown (critical) fired after 10.2 s" in said
    assert "scrapes of all of task-center-api took longer" in said
