"""Which series of a panel over time a person can see, and how much of a colour is painted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
Channels = tuple[int, ...]

ALIKE = 24
"""How far a channel of a pixel may be from the colour of its line: edges are smoothed."""
THINNEST = 0.02
"""The part of the height of a stack that a layer has where it can be seen."""


def colours_to_see(report: Json) -> dict[str, list[str]]:
    """The colours that a panel must show, each with the names of its series.

    Not those of layers that are too thin, nor those of a line that lies under another one.
    """
    series = [*_series(report)]
    height = _height(series)
    found: dict[str, list[str]] = {}
    for at, one in enumerate(series):
        if not one["points"]:
            continue
        if one["stacked"]:
            seen = max(one["points"].values()) >= THINNEST * height
        else:
            seen = all(one["points"] != other["points"] for other in series[at + 1 :])
        if seen:
            found.setdefault(one["color"], []).append(one["name"])
    return found


def painted(colours: Sequence[tuple[str, int]], wanted: str) -> int:
    """How many pixels of a canvas are of a colour, or nearly so."""
    channels = channels_of(wanted)
    return sum(count for each, count in colours if alike(channels_of(each), channels))


def channels_of(text: str) -> Channels:
    """Red, green and blue of a colour as CSS writes it."""
    if text.startswith("#"):
        return tuple(int(text[at : at + 2], 16) for at in (1, 3, 5))
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def alike(one: Channels, other: Channels) -> bool:
    """Whether nobody could tell two colours apart in a line."""
    return all(abs(a - b) <= ALIKE for a, b in zip(one, other, strict=True))


def _series(report: Json) -> Iterator[dict[str, Any]]:
    for frame in report["frames"]:
        times = [each["values"] for each in frame["fields"] if each["type"] == "time"]
        for field in frame["fields"]:
            custom = field["config"].get("custom", {})
            if field["type"] != "number" or custom.get("hideFrom", {}).get("viz"):
                continue
            points = zip(*times, field["values"], strict=True)
            yield {
                "name": field["displayName"],
                "color": field["color"],
                "stacked": custom.get("stacking", {}).get("mode", "none") != "none",
                "points": {time: value for time, value in points if value is not None},
            }


def _height(series: Sequence[Json]) -> float:
    """How high the stack is where it is highest."""
    total: Counter[int] = Counter()
    for one in series:
        if one["stacked"]:
            total.update(one["points"])
    return max(total.values(), default=0)
