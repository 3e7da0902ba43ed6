"""From the outbox to an exporter, and what is counted on the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event, Thread
from typing import Any

import pytest
from opentelemetry import context as opentelemetry_context
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from prometheus_client import CollectorRegistry

from taskcenter_monitor.telemetry.catalogue import default_catalogue
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.redaction import Redactor
from taskcenter_monitor.telemetry.tracing.courier import Courier
from taskcenter_monitor.telemetry.tracing.exporters.ways import TAKEN, Destination, Outcome
from taskcenter_monitor.telemetry.tracing.figures import Figures
from taskcenter_monitor.telemetry.tracing.lifecycle import Companion
from taskcenter_monitor.telemetry.tracing.limits import LAST, Bounds
from taskcenter_monitor.telemetry.tracing.patience import Patience

AGAIN = Outcome(taken=False, again=True, why="nobody there")
REFUSED = Outcome(taken=False, why="answered 400")
LONGEST = 10.0


class Taker:
    """An exporter that answers as it is told to."""

    def __init__(self) -> None:
        self.answers: list[Outcome] = []
        self.always = TAKEN
        self.batches: list[list[str]] = []
        self.tries = 0
        self.held = Event()
        self.held.set()
        self.suppressed: object = None
        self.closed = False

    def send(self, spans: Sequence[ReadableSpan]) -> Outcome:
        self.tries += 1
        self.suppressed = opentelemetry_context.get_value("suppress_instrumentation")
        self.held.wait(LONGEST)
        outcome = self.answers.pop(0) if self.answers else self.always
        if outcome.taken:
            self.batches.append([span.name for span in spans])
        return outcome

    def close(self) -> None:
        self.closed = True

    @property
    def names(self) -> list[str]:
        return [name for batch in self.batches for name in batch]


class Kept:
    """An outlet."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, lines: Sequence[bytes]) -> None:
        self.lines += lines

    def forked(self) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def outlet() -> Kept:
    return Kept()


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def courier(outlet: Kept, taker: Taker) -> Iterator[Courier]:
    stream = Stream(Policy())
    stream.deliver_to([outlet], "svc")
    courier = Courier(stream)
    courier.hide(Redactor(Policy().redaction))
    courier.bound_by(Bounds(queue=20, batch=5, delay=0.05))
    courier.go_to(Destination("taker", lambda: taker))
    courier.said = stream.flush  # type: ignore[attr-defined]
    yield courier
    taker.held.set()
    courier.stop(1)
    stream.writer.stop(1)


@pytest.fixture
def make(courier: Courier) -> Callable[..., None]:
    provider = TracerProvider(shutdown_on_exit=False, active_span_processor=courier.outbox)
    tracer = provider.get_tracer("t")

    def make(*names: object, **attributes: Any) -> None:
        for name in names:
            tracer.start_span(str(name), attributes=attributes).end()

    return make


Make = Callable[..., None]


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.002)


def said(courier: Courier, outlet: Kept) -> list[str]:
    courier.said()  # type: ignore[attr-defined]
    return [line.decode() for line in outlet.lines]


def test_spans_come_in_order_and_in_batches(courier: Courier, taker: Taker, make: Make) -> None:
    make(*range(12))
    assert courier.flush(LONGEST)
    assert taker.names == [str(n) for n in range(12)]
    assert max(map(len, taker.batches)) <= 5
    assert (courier.made, courier.exported, courier.failed) == (12, 12, 0)


def test_a_single_one_comes_without_being_asked_for(taker: Taker, make: Make) -> None:
    make("one")
    until(lambda: taker.names == ["one"])


def test_a_full_batch_waits_for_nobody(courier: Courier, taker: Taker, make: Make) -> None:
    courier.bound_by(Bounds(queue=20, batch=5, delay=60))
    make(*range(4))
    time.sleep(0.1)
    assert taker.names == []
    make(4)
    until(lambda: len(taker.names) == 5)


