"""The names of files that were put aside: `app-2026-11-27T09-0001.log`, later with `.gz`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

PACKED = ".gz"
PART = ".gz.part"
"""The ending of what is being compressed. Whoever collects logs has to leave it alone."""


@dataclass(frozen=True, slots=True, order=True)
class Aside:
    """One file that was put aside; in this order they were written."""

    label: str
    number: int

    def name(self, beside: Path) -> str:
        """Its name, uncompressed."""
        return f"{beside.stem}-{self.label}-{self.number:04d}{beside.suffix}"


class Names:
    """Finds and makes names beside a log.

    The number goes on within a label, so that names are in the order of their lines even where a
    clock change repeats an hour.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        stem, suffix = re.escape(path.stem), re.escape(path.suffix)
        self._pattern = re.compile(
            rf"{stem}-(\d{{4}}-\d\d-\d\d(?:T\d\d)?)-(\d{{4,}}){suffix}"
            rf"({re.escape(PACKED)}|{re.escape(PART)})?"
        )

    def found(self) -> dict[Aside, set[str]]:
        """What lies beside the log, oldest first, with the endings that each has."""
        asides: dict[Aside, set[str]] = {}
        for name in os.listdir(self.path.parent):  # noqa: PTH208 - a third of the time
            match = self._pattern.fullmatch(name)
            if match is not None:
                aside = Aside(match[1], int(match[2]))
                asides.setdefault(aside, set()).add(match[3] or "")
        return dict(sorted(asides.items()))

    def place(self, aside: Aside, ending: str = "") -> Path:
        """The path of such a file."""
        return self.path.parent / (aside.name(self.path) + ending)

    def reserve(self, label: str, mode: int) -> Path:
        """An empty file of the next name, made by us alone: renaming to it replaces nothing."""
        taken = [aside.number for aside in self.found() if aside.label == label]
        number = max(taken, default=0)
        while True:
            number += 1
            place = self.place(Aside(label, number))
            try:
                os.close(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode))
            except FileExistsError:
                continue
            return place
