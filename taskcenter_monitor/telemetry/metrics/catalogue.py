"""The metric catalogue as services know it: metrics.json, which `tcmon build` writes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

_PACKAGED = Path(__file__).with_name("default.json")


class Metric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One metric. `labels` leaves out `job` and `instance`; `buckets` are finite and rise."""

    type: Literal["counter", "gauge", "histogram", "summary"]
    unit: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    series: int = 0
    processes: Literal["sum", "max", "min", "latest"] = "sum"


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All metrics that a service may export, by name."""

    version: Literal[1] = 1
    metrics: Mapping[str, Metric]


@cache
def default_catalogue() -> Catalogue:
    """What our own specs yield."""
    return msgspec.json.decode(_PACKAGED.read_bytes(), type=Catalogue)