def test_the_oldest_are_dropped_where_there_is_no_room(
    courier: Courier, taker: Taker, make: Make
) -> None:
    taker.held.clear()
    make(*range(5))
    until(lambda: taker.tries == 1)
    make(*range(5, 35))
    assert (courier.outbox.dropped, courier.waiting) == (10, 25)
    taker.held.set()
    assert courier.flush(LONGEST)
    assert taker.names == [str(n) for n in (*range(5), *range(15, 35))]


def test_whoever_ends_a_span_never_waits(courier: Courier, taker: Taker, make: Make) -> None:
    taker.held.clear()
    make("first")
    until(lambda: taker.tries == 1)
    began = time.monotonic()
    make(*range(1000))
    assert time.monotonic() - began < 1
    assert courier.outbox.dropped == 980


def test_a_batch_that_nobody_took_is_tried_again(
    courier: Courier, taker: Taker, make: Make, outlet: Kept
) -> None:
    taker.answers = [AGAIN, AGAIN]
    make(*range(7))
    until(lambda: len(taker.names) == 7)
    assert taker.names == [str(n) for n in range(7)]
    first, second = said(courier, outlet)
    assert '"level":"warn"' in first
    assert '"error":"nobody there"' in first
    assert "spans are exported again" in second
    assert '"lost":0' in second


def test_one_that_was_refused_is_not(
    courier: Courier, taker: Taker, make: Make, outlet: Kept
) -> None:
    taker.answers = [REFUSED, REFUSED]
    make(*range(12))
    courier.flush(LONGEST)
    assert (courier.exported, courier.failed) == (2, 10)
    assert [line for line in said(courier, outlet) if "not exported" in line][1:] == []


def test_a_part_may_be_refused(courier: Courier, taker: Taker, make: Make) -> None:
    taker.answers = [Outcome(taken=True, refused=2, why="too old")]
    make(*range(5))
    courier.flush(LONGEST)
    assert (courier.exported, courier.failed) == (3, 2)


def test_trouble_without_end_is_said_once(
    courier: Courier, taker: Taker, make: Make, outlet: Kept
) -> None:
    taker.always = AGAIN
    for n in range(30):
        make(n)
        courier.flush(LONGEST)
    assert taker.tries >= 30
    assert len(said(courier, outlet)) == 1


def test_to_ask_for_what_nobody_takes_costs_one_try(
    courier: Courier, taker: Taker, make: Make
) -> None:
    taker.always = AGAIN
    make("x")
    began = time.monotonic()
    assert not courier.flush(LONGEST)
    assert time.monotonic() - began < 1


def test_a_request_without_an_answer_is_waited_for_so_long(
    courier: Courier, taker: Taker, make: Make, outlet: Kept
) -> None:
    taker.held.clear()
    make(*range(7))
    began = time.monotonic()
    assert not courier.stop(0.3)
    assert 0.3 <= time.monotonic() - began < 1
    assert courier.failed == 7
    assert '"lost":7' in said(courier, outlet)[-1]


def test_after_the_end_nothing_is_taken(courier: Courier, taker: Taker, make: Make) -> None:
    make("before")
    assert courier.stop(LONGEST)
    make("after")
    assert (taker.names, courier.waiting) == (["before"], 0)
    courier.resume()
    make("again")
    assert courier.flush(LONGEST)
    assert taker.names == ["before", "again"]


def test_flushing_ends_although_others_go_on(courier: Courier, taker: Taker, make: Make) -> None:
    over = Event()

    def busy() -> None:
        while not over.is_set():
            make("busy")
            time.sleep(0.0002)

    thread = Thread(target=busy)
    thread.start()
    try:
        for n in range(20):
            make(f"mine {n}")
            assert courier.flush(LONGEST)
            assert f"mine {n}" in taker.names or courier.outbox.dropped
    finally:
        over.set()
        thread.join()


def test_another_destination_begins_with_what_comes_then(
    courier: Courier, taker: Taker, make: Make
) -> None:
    other = Taker()
    make("old")
    courier.flush(LONGEST)
    courier.go_to(Destination("other", lambda: other))
    make("new")
    courier.flush(LONGEST)
    assert (taker.names, taker.closed, other.names) == (["old"], True, ["new"])
    courier.go_to(None)
    make("nowhere")
    assert (courier.flush(LONGEST), courier.waiting) == (True, 0)


