"""The metric catalogue as services know it: metrics.json, which `tcmon build` writes.

Apart from the instruments: what proves a catalogue needs nothing but this.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

Kind = Literal["counter", "gauge", "histogram", "summary"]
Joining = Literal["sum", "max", "min", "latest"]

LARGEST = 16 * 1024 * 1024
"""Bytes. Room for some ten thousand metrics; what is larger is no catalogue."""
_PACKAGED = Path(__file__).with_name("metrics") / "default.json"
_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_OWN = frozenset(("le", "quantile", "job", "instance"))
"""Labels that the form or Prometheus itself gives, and no caller."""
_MARK = b"\xef\xbb\xbf"


class CatalogueFault(ValueError):
    """Why a catalogue cannot be used, in one sentence with the path of the fault."""


class Metric(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One metric. `labels` leaves out `job` and `instance`; `buckets` are finite and rise.

    `series` is how many combinations of labels a process may have of it, 0 where nothing is said.
    `processes` says what becomes of a gauge where one instance has several processes.
    """

    type: Kind
    unit: str
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()
    series: int = 0
    processes: Joining = "sum"


class Catalogue(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All metrics that a service may export, by name."""

    version: Literal[1] = 1
    metrics: Mapping[str, Metric]


@cache
def default_catalogue() -> Catalogue:
    """What our own specs yield; it is ours, so nothing in it is tried."""
    return msgspec.json.decode(_PACKAGED.read_bytes(), type=Catalogue)


def catalogue_of(path: Path) -> Catalogue:
    """The catalogue in a file. Raises OSError, or CatalogueFault."""
    if not path.is_file():
        raise CatalogueFault(f"{path} is no file")
    return read_catalogue(path.read_bytes())


def read_catalogue(content: bytes) -> Catalogue:
    """Raises CatalogueFault for what is no catalogue; never returns part of one."""
    if len(content) > LARGEST:
        raise CatalogueFault(f"{len(content)} bytes are more than a catalogue has, {LARGEST}")
    try:
        found = msgspec.json.decode(content.removeprefix(_MARK), type=Catalogue)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CatalogueFault(str(error).replace("`$.metrics[...]", "`$.metrics.*")) from None
    for name, metric in found.metrics.items():
        for fault in _faults(name, metric):
            raise CatalogueFault(f"{fault} - at `$.metrics.{name}`")
    return found


def _faults(name: str, metric: Metric) -> Iterator[str]:
    """What makes instruments impossible, or others than the specs read."""
    if not _NAME.fullmatch(name):
        yield f"{name!r} is no name of a metric"
    for label in metric.labels:
        if not _NAME.fullmatch(label) or label.startswith("__"):
            yield f"{label!r} is no name of a label"
        elif label in _OWN - ({"quantile"} if metric.type == "summary" else set()):
            yield f"The label {label!r} is not for services to give"
    if len(set(metric.labels)) < len(metric.labels):
        yield "A label stands there twice"
    if metric.type == "counter" and not name.endswith("_total"):
        yield "Services export a counter under a name that ends in _total"
    yield from _bucket_faults(metric)
    if metric.series < 0:
        yield "`series` is 0 or more"


def _bucket_faults(metric: Metric) -> Iterator[str]:
    if (metric.type == "histogram") is not bool(metric.buckets):
        yield "A histogram has buckets, and nothing else has"
    if not all(map(math.isfinite, metric.buckets)):
        yield "Buckets are finite"
    if any(low >= high for low, high in pairwise(metric.buckets)):
        yield "Buckets rise"
