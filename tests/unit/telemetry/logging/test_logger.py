from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import DEBUG, ERROR, INFO, WARN, get_logger
from taskcenter_monitor.telemetry.logging.channels import Channel
from taskcenter_monitor.telemetry.logging.levels import parse_level
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Aggregation, Levels, Policy
from taskcenter_monitor.telemetry.testing import Captured

LOUD = Levels(default="debug")
EACH = Aggregation(first=1000)


class Logs:
    """A stream of its own, and what came out of it."""

    def __init__(self, **policy: Any) -> None:
        self.stream = Stream(Policy(aggregation=EACH, **policy))
        self.captured = Captured(self.stream)
        self.stream.deliver_to([self.captured], "")

    def logger(self, name: str = "task.callback", **fields: object) -> Logger:
        return self.stream.logger(name, **fields)

    @property
    def levels(self) -> list[str]:
        return [entry["level"] for entry in self.captured]


@pytest.fixture
def logs() -> Iterator[Logs]:
    made = Logs(levels=LOUD)
    yield made
    made.stream.writer.stop(2)


METHODS = ("debug", "info", "warn", "warning", "error", "fatal", "critical", "exception")


@pytest.mark.parametrize("method", METHODS)
def test_every_method_takes_a_text_arguments_and_fields(logs: Logs, method: str) -> None:
    getattr(logs.logger(shard=1), method)("%s of %s", 1, 2, attempts=3)
    line = sys._getframe().f_lineno - 1

    (entry,) = logs.captured
    assert entry["content"] == "1 of 2"
    assert (entry["shard"], entry["attempts"]) == (1, 3)
    assert entry["caller"] == f"logging/{Path(__file__).name}:{line}"


def test_levels_are_those_of_the_methods(logs: Logs) -> None:
    for method in METHODS:
        getattr(logs.logger(), method)("x")

    assert logs.levels == ["debug", "info", "warn", "warn", "error", "fatal", "fatal", "error"]


@pytest.mark.parametrize(
    ("number", "level"), [(5, "debug"), (10, "debug"), (25, "info"), (40, "error"), (99, "fatal")]
)
def test_a_number_of_the_standard_library_is_the_level_below(
    logs: Logs, number: int, level: str
) -> None:
    logs.logger().log(number, "x")

    assert logs.levels == [level]


def test_a_word_is_a_level_in_any_case_and_others_are_refused() -> None:
    assert [parse_level(text) for text in ("Debug", "WARNING", "severe")] == [10, 30, 50]
    with pytest.raises(ValueError, match="'loud' is no level; there are debug, info"):
        parse_level("loud")


def test_below_the_level_nothing_is_written() -> None:
    logs = Logs(levels=Levels(default="warn"))
    log = logs.logger()

    for method in ("debug", "info", "warn", "error", "fatal"):
        getattr(log, method)("x")

    assert logs.levels == ["warn", "error", "fatal"]
    assert [log.enabled(level) for level in (DEBUG, INFO, WARN, ERROR)] == [0, 0, 1, 1]


def test_bind_makes_a_new_logger_and_leaves_the_old_one(logs: Logs) -> None:
    log = logs.logger()
    bound = log.bind(shard=1)
    bound.unbind("shard").info("without")
    bound.info("with")
    log.info("old")

    assert [entry.get("shard") for entry in logs.captured] == [None, 1, None]


def levels(**given: dict[str, str]) -> Levels:
    return Levels(default="info", **given)  # type: ignore[arg-type]


PRECEDENCE: dict[str, tuple[Levels, str | None]] = {
    "nothing else": (levels(), "info"),
    "the component": (levels(components={"task": "warn"}), "warn"),
    "the longest prefix": (levels(components={"task": "warn", "task.callback": "debug"}), "debug"),
    "no other component": (levels(components={"task.call": "debug"}), "info"),
    "the business": (levels(components={"task": "error"}, businesses={"crm": "warn"}), "warn"),
    "the user": (levels(businesses={"crm": "debug"}, users={"7": "error"}), "error"),
    "no other user": (levels(users={"8": "debug"}), "info"),
    "quiet for a user": (levels(components={"task": "debug"}, users={"7": "fatal"}), "fatal"),
}


@pytest.mark.parametrize("case", PRECEDENCE)
@pytest.mark.parametrize("how", ["context", "bound", "number"])
def test_who_is_most_specific_wins(case: str, how: str) -> None:
    policy, wanted = PRECEDENCE[case]
    logs = Logs(levels=policy)
    ids: dict[str, Any] = {"user_id": 7 if how == "number" else "7", "business_id": "crm"}
    log = logs.logger(**(ids if how == "bound" else {}))

    with context.bound(**({} if how == "bound" else ids)):
        for method in ("debug", "info", "warn", "error", "fatal"):
            getattr(log, method)("x")

    assert logs.levels[0] == wanted


def test_another_request_and_another_policy_are_seen_at_once() -> None:
    logs = Logs(levels=levels(users={"7": "debug"}))
    log = logs.logger()
    for user in ("7", "8", "7", None):
        with context.bound(user_id=user):
            log.debug("first", user=user)
    logs.stream.apply(Policy(levels=levels(users={"8": "debug"}), aggregation=EACH))
    for user in ("7", "8"):
        with context.bound(user_id=user):
            log.debug("second", user=user)

    assert [(entry["content"], entry["user"]) for entry in logs.captured] == [
        ("first", "7"),
        ("first", "7"),
        ("second", "8"),
    ]


