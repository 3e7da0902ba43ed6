"""A record of the standard library as a line."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from numbers import Integral
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.record import Content, Said
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Policy, Sampling
from taskcenter_monitor.telemetry.testing import Captured

WRONG = "not formatted: "


class Odd:
    """Has a text and a form that differ."""

    def __str__(self) -> str:
        return "a text"

    def __repr__(self) -> str:
        return "<form>"


class Broken:
    def __str__(self) -> str:
        raise ValueError("no text")

    __repr__ = __str__


class Hidden(Odd):
    def __mask__(self) -> str:
        return "hidden"


@Integral.register
class Seven:
    """A number of another library, as numpy has them."""

    def __int__(self) -> int:
        return 7


class Colour(Enum):
    RED = "red"


class Outlet:
    """Takes lines, and logs that it does."""

    def __init__(self) -> None:
        self.lines: list[bytes] = []

    def write(self, lines: Sequence[bytes]) -> None:
        self.lines += lines
        logging.getLogger("outlet").error("wrote %d", len(lines))

    def forked(self) -> None: ...

    def close(self) -> None: ...


def test_a_line_has_name_level_place_and_ids(logs: Captured, logger: logging.Logger) -> None:
    with context.bound(request_id="r-1"):
        logger.warning("done")

    assert len(logs) == 1
    entry = logs[0]
    assert entry.pop("@timestamp")
    place, _, line = entry.pop("caller").partition(":")
    assert (place, int(line) > 0) == (f"{Path(__file__).parent.name}/{Path(__file__).name}", True)
    assert entry == {
        "level": "warn",
        "component": logger.name,
        "content": "done",
        "request_id": "r-1",
    }


@pytest.mark.parametrize(
    ("number", "level"),
    [(20, "info"), (25, "info"), (35, "warn"), (49, "error"), (50, "fatal"), (70, "fatal")],
)
def test_a_level_in_between_is_the_one_below(
    logs: Captured, logger: logging.Logger, number: int, level: str
) -> None:
    logger.log(number, "x")

    assert [entry["level"] for entry in logs] == [level]


def test_five_is_below_debug_unless_the_application_asks_for_it(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    stream.apply(Policy(levels=Levels(default="debug")))
    logger.log(5, "unheard")
    logger.setLevel(1)
    logger.log(5, "heard")

    assert [(entry["level"], entry["content"]) for entry in logs] == [("debug", "heard")]


@pytest.mark.parametrize(
    ("message", "args", "content"),
    [
        ("100 % done", (), "100 % done"),
        ("a %s %d %.1f", ("x", 3, 2.5), "a x 3 2.5"),
        ("%(a)s and %(b)d", ({"a": "x", "b": 2},), "x and 2"),
        ("%s", ({"a": 1},), "{'a': 1}"),
        ("%s, %r", (Odd(), Odd()), "a text, <form>"),
        ("%r %r", ("text", [1, "x"]), "'text' [1, 'x']"),
        ("%r", (Hidden(),), "'hidden'"),
        ("%r", (b"bytes",), "b'bytes'"),
        ("%s", (Colour.RED,), "red"),
        ("%d %.2f", (Decimal(3), Fraction(1, 4)), "3 0.25"),
        ("%d", (Seven(),), "7"),
        ("%s", (ValueError("why"),), "why"),
        ("%s", (Broken(),), "<Broken without a text: ValueError>"),
        ("line\n", (), "line"),
        (Odd(), (), "a text"),
        (Odd(), (1,), f"a text (1,) ({WRONG}not all arguments converted during string formatting)"),
        ({"a": 1}, (), "{'a': 1}"),
        (7, (), "7"),
        ("%d", ("x",), "%d ('x',) (not formatted: %d format: a real number is required, not str)"),
        ("%s %s", (1,), "%s %s (1,) (not formatted: not enough arguments for format string)"),
        ("%(a)s", ({"b": 1},), "%(a)s ({'b': 1},) (not formatted: 'a')"),
        ("%d", (float("inf"),), f"%d (inf,) ({WRONG}cannot convert float infinity to integer)"),
        ("50%", (1,), "50% (1,) (not formatted: incomplete format)"),
    ],
)  # fmt: skip
def test_text_and_arguments_become_what_python_would_make_of_them(
    logs: Captured, logger: logging.Logger, message: object, args: tuple[object, ...], content: str
) -> None:
    # Not through the logger: the handler of pytest raises where a text has the wrong places.
    bridge = standard.bridge()
    assert bridge is not None
    bridge.handle(logger.makeRecord(logger.name, 20, "f.py", 1, message, args, None))

    assert logs.contents == [content]


def test_text_and_arguments_stay_apart_so_that_repeats_are_known_by_the_text(
    stream: Stream, logs: Captured, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Content] = []

    def admits(_: object, said: Said, *__: object) -> bool:
        seen.append(said[0])
        return False

    monkeypatch.setattr(stream.storms, "admits", admits)
    logger.error("task %s failed", 7)

    assert seen == [("task %s failed", (7,))]
    assert logs.contents == []


def test_what_changes_after_the_call_does_not_change_the_line(
    logs: Captured, logger: logging.Logger
) -> None:
    things = ["a"]
    logger.info("%s", things, extra={"things": things})
    things.append("b")

    assert logs[0]["content"] == "['a']"
    assert logs[0]["things"] == ["a"]


def test_extra_becomes_fields_and_takes_no_key_of_ours(
    logs: Captured, logger: logging.Logger
) -> None:
    extra = {
        "attempts": 3,
        "level": "low",
        "caller": "me",
        "content": "c",
        "service": "s",
        "otelTraceID": "0",
        "color_message": "\x1b[1mx",
    }
    logger.info("x", extra=extra)

    entry = logs[0]
    assert (entry["level"], entry["content"], entry["attempts"]) == ("info", "x", 3)
    assert {name for name in entry if name.startswith("field_")} == {
        "field_level",
        "field_caller",
        "field_content",
        "field_service",
    }
    assert not {"otelTraceID", "color_message", "taskName", "message"} & entry.keys()


def test_an_exception_comes_with_its_stack(logs: Captured, logger: logging.Logger) -> None:
    try:
        raise LookupError("gone")
    except LookupError:
        logger.exception("cannot read %s", "it")
        logger.warning("or so", exc_info=True)
    logger.error("none", exc_info=True)

    first, second, third = logs
    assert (first["level"], first["content"]) == ("error", "cannot read it")
    assert (first["error"], first["error_type"]) == ("gone", "LookupError")
    assert 'raise LookupError("gone")' in first["stack"]
    assert second["error_type"] == "LookupError"
    assert "stack" not in third


def test_an_exception_logged_as_the_text_has_its_stack_too(
    logs: Captured, logger: logging.Logger
) -> None:
    try:
        raise LookupError("gone")
    except LookupError as error:
        logger.error(error)

    assert logs[0]["content"] == "gone"
    assert 'raise LookupError("gone")' in logs[0]["stack"]


def test_the_stack_of_the_call_itself(logs: Captured, logger: logging.Logger) -> None:
    logger.info("here", stack_info=True)
    try:
        raise LookupError("gone")
    except LookupError:
        logger.exception("both", stack_info=True)

    assert "test_the_stack_of_the_call_itself" in logs[0]["stack"]
    assert "Traceback" in logs[1]["stack"]
    assert "test_the_stack_of_the_call_itself" in logs[1]["called_from"]


def test_a_record_of_another_process_keeps_the_stack_that_it_has_as_text(
    logs: Captured, logger: logging.Logger
) -> None:
    logger.handle(
        logging.makeLogRecord(
            {"name": logger.name, "levelno": 20, "msg": "x", "exc_text": "Traceback"}
        )
    )

    assert logs[0]["stack"] == "Traceback"


def test_levels_of_users_hold_for_the_standard_library_too(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    stream.apply(Policy(levels=Levels(default="warn", users={"7": "debug"})))
    logger.debug("nobody")
    with context.bound(user_id=7):
        logger.debug("seven")
    with context.bound(user_id=8):
        logger.debug("eight")

    assert logs.contents == ["seven"]


def test_records_are_sampled_as_ours_are(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    stream.apply(Policy(sampling=Sampling(default=0.0)))
    logger.warning("left out")
    logger.error("kept")

    assert logs.contents == ["kept"]


def test_a_filter_of_the_handler_is_asked(logs: Captured, logger: logging.Logger) -> None:
    bridge = standard.bridge()
    assert bridge is not None
    bridge.addFilter(lambda record: "secret" not in record.getMessage())
    logger.info("a secret")
    logger.info("news")

    assert logs.contents == ["news"]


def test_a_handler_of_somebody_else_gets_the_record_as_well_and_may_log_itself(
    logs: Captured, logger: logging.Logger
) -> None:
    class Other(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name == logger.name:
                logging.getLogger("other").info("handled %s", record.getMessage())

    other = Other()
    logger.addHandler(other)
    logger.info("x")

    assert sorted(logs.contents) == ["handled x", "x"]


@pytest.mark.parametrize("stopped", [False, True])
def test_what_an_outlet_logs_while_it_writes_is_not_written_without_end(
    stream: Stream, logger: logging.Logger, stopped: bool
) -> None:
    outlet = Outlet()
    stream.deliver_to([outlet], "")
    standard.install(stream)
    if stopped:
        stream.writer.stop(5.0)
    for _ in range(3):
        logger.warning("x")
        stream.flush()

    assert [b'"content":"x"' in line for line in outlet.lines] == [True] * 3


def test_logging_never_raises_into_the_caller(
    stream: Stream,
    logs: Captured,
    logger: logging.Logger,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def put(*_: object) -> None:
        raise MemoryError("full")

    monkeypatch.setattr(stream.pipe, "put", put)
    logger.info("x", extra={"broken": Broken()})
    monkeypatch.undo()

    assert "MemoryError: full" in capsys.readouterr().err


def test_an_unreadable_value_is_named_by_its_type(logs: Captured, logger: logging.Logger) -> None:
    class Lazy(dict[str, int]):
        def items(self) -> None:  # type: ignore[override]
            raise OSError("connection lost")

    logger.info("x", extra={"lazy": Lazy(), "inside": [Broken()]})

    assert logs[0]["lazy"] == "<Lazy without a text: OSError>"
    assert logs[0]["inside"] == ["<Broken without a text: ValueError>"]
