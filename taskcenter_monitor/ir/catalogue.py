"""What the services expose, as far as others must know it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedMetric:
    """One metric of the catalogue.

    `type` is counter, gauge, histogram or summary, `unit` the name of its unit. `labels` leaves out
    `job` and `instance`; `buckets` are the finite bounds of a histogram. `jobs` expose it; where
    there is none every job does.
    """

    name: str
    type: str
    unit: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    jobs: tuple[str, ...] = ()