@pytest.mark.parametrize("ids", [{}, {"user_id": "8"}])
def test_what_was_decided_for_a_request_is_decided_once(
    ids: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = Logs(levels=levels(users={"7": "debug"}))
    log = logs.logger()
    with context.bound(**ids) if ids else nullcontext():
        log.debug("refused")
        monkeypatch.setattr(Channel, "_decide", lambda *_: pytest.fail("decided twice"))
        log.debug("refused again")

    assert list(logs.captured) == []


def test_a_logger_that_exists_follows_a_new_policy() -> None:
    logs = Logs(levels=Levels(default="error"))
    log = logs.logger()
    log.info("before")
    logs.stream.apply(Policy(levels=Levels(components={"task": "debug"}), aggregation=EACH))
    log.debug("after")

    assert logs.captured.contents == ["after"]


class Colour(Enum):
    RED = "red"


class Card:
    def __mask__(self) -> str:
        return "card ending in 4242"

    def __str__(self) -> str:
        return "4242424242424242"


def test_values_are_those_at_the_time_of_the_call(logs: Logs) -> None:
    values: dict[str, Any] = {"list": [1], "nested": {"a": [2]}}
    logs.logger().info("%s", values["list"], **values)
    values["list"].append(9)
    values["nested"]["a"].append(9)

    (entry,) = logs.captured
    assert (entry["content"], entry["list"], entry["nested"]) == ("[1]", [1], {"a": [2]})


def test_values_of_other_types_are_shown_as_text(logs: Logs) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    logs.logger().info(
        "x",
        colour=Colour.RED,
        card=Card(),
        path=Path("/a"),
        raw=b"\xff\x00a",
        cycle=cycle,
        key={1: 2},
    )

    (entry,) = logs.captured
    assert entry["colour"] == "red"
    assert entry["card"] == "card ending in 4242"
    assert entry["path"] == "/a"
    assert entry["raw"] == "\\xff\x00a"
    assert "..." in str(entry["cycle"])
    assert entry["key"] == {"1": 2}


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("no")


def test_a_value_that_cannot_be_shown_raises_nothing(logs: Logs) -> None:
    logs.logger().info("x", broken=Broken())

    (entry,) = logs.captured
    assert entry["broken"] == "<Broken without a text: RuntimeError>"


def raising() -> None:
    raise ValueError("no such order")


WAYS: dict[str, Callable[[Logger, Exception], None]] = {
    "exception": lambda log, _: log.exception("x"),
    "flag": lambda log, _: log.error("x", exc_info=True),
    "instance": lambda log, error: log.error("x", exc_info=error),
    "triple": lambda log, error: log.error("x", exc_info=(type(error), error, error.__traceback__)),
    "field": lambda log, error: log.error("x", error=error),
    "warning": lambda log, error: log.warn("x", exc_info=error),
}


@pytest.mark.parametrize("way", WAYS)
def test_an_exception_is_given_in_many_ways(logs: Logs, way: str) -> None:
    try:
        raising()
    except ValueError as error:
        WAYS[way](logs.logger(), error)

    (entry,) = logs.captured
    assert (entry["error"], entry["error_type"]) == ("no such order", "ValueError")
    assert "in raising" in entry["stack"]
    assert "exc_info" not in entry


def test_without_an_exception_there_is_no_stack(logs: Logs) -> None:
    logs.logger().error("x", exc_info=True)
    logs.logger().exception("y")

    assert not any("stack" in entry or "exc_info" in entry for entry in logs.captured)


@pytest.mark.parametrize("flag", [1, "yes", [0]])
def test_any_true_value_asks_for_the_stack_and_a_false_one_does_not(
    logs: Logs, flag: object
) -> None:
    try:
        raising()
    except ValueError:
        logs.logger().error("x", exc_info=flag)
        logs.logger().error("y", exc_info=0)

    with_it, without = logs.captured
    assert "in raising" in with_it["stack"]
    assert not {"stack", "exc_info"} & set(without)


def test_an_exception_is_also_a_field_where_it_has_another_name(logs: Logs) -> None:
    error = ValueError("no")
    logs.logger().error("x", exc_info=error, because=error)

    assert logs.captured[0]["because"] == "no"


@pytest.mark.parametrize(
    ("given", "level"),
    [("info", "info"), ("Warning", "warn"), ("loud", "warn"), (None, "warn"), (25.5, "info")],
)
def test_a_level_is_given_as_a_word_too_and_nothing_raises(
    logs: Logs, given: Any, level: str
) -> None:
    logs.logger().log(given, "x")

    assert logs.levels == [level]


def test_a_logger_is_pickled_by_its_name_and_fields() -> None:
    log = Logs().logger("task.crm", shard=[1], user_id="7")

    found = pickle.loads(pickle.dumps(log))  # noqa: S301

    assert (found._logger.name, found._context) == ("task.crm", {"shard": [1], "user_id": "7"})
    assert found._logger is get_logger("task.crm")._logger


def test_a_copy_of_a_logger_is_the_logger() -> None:
    log = Logs().logger(shard=1)

    assert copy.copy(log) is copy.deepcopy(log) is copy.deepcopy([log])[0] is log


def test_a_decision_of_an_older_policy_does_not_hold_when_it_comes_late() -> None:
    logs = Logs(levels=levels(users={"7": "debug"}))
    channel = logs.stream.channel("task.callback")

    before = channel.people

    class Late(dict[str, Any]):
        def get(self, name: str, otherwise: Any = None) -> Any:
            found = super().get(name, otherwise)
            if channel.people is before:
                logs.stream.apply(Policy(levels=levels(users={"7": "error"})))
            return found

    bound = Late(user_id="7")
    with context.bound(request_id="r"):
        channel.refuses(DEBUG, bound)

        assert channel.refuses(DEBUG, bound)
