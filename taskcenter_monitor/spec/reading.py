"""What reading a spec yields: plain data, the place of every value, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Span

LARGEST = 4 * 1024 * 1024
"""Bytes of the largest spec that is read: far beyond what a person maintains."""
REQUIRED = ("service.yaml", "routing.yaml", "scrape.yaml", "metrics.yaml", "signals.yaml")
"""Files without which there is no project; besides them at least one `alerts/*.yaml`."""
OPTIONAL = ("stack.yaml", "telemetry.yaml", "windows.yaml", "slos.yaml")
"""Files that a project may have."""
OPENSLO = "openslo"
"""The folder of SLOs that are written as OpenSLO has them."""
_MANY = re.compile(rf"(?:alerts|dashboards|environments|{OPENSLO})/[^/]+\.yaml")
"""The files of which there are several: one for each component, dashboard or environment."""

Path = tuple[str | int, ...]
"""The keys and indexes that lead to a value."""
Box = tuple[int, int, int, int]
"""Line, column, end line, end column; counted from 1, the end column exclusive."""
START: Box = (1, 1, 1, 1)
"""The beginning of a file, for what concerns it as a whole."""


@dataclass(slots=True)
class Places:
    """Where each key and value of a file stands; a path leads to each."""

    keys: dict[Path, Box] = field(default_factory=dict)
    values: dict[Path, Box] = field(default_factory=dict)
    styles: dict[Path, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reading:
    """What a file holds: `data` is None where it cannot be relied on."""

    file: str
    text: str = ""
    data: Any = None
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _lines: list[str] | None = None

    @property
    def lines(self) -> list[str]:
        """The lines of the text; split once, and only when something is said about it."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines

    def fault(self, check: str, box: Box, message: str, hint: str = "") -> None:
        """Notes what is wrong in a box of the text."""
        place = span_of(self.file, self.lines, box)
        self.diagnostics.append(Diagnostic(check=check, message=message, place=place, help=hint))


def span_of(file: str, lines: Sequence[str], box: Box) -> Span:
    """The span of a box, with the source line a reporter shows; never outside of the file."""
    line = min(box[0], len(lines))
    end_line = min(box[2], len(lines))
    source = lines[line - 1].rstrip("\r")
    column = min(box[1], len(source) + 1)
    return Span(
        file=file,
        line=line,
        column=column,
        end_line=end_line,
        end_column=max(box[3], column + 1) if end_line == line else box[3],
        source=source,
    )


def is_spec(name: str) -> bool:
    """Whether a file of this name is a part of the specs."""
    return name in (*REQUIRED, *OPTIONAL) or _MANY.fullmatch(name) is not None


def section_of(name: str) -> str:
    """What a file speaks of: `alerts`, `environments`, or its own name without the ending."""
    return name.partition("/")[0].removesuffix(".yaml")


def holds_documents(file: str) -> bool:
    """Whether a file may have several documents; each is one of the things that it holds."""
    return f"/{file}".rpartition("/")[0].endswith(f"/{OPENSLO}")


def stem(name: str) -> str:
    """The name of a file without its folder and its ending: a component, or an environment."""
    return name.rpartition("/")[2].removesuffix(".yaml")


def reading_order(files: Collection[str]) -> list[str]:
    """The files that are read, in the order in which they are.

    The environments come first, because their overrides are held against all that follows.
    """
    many = sorted(name for name in files if _MANY.fullmatch(name))
    environments = [name for name in many if section_of(name) == "environments"]
    others = [name for name in many if section_of(name) != "environments"]
    single = [name for name in (*REQUIRED, *OPTIONAL) if name in files]
    return [*environments, *single, *others]


def decoded(raw: bytes) -> str:
    """The text of a file as far as it can be read, for showing lines of it."""
    return raw.decode("utf-8", "replace").removeprefix("\ufeff")


def line_column(text: str, index: int) -> tuple[int, int]:
    """Line and column of a character, counted from 1."""
    line = text.count("\n", 0, index) + 1
    return line, index - text.rfind("\n", 0, index)
