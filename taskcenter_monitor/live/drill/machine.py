"""Whether the machine kept up: on one that did not, a drill shows nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.live.prometheus import Prometheus

MOST_MISSED = 0.1
"""The share of evaluations that may be missed: a rule that waits for 5 m sees 20 of them."""
BUSY = 2.5
"""Processes that want each core, in the last minute; a drill alone makes less than one."""
MOST_FAILED = 0.02
"""The share of scrapes of a process that is never down which may fail: one of 50."""

_QUERIES: Mapping[str, str] = {
    "evaluations": "sum(prometheus_rule_group_iterations_total)",
    "missed evaluations": "sum(prometheus_rule_group_iterations_missed_total)",
    "longest evaluation": "max(prometheus_rule_group_last_duration_seconds)",
    "scrapes as late as": 'max(prometheus_target_interval_length_seconds{quantile="0.99"})',
    "shortest interval": "min(prometheus_rule_group_interval_seconds)",
}


def measured(prometheus: Prometheus, healthy: Sequence[str]) -> Mapping[str, float]:
    """A name to a number: counts, or seconds. What Prometheus does not know is left out.

    `healthy` are targets, `host:port`, that were up all the time.
    """
    up = f'avg_over_time(up{{instance=~"{"|".join(healthy)}"}}[1h])'
    queries = {**_QUERIES, "share of failed scrapes": f"1 - min({up})"}
    found = {name: prometheus.query(query) for name, query in queries.items()}
    known = {name: samples[0].value for name, samples in found.items() if samples}
    return {**known, "load": round(os.getloadavg()[0], 1), "cores": float(os.cpu_count() or 1)}


def is_shared() -> bool:
    """Whether others want the cores as well: a drill alone leaves some of them."""
    return os.getloadavg()[0] > (os.cpu_count() or 1)


def complaints(machine: Mapping[str, float]) -> Iterator[str]:
    """What people should know before they trust the results, in sentences."""
    missed, all_ = machine.get("missed evaluations", 0.0), machine.get("evaluations", 0.0)
    if all_ and missed / all_ > MOST_MISSED:
        yield (
            f"the machine was too slow: {missed:.0f} of {all_:.0f} evaluations were missed; "
            "try a smaller --time-scale"
        )
    load, cores = machine.get("load", 0.0), machine.get("cores", 1.0)
    if load > BUSY * cores:
        yield (
            f"the machine was too slow: a load of {load:g} on {cores:g} cores; a drill needs "
            "one of them for itself, and the alerts on CPU need it whole"
        )
    failed = machine.get("share of failed scrapes", 0.0)
    if failed > MOST_FAILED:
        yield (
            f"the machine was too slow: {failed:.0%} of the scrapes of a process that was up took "
            "longer than they may; try a smaller --time-scale"
        )
