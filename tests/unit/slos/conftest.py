"""SLOs on the frozen specs, as `tcmon slo` tells of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from taskcenter_monitor.slos import told
from taskcenter_monitor.slos.told import ToldSlo
from tests.promises import compiled

Told = Callable[..., tuple[ToldSlo, ...]]


@pytest.fixture(scope="session")
def told_slos() -> Told:
    """Those of such SLOs that are named, all for no name."""

    def made(*names: str, **slos: dict[str, Any]) -> tuple[ToldSlo, ...]:
        done = compiled(**slos)
        assert done.drafted is not None, done.diagnostics
        return tuple(told(done.drafted, names, done.sources.span))

    return made
