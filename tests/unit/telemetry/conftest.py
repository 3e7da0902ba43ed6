"""What requests and operations leave behind: spans and lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from taskcenter_monitor.telemetry.testing import Captured, capture
from tests.spans import Ended, ended_spans


@pytest.fixture
def spans() -> Iterator[Ended]:
    with ended_spans() as ended:
        yield ended


@pytest.fixture
def logs() -> Iterator[Captured]:
    with capture("info") as captured:
        yield captured
