"""What is counted reaches a registry of prometheus-client, once and from 0 on."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import pytest
from prometheus_client import CollectorRegistry

from taskcenter_monitor.telemetry.logging import figures
from taskcenter_monitor.telemetry.logging.figures import Figures, export
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import (
    Levels,
    Pattern,
    Policy,
    Queue,
    Redaction,
    Sampling,
)
from taskcenter_monitor.telemetry.policy.watching import Watcher
from taskcenter_monitor.telemetry.redaction import Redactor

LEVELS = ("debug", "info", "warn", "error", "fatal")


@dataclass
class Kept:
    """An outlet that waits until it may write."""

    lines: list[bytes] = field(default_factory=list)
    may_write: Event = field(default_factory=Event)

    def write(self, lines: Sequence[bytes]) -> None:
        assert self.may_write.wait(20)
        self.lines += lines

    def forked(self) -> None: ...

    def close(self) -> None: ...


@dataclass
class Shown:
    """A stream, its figures, and what is read of them."""

    stream: Stream
    registry: CollectorRegistry
    figures: Figures

    def value(self, name: str, **labels: str) -> float | None:
        self.figures.hand_over()
        return self.registry.get_sample_value(f"task_center_{name}", labels)


@pytest.fixture
def outlet() -> Kept:
    outlet = Kept()
    outlet.may_write.set()
    return outlet


@pytest.fixture
def shown(outlet: Kept) -> Shown:
    return shown_of(Policy(levels=Levels(default="debug")), outlet)


def shown_of(policy: Policy, outlet: Kept) -> Shown:
    stream = Stream(policy)
    stream.deliver_to([outlet], "worker")
    registry = CollectorRegistry()
    return Shown(stream, registry, Figures(stream, registry))


def test_every_series_is_there_before_anything_happens(shown: Shown) -> None:
    for level in LEVELS:
        assert shown.value("log_records_total", level=level) == 0
    for level in ("debug", "info", "warn"):
        assert shown.value("log_dropped_total", level=level) == 0
    for name in ("log_aggregated", "log_sampled", "telemetry_reloads", "telemetry_reload_failures"):
        assert shown.value(f"{name}_total") == 0
    assert shown.value("log_writer_lag_seconds") == 0
    assert shown.value("telemetry_policy_sound") == 1


def test_what_is_never_dropped_has_no_series_for_it(shown: Shown) -> None:
    assert shown.value("log_dropped_total", level="error") is None


def test_records_are_counted_by_level_and_once(shown: Shown) -> None:
    log = shown.stream.logger("task")
    for _ in range(3):
        log.info("done")
    log.error("failed")
    assert shown.stream.flush()

    shown.figures.hand_over()

    assert shown.value("log_records_total", level="info") == 3
    assert shown.value("log_records_total", level="error") == 1
    assert shown.value("log_records_total", level="warn") == 0


def test_a_record_below_the_level_counts_as_nothing(shown: Shown) -> None:
    shown.stream.apply(Policy())
    shown.stream.logger("task").debug("detail")
    assert shown.stream.flush()

    assert shown.value("log_records_total", level="debug") == 0
    assert shown.value("log_dropped_total", level="debug") == 0


def test_what_the_queue_had_no_room_for_is_counted_by_level(outlet: Kept) -> None:
    shown = shown_of(Policy(queue=Queue(limit=4)), outlet)
    outlet.may_write.clear()
    log = shown.stream.logger("task")
    log.info("first")
    _until(lambda: shown.stream.writer.taken > 0)
    for _ in range(10):
        log.info("more")

    # Three quarters of four fit.
    assert shown.value("log_dropped_total", level="info") == 7
    shown.stream.pipe.take_dropped()
    assert shown.value("log_dropped_total", level="info") == 7
    outlet.may_write.set()


def test_the_lag_is_the_age_of_what_is_being_written(shown: Shown, outlet: Kept) -> None:
    outlet.may_write.clear()
    began = time.monotonic()
    shown.stream.logger("task").info("alone")
    _until(lambda: shown.stream.writer.taken > 0)
    assert not shown.stream.pipe.queue
    time.sleep(0.05)

    stalled = shown.value("log_writer_lag_seconds")

    assert stalled is not None
    assert 0.05 <= stalled <= time.monotonic() - began + 0.01
    outlet.may_write.set()
    assert shown.stream.flush()
    _until(lambda: shown.value("log_writer_lag_seconds") == 0)


def test_a_mark_alone_is_no_lag(shown: Shown) -> None:
    shown.stream.pipe.queue.append(lambda: None)
    assert shown.stream.pipe.oldest() == 0
    assert shown.value("log_writer_lag_seconds") == 0


def test_sampled_and_aggregated_records_are_counted(outlet: Kept) -> None:
    shown = shown_of(Policy(sampling=Sampling(default=0.0)), outlet)
    shown.stream.logger("task").info("left out")
    shown.stream.storms.aggregated += 5

    assert shown.value("log_sampled_total") == 1
    assert shown.value("log_aggregated_total") == 5


def test_what_is_hidden_is_counted_by_the_rule_that_hides_it(outlet: Kept) -> None:
    email = Pattern(name="email", match=r"\w+@\w+", words=("@",))
    redaction = Redaction(keys=("card",), patterns=(email,))
    shown = shown_of(Policy(redaction=redaction), outlet)
    assert shown.value("log_redacted_total", rule="email") == 0

    shown.stream.logger("task").info("mail to a@b and c@d", card="t", nested={"card": "u"})
    assert shown.stream.flush()

    assert shown.value("log_redacted_total", rule="keys") == 2
    assert shown.value("log_redacted_total", rule="email") == 2


def test_a_redactor_that_begins_anew_is_added(shown: Shown) -> None:
    old = shown.stream.writer.renderer.redactor
    old.counts["keys"] = 2
    assert shown.value("log_redacted_total", rule="keys") == 2
    old.counts["keys"] = 3

    new = shown.stream.writer.renderer.redactor = Redactor(Redaction())
    new.counts["keys"] = 4

    assert shown.value("log_redacted_total", rule="keys") == 7


def test_a_redactor_that_goes_on_counting_is_counted_once(shown: Shown) -> None:
    old = shown.stream.writer.renderer.redactor
    old.counts["keys"] = 2
    assert shown.value("log_redacted_total", rule="keys") == 2

    new = shown.stream.writer.renderer.redactor = Redactor(Redaction())
    new.counts = old.counts
    new.counts["keys"] += 1

    assert shown.value("log_redacted_total", rule="keys") == 3


def test_reloads_and_failures_come_from_the_watcher(shown: Shown, tmp_path: Path) -> None:
    watcher = shown.stream.watcher = Watcher(tmp_path / "policy.json", shown.stream.apply)
    watcher.reloads, watcher.failed, watcher.sound = 2, 1, False

    assert shown.value("telemetry_reloads_total") == 2
    assert shown.value("telemetry_reload_failures_total") == 1
    assert shown.value("telemetry_policy_sound") == 0


def test_the_end_waits_for_nobody_who_is_not_there(shown: Shown) -> None:
    began = time.monotonic()
    assert list(shown.figures.chore(True)) == []
    assert time.monotonic() - began < 0.2


def test_the_last_counts_are_handed_over_at_the_end(shown: Shown) -> None:
    shown.figures.watch()
    shown.stream.sampling.left_out = 3
    assert list(shown.figures.chore(False)) == []
    assert shown.registry.get_sample_value("task_center_log_sampled_total") == 0

    assert list(shown.figures.chore(True)) == []

    assert shown.registry.get_sample_value("task_center_log_sampled_total") == 3


def test_a_second_export_changes_nothing(outlet: Kept) -> None:
    stream, registry = Stream(Policy()), CollectorRegistry()
    stream.deliver_to([outlet], "worker")

    export(stream, registry)
    export(stream, CollectorRegistry())

    assert registry.get_sample_value("task_center_log_sampled_total") == 0
    assert stream.figures is not None
    assert stream.writer.chores.count(stream.figures.chore) == 1


def test_a_registry_that_refuses_is_told_once_and_stops_nothing(
    shown: Shown, outlet: Kept, capfd: pytest.CaptureFixture[str]
) -> None:
    stream = Stream(Policy())
    stream.deliver_to([outlet], "worker")

    export(stream, shown.registry)

    assert stream.figures is None
    said = capfd.readouterr().err
    assert said.startswith("telemetry: no figures: ")
    assert "Duplicated timeseries" in said
    assert said.count("\n") == 1


def test_figures_that_fail_are_told_and_end(
    shown: Shown, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(figures, "PACE", 0.001)
    monkeypatch.setattr(shown.figures, "hand_over", refuse)

    shown.figures._run()

    assert "no figures from now on: OSError: [Errno 28]" in capfd.readouterr().err


def _until(reached: Callable[[], bool]) -> None:
    for _ in range(2000):
        if reached():
            return
        time.sleep(0.005)
    raise AssertionError("not reached within 10 s")
