"""Reads specs in a second process, while this one still imports what it needs to use them."""

from __future__ import annotations

import marshal
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Any

from taskcenter_monitor.forking import Stream, worth_it
from taskcenter_monitor.spec.reading import reading_order

Data = dict[str, Any]


class ReadAhead:
    """What the files hold, for those that are in order.

    To be used in a `with` block, at the end of which the second process is gone.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        names = reading_order(files)
        self._known: dict[str, Data | None] = {}
        self._stream = Stream(lambda: _read(files, names), marshal) if worth_it() else None
        self._coming: Iterator[tuple[str, Data | None]] = iter(self._stream or ())

    def __enter__(self) -> ReadAhead:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._stream is not None:
            self._stream.close()

    def __call__(self, name: str) -> Data | None:
        """The data of a file, once; None where it has to be read with more care."""
        while name not in self._known:
            read = next(self._coming, None)
            if read is None:
                return None
            self._known[read[0]] = read[1]
        return self._known.pop(name)


def _read(files: Mapping[str, bytes], names: list[str]) -> Iterator[tuple[str, Data | None]]:
    from taskcenter_monitor.spec.quick import read_quickly

    for name in names:
        yield name, read_quickly(files[name])
