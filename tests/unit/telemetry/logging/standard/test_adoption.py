"""No line twice, whoever adds handlers and when."""

from __future__ import annotations

import io
import logging
import logging.config
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console
from rich.logging import RichHandler

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.testing import Captured, capture


@pytest.fixture(autouse=True)
def _root() -> Iterator[None]:
    """Configurations of tests replace the handlers that pytest has on the root logger."""
    handlers, level = list(logging.root.handlers), logging.root.level
    yield
    logging.root.handlers = handlers
    logging.root.setLevel(level)


def silent(capsys: pytest.CaptureFixture[str]) -> bool:
    return capsys.readouterr() == ("", "")


@pytest.mark.parametrize("before", [True, False])
def test_a_handler_to_the_console_is_taken_off_whenever_it_comes(
    stream: Stream, logger: logging.Logger, before: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    if not before:
        standard.install(stream)
    logger.addHandler(logging.StreamHandler(sys.stdout))
    logger.propagate = False
    with capture(stream=stream) as logs:
        logger.warning("once")

        assert logs.contents == ["once"]
    assert silent(capsys)


def test_a_logger_that_gets_one_again_loses_it_again(
    logs: Captured, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(3):
        logger.addHandler(logging.StreamHandler())
        logger.propagate = False
        logger.warning("once")

    assert logs.contents == ["once"] * 3
    assert silent(capsys)


def test_one_on_a_parent_is_taken_off(
    logs: Captured, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logger.addHandler(logging.StreamHandler())
    logging.getLogger(f"{logger.name}.not.made.yet").warning("once")

    assert logs.contents == ["once"]
    assert silent(capsys)


def test_basic_config_before_and_after_changes_nothing(
    logs: Captured, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.basicConfig(level=logging.INFO)
    logger.info("first")
    logging.basicConfig(level=logging.INFO, force=True)
    logger.info("second")

    assert logs.contents == ["first", "second"]
    assert silent(capsys)


def test_a_configuration_of_all_loggers_changes_nothing(
    logs: Captured, logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "INFO"},
            "loggers": {logger.name: {"handlers": ["console"], "propagate": False}},
        }
    )
    logger.info("first")
    logging.getLogger(f"{logger.name}.child").info("second")
    logging.info("third")

    assert logs.contents == ["first", "second", "third"]
    assert silent(capsys)


def test_handlers_to_other_places_stay(
    logs: Captured, logger: logging.Logger, tmp_path: Path
) -> None:
    file, text = logging.FileHandler(tmp_path / "own.log"), logging.StreamHandler(io.StringIO())
    logger.addHandler(file)
    logger.addHandler(text)
    logger.addHandler(logging.NullHandler())
    logger.warning("x")
    file.close()

    assert logs.contents == ["x"]
    assert (tmp_path / "own.log").read_text() == "x\n"
    assert text.stream.getvalue() == "x\n"
    assert len(logger.handlers) == 3


def test_a_logger_that_keeps_its_records_in_a_file_keeps_them_there(
    logs: Captured, logger: logging.Logger, tmp_path: Path
) -> None:
    file = logging.FileHandler(tmp_path / "own.log")
    logger.addHandler(file)
    logger.propagate = False
    logger.warning("x")
    file.close()

    assert logs.contents == []


def test_a_silenced_logger_stays_silent(logs: Captured, logger: logging.Logger) -> None:
    logger.propagate = False
    logger.warning("x")
    logger.addHandler(logging.NullHandler())
    logger.warning("x")

    assert logs.contents == []


def test_the_console_by_other_names(
    logs: Captured, logger: logging.Logger, capfd: pytest.CaptureFixture[str]
) -> None:
    logger.addHandler(RichHandler(console=Console(file=sys.stderr)))
    logger.addHandler(logging.FileHandler("/dev/stderr", delay=True))
    logger.addHandler(logging.StreamHandler(sys.__stderr__))
    logger.warning("once")

    assert logs.contents == ["once"]
    assert silent(capfd)


def test_a_bridge_that_a_logger_was_given_is_used_once(
    logs: Captured, logger: logging.Logger
) -> None:
    bridge = standard.bridge()
    assert bridge is not None
    logger.addHandler(bridge)
    logger.propagate = False
    logger.warning("once")

    assert logs.contents == ["once"]


def test_a_bridge_of_a_logger_that_propagates_is_one_too_many(
    logs: Captured, logger: logging.Logger
) -> None:
    bridge = standard.bridge()
    assert bridge is not None
    logger.addHandler(bridge)
    logger.warning("once")

    assert logs.contents == ["once"]


def test_all_is_as_it_was_when_it_is_removed(stream: Stream, logger: logging.Logger) -> None:
    factory, handlers, level = (
        logging.getLogRecordFactory(),
        list(logging.root.handlers),
        logging.root.level,
    )
    standard.install(stream)
    standard.install(stream)
    assert len(logging.root.handlers) == len(handlers) + 1
    standard.remove()

    assert logging.getLogRecordFactory() is factory
    assert logging.root.handlers == handlers
    assert logging.root.level == level


def test_a_factory_built_upon_ours_goes_on_when_ours_is_removed(
    stream: Stream, logger: logging.Logger
) -> None:
    before = logging.getLogRecordFactory()
    standard.install(stream)
    below = logging.getLogRecordFactory()

    def factory(*args: object, **kwargs: object) -> logging.LogRecord:
        return below(*args, **kwargs)

    logging.setLogRecordFactory(factory)
    standard.remove()
    try:
        assert logging.getLogRecordFactory() is factory
        logger.warning("works")
        assert standard.bridge() not in logging.root.handlers
    finally:
        logging.setLogRecordFactory(before)
