"""From the path of a value to its line and column."""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.spec.reader import Box, Path, Places, places, span_of


class Sources:
    """The texts of all specs that were read, and where an environment replaced a value.

    Positions are worked out only for files that something is said about: a sound project never
    pays for them.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        replaced: Mapping[tuple[str, Path], Origin] | None = None,
    ) -> None:
        self._texts = texts
        self._replaced = replaced or {}
        self._places: dict[str, Places] = {}

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its `Origin` turned into a `Span`."""
        place = diagnostic.place
        return diagnostic.located(self.span(place)) if isinstance(place, Origin) else diagnostic

    def span(self, origin: Origin) -> Span | None:
        """Where a value stands: itself, else the nearest thing around it."""
        origin = self._as_written(origin)
        text = self._texts.get(origin.file)
        if text is None:
            box: Box = (1, 1, 1, 1)
            return span_of(origin.file, "", box)
        found = self._places.get(origin.file)
        if found is None:
            found = self._places[origin.file] = places(text)
        return span_of(origin.file, text, _box_of(origin, found, text))

    def _as_written(self, origin: Origin) -> Origin:
        """Where an environment gave the value, if one did."""
        for length in range(len(origin.path), -1, -1):
            written = self._replaced.get((origin.file, origin.path[:length]))
            if written is not None:
                rest = origin.path[length:]
                return Origin(written.file, written.path + rest, origin.key, origin.inner)
        return origin


def _box_of(origin: Origin, found: Places, text: str) -> Box:
    path = origin.path
    if origin.key and path in found.keys:
        return found.keys[path]
    while path and path not in found.values:
        path = path[:-1]
    box = found.values.get(path, (1, 1, 1, 1))
    if path == origin.path and origin.inner is not None:
        return _inner_box(box, origin.inner, found.styles.get(path, ""), text)
    if box[0] != box[2] and path in found.keys:
        return found.keys[path]
    if box[0] != box[2]:
        return box[0], box[1], box[0], box[1] + 1
    return box


def _inner_box(box: Box, inner: tuple[int, int, int], style: str, text: str) -> Box:
    """A stretch inside a scalar; the whole scalar where its layout does not tell."""
    line, column, length = inner
    if style == "|":
        source = text.split("\n")
        content = next((row for row in source[box[0] :] if row.strip()), "")
        indent = len(content) - len(content.lstrip(" "))
        row = box[0] + line
        return row, indent + column, row, indent + column + length
    if box[0] == box[2] and line == 1:
        start = box[1] + column - 1 + (style in ("'", '"'))
        return box[0], start, box[0], min(start + length, box[3])
    return box[0], box[1], box[0], box[1] + 1
