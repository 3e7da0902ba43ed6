from __future__ import annotations

import dataclasses
import time
import xmlrpc.client
from collections import OrderedDict
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging.limits import LONGEST_LINE, PARTS
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.snapshots import Snapshots
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy
from taskcenter_monitor.telemetry.testing import Captured

HUGE = 10**5000


@pytest.fixture
def stream() -> Iterator[Stream]:
    made = Stream(Policy(aggregation=Aggregation(first=1000), redaction=default_policy().redaction))
    yield made
    made.writer.stop(2)


@pytest.fixture
def lines(stream: Stream) -> Captured:
    kept = Captured(stream)
    stream.deliver_to([kept], "")
    return kept


class Card:
    def __mask__(self) -> str:
        return "card ending in 4242"

    def __str__(self) -> str:
        return "hunter2"


class Broken:
    def __str__(self) -> str:
        raise RuntimeError


@dataclasses.dataclass
class Account:
    name: str
    code: str = dataclasses.field(repr=False)


class Odd(type):
    def __eq__(cls, other: object) -> bool:
        return cls is other

    __hash__ = None  # type: ignore[assignment]


class Unhashed(metaclass=Odd):
    pass


def by_bind(log: Logger, value: object) -> None:
    log.bind(value=value).info("x")


def by_new(log: Logger, value: object) -> None:
    log.new(value=value).info("x")


def by_logger(log: Logger, value: object) -> None:
    log._logger.stream.logger("a", value=value).info("x")


def by_context(log: Logger, value: object) -> None:
    with context.bound(value=value):
        log.info("x")


def by_call(log: Logger, value: object) -> None:
    log.info("x", value=value)


