"""Answers that many checks ask for, worked out once for the project at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, TypeVar

from taskcenter_monitor.spec.project import Project

T = TypeVar("T")


@dataclass(slots=True)
class _Latest:
    """The project that was asked about last, and what was answered, by the function."""

    project: Project | None = None
    answers: dict[Callable[[Project], Any], Any] = field(default_factory=dict)


_latest = _Latest()


def forget() -> None:
    """Lets go of all answers, and of the project with them."""
    _latest.project = None
    _latest.answers.clear()


def per_project(compute: Callable[[Project], T]) -> Callable[[Project], T]:
    """The same function, with its answer for the latest project kept."""

    @wraps(compute)
    def remembered(project: Project) -> T:
        if _latest.project is not project:
            forget()
            _latest.project = project
        if compute not in _latest.answers:
            _latest.answers[compute] = compute(project)
        answer: T = _latest.answers[compute]
        return answer

    return remembered
