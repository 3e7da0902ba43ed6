"""Answers that many checks ask for, worked out once for the project at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from taskcenter_monitor.spec.project import Project

T = TypeVar("T")


def per_project(compute: Callable[[Project], T]) -> Callable[[Project], T]:
    """The same function, with its answer for the latest project kept."""
    kept: list[tuple[Project, T]] = []

    def remembered(project: Project) -> T:
        if not kept or kept[0][0] is not project:
            kept[:] = [(project, compute(project))]
        return kept[0][1]

    return remembered
