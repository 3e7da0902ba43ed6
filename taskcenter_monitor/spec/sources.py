"""From the path of a value to its line and column."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from taskcenter_monitor.diagnostics import Diagnostic, Origin, Span
from taskcenter_monitor.spec.reading import START, Box, Path, Places, decoded, span_of


class Texts(Mapping[str, str]):
    """The texts of files, decoded only when somebody asks: few are ever spoken of."""

    def __init__(self, files: Mapping[str, bytes], root: str) -> None:
        self._files = files
        self._root = f"{root}/"

    def __getitem__(self, file: str) -> str:
        if not file.startswith(self._root):
            raise KeyError(file)
        return decoded(self._files[file.removeprefix(self._root)])

    def __iter__(self) -> Iterator[str]:
        return (self._root + name for name in self._files)

    def __len__(self) -> int:
        return len(self._files)


class Sources:
    """The texts of all specs that were read, and where an environment replaced a value.

    `moved` leads from where a value would stand in a spec of our own to where it does in a document
    of another form.

    Positions are worked out only for files that something is said about: a sound project never
    pays for them.
    """

    def __init__(
        self,
        texts: Mapping[str, str],
        replaced: Mapping[tuple[str, Path], Origin] | None = None,
        moved: Mapping[tuple[str, Path], Origin] | None = None,
    ) -> None:
        self._texts = texts
        self._replaced = replaced or {}
        self._moved = moved or {}
        self._known: dict[str, tuple[Places, list[str]]] = {}

    def locate(self, diagnostic: Diagnostic) -> Diagnostic:
        """The diagnostic with its `Origin` turned into a `Span`."""
        place = diagnostic.place
        return diagnostic.located(self.span(place)) if isinstance(place, Origin) else diagnostic

    def span(self, origin: Origin) -> Span:
        """Where a value stands: itself, else the nearest thing around it."""
        origin = self._as_written(self._as_moved(origin))
        known = self._known.get(origin.file)
        if known is None:
            text = self._texts.get(origin.file)
            if text is None:
                return span_of(origin.file, [""], START)
            from taskcenter_monitor.spec.reader import places_in

            found = places_in(origin.file, text)
            known = self._known[origin.file] = (found, text.split("\n"))
        found, lines = known
        return span_of(origin.file, lines, _box_of(origin, found, lines))

    def _as_moved(self, origin: Origin) -> Origin:
        """Where a value stands in a document of another form, if it does in one."""
        for length in range(len(origin.path), 0, -1):
            moved = self._moved.get((origin.file, origin.path[:length]))
            if moved is not None:
                rest = origin.path[length:]
                return Origin(moved.file, moved.path + rest, origin.key and bool(rest))
        return origin

    def _as_written(self, origin: Origin) -> Origin:
        """Where an environment gave the value, if one did."""
        for length in range(len(origin.path), -1, -1):
            written = self._replaced.get((origin.file, origin.path[:length]))
            if written is not None:
                rest = origin.path[length:]
                return Origin(written.file, written.path + rest, origin.key, origin.inner)
        return origin


def _box_of(origin: Origin, found: Places, lines: Sequence[str]) -> Box:
    path = origin.path
    if origin.key and path in found.keys:
        return found.keys[path]
    while path and path not in found.values:
        path = path[:-1]
    box = found.values.get(path, START)
    if path == origin.path and origin.inner is not None:
        return _inner_box(box, origin.inner, found.styles.get(path, ""), lines)
    if box[0] != box[2] and path in found.keys:
        return found.keys[path]
    if box[0] != box[2]:
        return box[0], box[1], box[0], box[1] + 1
    return box


def _inner_box(box: Box, inner: tuple[int, int, int], style: str, lines: Sequence[str]) -> Box:
    """A stretch inside a scalar; the whole scalar where its layout does not tell."""
    line, column, length = inner
    if style == "|":
        content = next((row for row in lines[box[0] :] if row.strip()), "")
        indent = len(content) - len(content.lstrip(" "))
        row = box[0] + line
        return row, indent + column, row, indent + column + length
    if box[0] == box[2] and line == 1:
        start = box[1] + column - 1 + (style in ("'", '"'))
        return box[0], start, box[0], min(start + length, box[3])
    return box[0], box[1], box[0], box[1] + 1
