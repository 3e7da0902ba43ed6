"""What tests of the library on real processes share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.telemetry.fleet import Fleet


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    """Starts processes; those that are left at the end are killed."""
    made = Fleet(tmp_path)
    yield made
    made.close()


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """The folder that the processes log into; they make it themselves."""
    return tmp_path / "logs"
