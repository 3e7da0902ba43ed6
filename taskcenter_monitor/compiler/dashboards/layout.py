"""Where panels stand: from left to right, line by line, each row in a band of its own.

Grafana moves everything up as far as it goes, so the space between two bands is never seen. It is
why a panel that comes or moves changes the position of none outside its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taskcenter_monitor.ir.dashboards import Position
from taskcenter_monitor.spec.dashboard_entries import PanelEntry
from taskcenter_monitor.spec.panels import COLUMNS

BAND = 200
"""Units of height from the top of one row to that of the next; far beyond what a row is long."""


def places(panels: Sequence[PanelEntry], top: int) -> Iterator[Position]:
    """The positions of a row's panels, the first line at `top`."""
    x, y, tallest = 0, top, 0
    for panel in panels:
        width, height = panel.value.width, panel.value.height
        if x + width > COLUMNS:
            x, y, tallest = 0, y + tallest, 0
        yield Position(x=x, y=y, width=width, height=height)
        x, tallest = x + width, max(tallest, height)
