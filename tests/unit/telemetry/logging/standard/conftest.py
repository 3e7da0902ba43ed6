"""A stream of the test's own, into which the standard library writes."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.testing import Captured, capture


@pytest.fixture
def stream() -> Iterator[Stream]:
    stream = Stream(Policy())
    yield stream
    standard.remove()
    stream.writer.stop(5.0)


@pytest.fixture
def logs(stream: Stream) -> Iterator[Captured]:
    with capture(stream=stream) as logs:
        yield logs


@pytest.fixture
def logger(request: pytest.FixtureRequest) -> Iterator[logging.Logger]:
    """Of a name that no other test has, without a trace of it left."""
    name = f"test.{request.node.name}".replace("[", ".").replace("]", "")
    logger = logging.getLogger(name)
    yield logger
    logger.handlers = []
    logger.propagate, logger.disabled = True, False
    logger.setLevel(logging.NOTSET)
