"""Answers that many checks ask for, worked out once for the project at hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from taskcenter_monitor.spec.project import Project

T = TypeVar("T")


_kept: list[list[Any]] = []


def forget() -> None:
    """Lets go of all answers, and of the project with them."""
    for answers in _kept:
        answers.clear()


def per_project(compute: Callable[[Project], T]) -> Callable[[Project], T]:
    """The same function, with its answer for the latest project kept."""
    kept: list[tuple[Project, T]] = []
    _kept.append(kept)

    def remembered(project: Project) -> T:
        if not kept or kept[0][0] is not project:
            kept[:] = [(project, compute(project))]
        return kept[0][1]

    return remembered
