"""Our kinds, in the PromQL that they are compiled to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.anomaly.server import METRIC, Server
from benchmarks.anomaly.shapes import Shape
from benchmarks.runner import ROOT
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import Lowered
from taskcenter_monitor.templating import Templates

_TITLE = {"zh": "流量", "en": "traffic"}
_TEMPLATES = ROOT / "templates"
WAIT = 10
"""Minutes that every alert on one of our kinds waits; the shipped ones do."""

_BASELINE = {"kind": "baseline", "window": "10m", "baseline_window": "30m"}
"""As the shipped alert on requests has it."""
_ANOMALY = {"kind": "anomaly", "window": "15m", "direction": "both"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an alert on a baseline fires: below and above a share of the usual."""

    below: float
    above: float


LIMITS = {
    "baseline, 50 % and 200 %": Limits(below=0.5, above=2.0),
    "baseline, 60 % and 140 %": Limits(below=0.6, above=1.4),
}
"""The limits that are shipped, and those at which the band of an anomaly ends."""


def record(server: Server, shapes: Iterable[Shape]) -> None:
    """Works out all recorded series of both kinds."""
    known = {one.name: one for shape in shapes for made in _all(shape) for one in made.recordings}
    server.record([*known.values()])


def bad(server: Server, shapes: Sequence[Shape]) -> dict[str, dict[str, list[bool]]]:
    """The name of a rule to the minutes in which each series is bad."""
    found: dict[str, dict[str, list[bool]]] = {name: {} for name in (*LIMITS, "anomaly")}
    for shape in shapes:
        drop, rise, anomaly = _all(shape)
        values = server.values(f"{anomaly.operand} > 1")
        found["anomaly"] |= {name: _is_there(each) for name, each in values.items()}
        for name, limits in LIMITS.items():
            below = server.values(f"{drop.operand} < {limits.below}")
            above = server.values(f"{rise.operand} > {limits.above} and {rise.guard}")
            found[name] |= _either(below, above)
    return found


def _all(shape: Shape) -> tuple[Lowered, Lowered, Lowered]:
    """Drop and rise against a baseline, and an anomaly."""
    keys = {
        "metric": f'{METRIC}{{shape="{shape.name}"}}',
        "floor": shape.floor,
        "by": ["series"],
    }
    drop, rise = ("drop", "rise")
    return (
        _lowered({**_BASELINE, **keys, "direction": drop, "series": f"{shape.name}_{drop}"}),
        _lowered({**_BASELINE, **keys, "direction": rise, "series": f"{shape.name}_{rise}"}),
        _lowered({**_ANOMALY, **keys, "series": shape.name}),
    )


def _lowered(keys: Mapping[str, Any]) -> Lowered:
    signal = KINDS[keys["kind"]].model_validate({"title": _TITLE, **keys})
    return signal.lower(_templates().promql, {})


@cache
def _templates() -> Templates:
    return Templates(
        {
            path.relative_to(_TEMPLATES).as_posix(): path.read_text("utf-8")
            for path in Path(_TEMPLATES).rglob("*.j2")
        }
    )


def _is_there(values: Iterable[float]) -> list[bool]:
    return [value == value for value in values]  # noqa: PLR0124 - NaN is not


def _either(
    below: Mapping[str, list[float]], above: Mapping[str, list[float]]
) -> dict[str, list[bool]]:
    found = {name: _is_there(values) for name, values in below.items()}
    for name, values in above.items():
        others = found.get(name, [False] * len(values))
        found[name] = [a or b for a, b in zip(_is_there(values), others, strict=True)]
    return found
