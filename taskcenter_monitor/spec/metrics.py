"""The metric catalogue: what the services expose."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from taskcenter_monitor.spec.base import LabelName, SpecModel, UnitName, fault

MetricType = Literal["counter", "gauge", "histogram", "summary"]
Joining = Literal["sum", "max", "min", "latest"]
"""How the values of several processes of one instance become one."""
ANY_JOB = "any"
"""The `job` of metrics that every target has, so that a selector must name one."""


class Metric(SpecModel):
    """One metric as its exporter writes it.

    `labels` leaves out `job` and `instance`, which every series has. `buckets` are the finite
    upper bounds of a histogram, in the metric's unit. `series` is how many combinations of labels
    one process of a service may have of it; what comes beyond is counted as `other`. `processes`
    says what becomes of a gauge where one instance has several processes; `sum` where it is left
    out.
    """

    type: MetricType
    unit: UnitName
    labels: list[LabelName] = Field(default_factory=list)
    buckets: list[float | int] | None = None
    series: Annotated[int, Field(ge=1)] | None = None
    processes: Joining | None = None
    job: str | Annotated[list[str], Field(min_length=1)]
    help: str

    @field_validator("buckets")
    @classmethod
    def _ascending(cls, buckets: list[float] | None) -> list[float] | None:
        if buckets is not None:
            if not all(math.isfinite(bucket) for bucket in buckets) or not buckets:
                raise fault("metric/buckets", "buckets are finite numbers, at least one")
            if any(low >= high for low, high in pairwise(buckets)):
                raise fault("metric/buckets", "buckets must rise")
        return buckets

    @model_validator(mode="after")
    def _buckets_fit(self) -> Metric:
        if (self.type == "histogram") is not (self.buckets is not None):
            raise fault("metric/buckets", "a histogram has buckets, and nothing else has")
        return self

    @model_validator(mode="after")
    def _processes_fit(self) -> Metric:
        if self.processes is not None and self.type != "gauge":
            raise fault("metric/processes", f"a {self.type} of several processes is always a sum")
        return self

    @property
    def jobs(self) -> tuple[str, ...]:
        """The jobs that expose it; empty when every job does."""
        if self.job == ANY_JOB:
            return ()
        return (self.job,) if isinstance(self.job, str) else tuple(self.job)