def test_where_the_process_may_end_whoever_ends_a_span_waits_for_it(
    courier: Courier, taker: Taker, make: Make
) -> None:
    courier.outbox.through = True
    make("one")
    assert taker.names == ["one"]
    taker.always = AGAIN
    make("two")
    began = time.monotonic()
    make(*range(100))
    assert time.monotonic() - began < 1


def test_an_end_in_several_steps_waits_once(courier: Courier, taker: Taker, make: Make) -> None:
    # As one by SIGTERM: the signal, the last requests of the server, `sys.exit`.
    taker.held.clear()
    courier.patience = Patience(0.6)
    companion = Companion(courier, None)
    began = time.monotonic()
    make("one")
    companion.may_end()
    make(*range(50))
    companion.end()
    assert 0.5 < time.monotonic() - began < 1.1


def test_one_that_answers_costs_no_patience(courier: Courier, taker: Taker, make: Make) -> None:
    courier.outbox.through = True
    make(*range(30))
    assert (len(taker.names), courier.patience.left) == (30, LAST)


def test_a_process_that_goes_on_has_all_of_it_again(courier: Courier) -> None:
    courier.patience.left = 0.0
    courier.resume()
    assert courier.patience.left == LAST


def test_an_exporter_that_cannot_be_made_is_told_and_holds_nothing_up(
    courier: Courier, outlet: Kept, make: Make
) -> None:
    def broken() -> Taker:
        raise ValueError("no such compression")

    courier.go_to(Destination("broken", broken))
    make("one")
    began = time.monotonic()
    courier.flush(LONGEST)
    assert time.monotonic() - began < LONGEST / 2
    assert courier.failed == 1
    assert "no such compression" in said(courier, outlet)[0]


def test_an_exporter_makes_no_spans_of_its_own(taker: Taker, make: Make) -> None:
    make("one")
    until(lambda: taker.tries == 1)
    assert taker.suppressed is True


def test_a_span_that_is_not_sampled_comes_to_nobody(courier: Courier, taker: Taker) -> None:
    from opentelemetry.sdk.trace.sampling import ALWAYS_OFF

    provider = TracerProvider(
        sampler=ALWAYS_OFF, shutdown_on_exit=False, active_span_processor=courier.outbox
    )
    provider.get_tracer("t").start_span("off").end()
    assert courier.flush(LONGEST)
    assert (courier.made, taker.names) == (0, [])


def test_processors_of_others_have_what_we_have(courier: Courier, make: Make) -> None:
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    memory = InMemorySpanExporter()
    courier.outbox.add_span_processor(SimpleSpanProcessor(memory))
    make("one")
    assert [span.name for span in memory.get_finished_spans()] == ["one"]


def test_figures_are_those_of_the_catalogue(courier: Courier) -> None:
    registry = CollectorRegistry()
    Figures(courier, registry)
    ending = {"counter": "_total", "gauge": ""}
    shown = {
        one.name + ending[one.type]: (one.type, one.documentation) for one in registry.collect()
    }
    known = default_catalogue().metrics.items()
    ours = {name: (one.type, one.help) for name, one in known if "_spans_" in name}
    assert shown == ours


def test_figures_say_what_became_of_them(courier: Courier, taker: Taker, make: Make) -> None:
    registry = CollectorRegistry()
    figures = Figures(courier, registry)

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(f"task_center_spans_{name}", labels)

    assert value("exported_total") == 0
    courier.hide(Redactor(Stream(Policy()).policy.redaction))
    taker.answers = [REFUSED]
    make(*range(5))
    courier.flush(LONGEST)
    make(5, 6, password="p")  # noqa: S106
    courier.flush(LONGEST)
    taker.held.clear()
    make(*range(30))
    figures.hand_over()
    figures.hand_over()
    assert value("exported_total") == 2
    assert value("failed_total") == 5
    assert value("redacted_total", rule="keys") == 2
    assert value("dropped_total") == courier.outbox.dropped > 0
    assert value("waiting") == courier.waiting > 0
    assert value("made_total") == courier.made + courier.outbox.dropped
