"""How other programs are run on behalf of a command."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.errors import UsageFault

if TYPE_CHECKING:
    from taskcenter_monitor.verifiers.process import Runtime

SYSTEM_ZONES = "/usr/share/zoneinfo"
PATIENCE = 120.0
"""Seconds that a tool may take: ten times what 100,000 rules take promtool."""

Timeout = Annotated[
    float, typer.Option(metavar="SECONDS", min=0.1, max=86400, help="How long a tool may take.")
]


def tools_runtime(timeout: float) -> Runtime:
    """The environment of the tools, and how long they may take. Raises UsageFault."""
    if math.isnan(timeout):
        raise UsageFault("--timeout is no number of seconds")
    from taskcenter_monitor.verifiers.process import Runtime

    environment = with_time_zones(os.environ, SYSTEM_ZONES)
    return Runtime(environment=environment, timeout=timeout, jobs=os.cpu_count() or 1)


def with_time_zones(environment: Mapping[str, str], system: str) -> dict[str, str]:
    """The environment of the tools; where the system has no time zones they take ours.

    amtool is written in Go, which looks where ZONEINFO says when it finds none in `system`.
    """
    if os.path.isdir(system):
        return dict(environment)
    import tzdata

    zones = os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")
    return {"ZONEINFO": zones, **environment}
