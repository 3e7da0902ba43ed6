"""Environments: a few values of the specs, replaced by their path."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.reading import Path

Replaced = dict[tuple[str, Path], Origin]

_FILES = {"groups": "signals"}
"""Heads of a path that stand in a file of another name."""
_WHOLE = ("service", "routing", "scrape")
"""Heads that are not repeated as a key within their file."""
_HEADS = ("alerts", "signals", "groups", "metrics", *_WHOLE)
_INDEX = re.compile(r"0|[1-9][0-9]{0,5}")


def apply(
    overrides: Mapping[str, object], origin: Origin, documents: Mapping[str, dict[str, Any]]
) -> tuple[Replaced, list[Diagnostic]]:
    """Replaces values in the (not yet validated) documents, which go by their path in the specs.

    A path begins with `service`, `routing` or `scrape` for the file of that name, or with
    `metrics`, `signals`, `groups` or `alerts` and a name. It must lead to a value that is there.
    Returns where each replaced value now comes from.
    """
    replaced: Replaced = {}
    diagnostics = []
    for path, value in overrides.items():
        try:
            file, steps = _document(path.split("."), documents)
            resolved = _replace(documents[file], steps, value)
        except _NoMatchError as error:
            diagnostics.append(
                Diagnostic(
                    check="environment/no-match",
                    message=f"the override matches nothing: {error.missing!r} is not there",
                    place=origin.at_key(path),
                    help=error.help,
                )
            )
        else:
            replaced[file, resolved] = origin.at(path)
    return replaced, diagnostics


@dataclass(slots=True)
class _NoMatchError(Exception):
    missing: str
    known: Iterable[str]

    @property
    def help(self) -> str:
        return nearest(self.missing, self.known)


def _document(steps: list[str], documents: Mapping[str, dict[str, Any]]) -> tuple[str, list[str]]:
    """The file that a path speaks of, and the path within it."""
    head = steps[0]
    if len(steps) < 2:
        raise _NoMatchError(head, _HEADS)
    if head == "alerts":
        for file, names in _alerts(documents):
            if steps[1] in names:
                return file, steps
        raise _NoMatchError(steps[1], [name for _, names in _alerts(documents) for name in names])
    file = f"{_FILES.get(head, head)}.yaml"
    if head not in _HEADS or file not in documents:
        raise _NoMatchError(head, _HEADS)
    return file, steps[1:] if head in _WHOLE else steps


def _alerts(documents: Mapping[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file of alerts, with the alerts in it."""
    for file, document in documents.items():
        if file.startswith("alerts/") and isinstance(document.get("alerts"), dict):
            yield file, document["alerts"]


def _replace(data: dict[str, Any], steps: list[str], value: object) -> Path:
    """Sets the value at the end of the path; gives the path as keys and indexes."""
    resolved: list[str | int] = []
    current: Any = data
    for step in steps:
        container = current
        key = _key(container, step)
        resolved.append(key)
        current = container[key]
    container[key] = value
    return tuple(resolved)


def _key(container: object, step: str) -> str | int:
    """The step as a key of what stands there."""
    if isinstance(container, dict):
        if step in container:
            return step
        raise _NoMatchError(step, container)
    if isinstance(container, list) and _INDEX.fullmatch(step) and int(step) < len(container):
        return int(step)
    raise _NoMatchError(step, ())
