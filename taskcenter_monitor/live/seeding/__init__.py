"""A Prometheus with made-up data of a living system: every metric of the catalogue, for as long as
dashboards look back, and every recorded series that they read.

The data is the same for the same specs and the same moment. It is written as OpenMetrics and made
into blocks by promtool, so nothing has to be scraped and nothing waited for.
"""

from __future__ import annotations

from taskcenter_monitor.live.seeding.server import Seeded, seeded_prometheus

__all__ = ["Seeded", "seeded_prometheus"]
