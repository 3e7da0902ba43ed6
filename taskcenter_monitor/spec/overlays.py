"""Environments: a few values of the specs, replaced by their path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.reader import Path

Replaced = dict[tuple[str, Path], Origin]


def apply(
    overrides: Mapping[str, Any], origin: Origin, documents: Mapping[str, Any]
) -> tuple[Replaced, list[Diagnostic]]:
    """Replaces values in the (not yet validated) documents.

    A path begins with `service`, `routing` or `scrape` for the file of that name, or with
    `metrics`, `signals`, `groups` or `alerts` and a name. It must lead to a value that is there.
    Returns where each replaced value now comes from.
    """
    replaced: Replaced = {}
    diagnostics = []
    for path, value in overrides.items():
        steps = path.split(".")
        try:
            file, target = _document(steps, documents)
            resolved = _replace(documents[file], target, value)
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


class _NoMatchError(Exception):
    def __init__(self, missing: str, known: list[str]) -> None:
        self.missing = missing
        self.help = nearest(missing, known)


def _document(steps: list[str], documents: Mapping[str, Any]) -> tuple[str, list[str]]:
    """The file that a path speaks of, and the path within it."""
    head = steps[0]
    if head == "alerts":
        for file, data in documents.items():
            inside = data.get("alerts") if isinstance(data, dict) and _is_alerts(file) else None
            if isinstance(inside, dict) and len(steps) > 1 and steps[1] in inside:
                return file, steps
        known = [
            name
            for file, data in documents.items()
            if _is_alerts(file) and isinstance(data, dict) and isinstance(data.get("alerts"), dict)
            for name in data["alerts"]
        ]
        raise _NoMatchError(steps[1] if len(steps) > 1 else head, known)
    name, target = ("signals", steps) if head in ("signals", "groups") else (head, steps)
    if head in ("service", "routing", "scrape"):
        target = steps[1:]
    for file in documents:
        if file.rpartition("/")[2] == f"{name}.yaml" and not _is_alerts(file):
            return file, target
    raise _NoMatchError(
        head, ["alerts", "signals", "groups", "metrics", "service", "routing", "scrape"]
    )


def _is_alerts(file: str) -> bool:
    return "/alerts/" in file or file.startswith("alerts/")


def _replace(data: Any, steps: list[str], value: Any) -> Path:
    """Sets the value at the end of the path; gives the path as keys and indexes."""
    resolved: list[str | int] = []
    container, key = None, None
    for step in steps:
        container = data
        if isinstance(data, dict) and step in data:
            key = step
        elif isinstance(data, list) and step.isdigit() and int(step) < len(data):
            key = int(step)
        else:
            raise _NoMatchError(step, list(data) if isinstance(data, dict) else [])
        resolved.append(key)
        data = data[key]
    if container is None:
        raise _NoMatchError(".".join(steps), [])
    container[key] = value
    return tuple(resolved)
