"""Levels of the policy in the standard library."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest

from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Override, Policy
from taskcenter_monitor.telemetry.testing import Captured


def test_no_record_is_made_for_a_level_that_nobody_wants(
    stream: Stream, logs: Captured, logger: logging.Logger, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    below = logging.getLogRecordFactory()

    def factory(*args: object, **kwargs: object) -> logging.LogRecord:
        record = below(*args, **kwargs)
        made.append(record.getMessage())
        return record

    logging.setLogRecordFactory(factory)
    try:
        stream.apply(Policy(levels=Levels(default="warn")))
        logger.info("not made")
        logger.warning("made")
        stream.apply(Policy(levels=Levels(default="debug")))
        logger.debug("made too")
    finally:
        logging.setLogRecordFactory(below)

    assert made == ["made", "made too"]
    assert logs.contents == ["made", "made too"]


def test_a_component_has_its_level_while_it_is_named(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    child = logging.getLogger(f"{logger.name}.child")
    stream.apply(Policy(levels=Levels(components={logger.name: "debug"})))
    child.debug("heard")
    assert logging.root.level == logging.INFO
    stream.apply(Policy(levels=Levels(components={logger.name: "error"})))
    child.warning("unheard")
    assert logger.level == logging.ERROR
    stream.apply(Policy())
    child.debug("unheard")

    assert logger.level == logging.NOTSET
    assert logs.contents == ["heard"]


def test_one_user_lowers_what_is_made_for_all(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    levels = Levels(default="error", components={logger.name: "fatal"}, users={"7": "debug"})
    stream.apply(Policy(levels=levels))
    assert (logging.root.level, logger.level) == (logging.DEBUG, logging.DEBUG)
    logger.error("nobody")
    with context.bound(user_id="7"):
        logger.debug("seven")

    assert logs.contents == ["seven"]


def test_a_level_of_the_application_stays_and_comes_back(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    logger.setLevel(logging.ERROR)
    stream.apply(Policy(levels=Levels(default="debug")))
    assert logger.level == logging.ERROR
    stream.apply(Policy(levels=Levels(components={logger.name: "debug"})))
    assert logger.level == logging.DEBUG
    stream.apply(Policy())

    assert logger.level == logging.ERROR


def test_a_level_set_while_the_policy_names_the_logger_is_the_one_that_stays(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    named = Policy(levels=Levels(components={logger.name: "debug"}))
    stream.apply(named)
    logger.setLevel(logging.CRITICAL)
    stream.apply(named)
    assert logger.level == logging.DEBUG
    stream.apply(Policy())
    assert logger.level == logging.CRITICAL
    stream.apply(named)
    logger.setLevel(logging.WARNING)
    stream.apply(Policy())

    assert logger.level == logging.WARNING


def test_an_override_names_a_logger_too(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    until = datetime.now(UTC) + timedelta(hours=1)
    override = Override(level="debug", until=until, component=logger.name)
    stream.apply(Policy(overrides=(override,)))

    assert logger.level == stream.channel(logger.name).floor


def test_the_root_logger_may_be_named(
    stream: Stream, logs: Captured, logger: logging.Logger
) -> None:
    stream.apply(Policy(levels=Levels(default="warn", components={"root": "debug"})))
    logging.debug("root")
    logger.debug("another")

    assert logs.contents == ["root"]


def test_access_lines_reach_us_at_info_because_some_of_them_are_errors(
    stream: Stream, logs: Captured
) -> None:
    stream.apply(Policy(levels=Levels(components={"uvicorn.access": "error"})))
    log = logging.getLogger("uvicorn.access")
    for status in (200, 503):
        log.info('%s - "%s %s HTTP/%s" %d', "1.2.3.4:5", "GET", "/", "1.1", status)

    assert [entry["status"] for entry in logs] == [503]


def test_levels_are_as_they_were_when_it_is_removed(stream: Stream, logger: logging.Logger) -> None:
    root = logging.root.level
    logger.setLevel(logging.ERROR)
    standard.install(stream)
    stream.apply(Policy(levels=Levels(default="debug", components={logger.name: "debug"})))
    standard.remove()
    assert (logging.root.level, logger.level) == (root, logging.ERROR)
    stream.apply(Policy(levels=Levels(default="fatal")))

    assert logging.root.level == root
