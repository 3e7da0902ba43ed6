"""Macros and variables as Grafana's Prometheus data source expands them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from taskcenter_monitor.ir.dashboards import Dashboard, Panel
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.quantities import number_text

_NAMED = re.compile(r"\$(\w+)|\$\{(\w+)\}")
_SPECIAL = re.compile(r"[$^*{}\[\]'+?.()|]")
_SCRAPES = 4
"""Scrapes that a rate reaches back over at least."""
_COLUMN = 65
"""Pixels of one of the 24 columns on a usual screen; a panel has a point for each."""
_ROUND = (
    *((1.5, 1), (3.5, 2), (7.5, 5), (12.5, 10), (17.5, 15), (25, 20), (45, 30), (90, 60)),
    *((210, 120), (450, 300), (750, 600), (1050, 900), (1500, 1200), (2700, 1800)),
    *((5400, 3600), (9000, 7200), (16200, 10800), (32400, 21600), (86400, 43200)),
    *((604800, 86400), (1814400, 604800)),
)
"""Up to how many seconds an interval is rounded to how many, by Grafana."""
_LONGEST = 2_592_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What is looked at: `range` back, with a point each `interval`; all are seconds.

    `scrape` is how often the data source has samples.
    """

    range: int
    interval: float
    scrape: float

    @property
    def rate_interval(self) -> float:
        """The window of a rate that always has two samples."""
        return max(self.interval + self.scrape, _SCRAPES * self.scrape)

    def macros(self) -> dict[str, str]:
        """Every macro of time, by its name without the dollar."""
        return {
            "__interval": f"{number_text(self.interval)}s",
            "__interval_ms": number_text(self.interval * 1000),
            "__rate_interval": f"{number_text(self.rate_interval)}s",
            "__rate_interval_ms": number_text(self.rate_interval * 1000),
            "__range": f"{self.range}s",
            "__range_s": f"{self.range}",
            "__range_ms": f"{self.range * 1000}",
        }


def timing(dashboard: Dashboard, panel: Panel, scrape: float) -> Timing:
    """The timing of a panel that was just opened; `scrape` is the interval of its data source."""
    seconds = parse_duration(dashboard.range)
    least = parse_duration(panel.step) if panel.step else scrape
    wanted = seconds / (panel.position.width * _COLUMN)
    return Timing(range=int(seconds), interval=max(rounded(wanted), least), scrape=scrape)


def rounded(seconds: float) -> float:
    """The round interval that Grafana takes instead."""
    return next((to for limit, to in _ROUND if seconds <= limit), _LONGEST)


def chosen(values: Sequence[str]) -> str:
    """Values of a variable as part of a regular expression between double quotes."""
    escaped = [_escaped(value) for value in values]
    return escaped[0] if len(escaped) == 1 else f"({'|'.join(escaped)})"


def expanded(text: str, values: Mapping[str, str]) -> str:
    """The text with macros and variables; one that is not known stays, as in Grafana."""
    return _NAMED.sub(lambda match: values.get(match[1] or match[2], match[0]), text)


def named(text: str) -> frozenset[str]:
    """The macros and variables in a text."""
    return frozenset(match[1] or match[2] for match in _NAMED.finditer(text))


def _escaped(value: str) -> str:
    """Escaped twice: for the regular expression, and for the PromQL that it stands in."""
    slashes = value.replace("\\", "\\\\\\\\").replace('"', '\\\\\\"')
    return _SPECIAL.sub(lambda match: f"\\\\{match[0]}", slashes)