WAYS = (by_bind, by_new, by_logger, by_context, by_call)
VALUES: dict[str, tuple[object, object]] = {
    "masked": (Card(), "card ending in 4242"),
    "dataclass": (Account("crm", "hunter2"), "Account(name='crm')"),
    "mapping": (OrderedDict({"password": "hunter2"}), {"password": "***"}),
    "tuple": (({"password": "hunter2"},), [{"password": "***"}]),
    "broken": (Broken(), "<Broken without a text: RuntimeError>"),
    "huge": (HUGE, "<int of 16610 bits>"),
    "huge ones": ([HUGE], ["<int of 16610 bits>"]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", VALUES)
def test_values_are_shown_alike_however_they_come(
    stream: Stream, lines: Captured, way: Callable[[Logger, object], None], kind: str
) -> None:
    value, shown = VALUES[kind]
    way(stream.logger("a"), value)

    assert [entry["value"] for entry in lines] == [shown]


@pytest.mark.parametrize("way", WAYS)
def test_a_type_that_has_no_hash_is_shown(
    stream: Stream, lines: Captured, way: Callable[[Logger, object], None]
) -> None:
    way(stream.logger("a"), Unhashed())

    assert "Unhashed" in lines[0]["value"]


def test_what_is_bound_is_as_it_was_when_it_was_bound(stream: Stream, lines: Captured) -> None:
    roles = ["reader"]
    log = stream.logger("a", first=roles).bind(second=roles)
    with context.bound(third=roles):
        roles.append("owner")
        log.info("x")
    log.new(fourth=1).info("y")

    first, second = lines.entries
    assert [first[name] for name in ("first", "second", "third")] == [["reader"]] * 3
    assert (second["fourth"], "first" in second) == (1, False)


def test_records_keep_what_was_bound_when_a_new_logger_is_made(
    stream: Stream, lines: Captured
) -> None:
    log = stream.logger("a", shard=1)
    with stream.writer.lock:
        log.info("x")
        log.new(other=2)

    assert lines[0]["shard"] == 1


CALLS: dict[str, Callable[[Logger], None]] = {
    "argument": lambda log: log.error("n is %s", HUGE),
    "list": lambda log: log.error("n is %s", [HUGE]),
    "text": lambda log: log.error(HUGE),  # type: ignore[arg-type]
    "field": lambda log: log.info("n", n=HUGE),
    "tuple": lambda log: log.error((1, 2, 3)),  # type: ignore[arg-type]
    "two": lambda log: log.error((1, 2)),  # type: ignore[arg-type]
    "duration": lambda log: log.info("n", duration=10**400),
    "truth": lambda log: log.error("n", exc_info=Doubtful()),
    "places": lambda log: log.info("%d", Broken()),
    "decimal": lambda log: log.info("n", n=Decimal("sNaN")),
}


class Doubtful:
    def __bool__(self) -> bool:
        raise ValueError


@pytest.mark.parametrize("call", CALLS)
def test_no_call_raises_or_loses_its_line(stream: Stream, lines: Captured, call: str) -> None:
    CALLS[call](stream.logger("a"))

    (entry,) = lines
    assert "could not be rendered" not in entry["content"]
    assert "unrendered" not in entry


def test_nothing_is_a_value_beside_others(stream: Stream, lines: Captured) -> None:
    stream.logger("a").info("x", other=[1], empty=None, error=None)

    assert (lines[0]["empty"], lines[0]["error"]) == (None, None)


def test_a_list_of_lists_of_lists_takes_no_time(stream: Stream, lines: Captured) -> None:
    nested: list[Any] = []
    nested += [nested] * 10
    begun = time.thread_time()
    stream.logger("a").info("x", nested=nested)

    assert time.thread_time() - begun < 0.5
    assert "..." in str(lines[0]["nested"])


class Counting(dict[int, int]):
    asked = 0

    def items(self) -> Any:
        for number in range(3_000_000):
            Counting.asked += 1
            yield number, number


def test_of_a_large_mapping_only_the_beginning_is_read() -> None:
    found = Snapshots().value(Counting())

    assert len(found) == PARTS + 1
    assert Counting.asked <= PARTS + 1


def test_small_values_are_kept_after_large_ones() -> None:
    found = Snapshots().value(["a" * 100_000] * 10 + ["order 7", 7])

    assert len(str(found)) < 300_000
    assert found[-2:] == ["order 7", 7]


def test_a_line_is_never_longer_than_loki_takes(stream: Stream, lines: Captured) -> None:
    log = stream.logger("a")
    log.info("one", nested={"text": "a" * 20_000_000})
    log.info("many", **{f"n{number}": "文" * 30_000 for number in range(12)}, last=7)
    log.info("numbers", **{f"n{number}": number for number in range(60_000)})
    lengths = [len(line) for _ in lines.entries[:1] for line in lines._lines]

    assert len(lengths) == 3
    assert max(lengths) <= LONGEST_LINE
    assert [entry["truncated"] for entry in lines] == [True] * 3
    assert lines[1]["last"] == 7


def test_no_half_of_a_nested_secret_is_shown(stream: Stream, lines: Captured) -> None:
    for before in (32_760, 65_530):
        stream.logger("a").info("x", nested=["a " * (before // 2) + "13812345678" + " a" * 20_000])

    assert not any(b"138123" in line for _ in lines.entries[:1] for line in lines._lines)


def test_an_object_that_answers_to_every_name_is_not_asked(stream: Stream, lines: Captured) -> None:
    proxy = xmlrpc.client.ServerProxy("http://127.0.0.1:9/")
    stream.logger("a").info("%r", proxy, proxy=proxy)

    assert lines[0]["proxy"].startswith("<ServerProxy for 127.0.0.1:9")


def test_no_value_is_lost_to_another(stream: Stream, lines: Captured) -> None:
    stream.logger("a").info("z", field_level=1, level=2, truncated="no")

    found = lines[0]
    assert (found["field_level"], found["field_field_level"]) == (1, 2)


def test_what_cannot_be_rendered_is_named_and_the_rest_is_there(
    stream: Stream, lines: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    redactor = stream.writer.renderer.redactor
    by_name = type(redactor).by_name

    def fails(self: Any, fields: Any) -> Any:
        if "bad" in fields:
            raise RuntimeError
        return by_name(self, fields)

    monkeypatch.setattr(type(redactor), "by_name", fails)
    stream.logger("a").error("x", bad=[1], good=[2], error=ValueError("no"), api_key="k")

    (found,) = lines
    assert (found["content"], found["good"], found["error"]) == ("x", [2], "no")
    assert found["api_key"] == "***"
    assert (found["unrendered"], "bad" in found) == (["bad"], False)
