"""Where panels stand: from left to right, line by line, each row in a band of its own.

Grafana moves everything up as far as it goes, so the space between two bands is never seen. It is
why a panel that comes or moves changes the position of none outside its row.
"""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.ir.dashboards import Position
from taskcenter_monitor.spec.dashboard_entries import RowEntry
from taskcenter_monitor.spec.panels import TALLEST

BAND = TALLEST + 10
"""Units of height from the top of one row to that of the next."""


def places(row: RowEntry, top: int) -> Iterator[Position]:
    """The positions of a row's panels, the first line at `top`."""
    y = top
    for line in row.lines:
        x = 0
        for panel in line:
            yield Position(x=x, y=y, width=panel.value.width, height=panel.value.height)
            x += panel.value.width
        y += max(panel.value.height for panel in line)
