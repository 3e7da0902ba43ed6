"""Signals by their kind, for checks that concern one kind only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from taskcenter_monitor.checks.memo import per_project
from taskcenter_monitor.signals.base import SignalModel
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project

S = TypeVar("S", bound=SignalModel)


def of_kind(project: Project, kind: type[S]) -> list[Entry[S]]:
    """Every signal of one kind, in the order in which they stand."""
    return _by_kind(project).get(kind, [])


@per_project
def _by_kind(project: Project) -> Mapping[type[SignalModel], list[Entry[Any]]]:
    found: dict[type[SignalModel], list[Entry[Any]]] = {}
    for entry in project.signals.values():
        found.setdefault(type(entry.value), []).append(entry)
    return found
