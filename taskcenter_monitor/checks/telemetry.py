"""What services log: nothing is lost that people would look for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.telemetry import Levels
from taskcenter_monitor.vocabulary.loggers import is_logger, meant
from taskcenter_monitor.vocabulary.objectives import parse_part


def component(project: Project) -> Iterator[Finding]:
    """Components that no logger can be called."""
    if project.telemetry is None:
        return
    spec, origin = project.telemetry.value, project.telemetry.origin
    named = (("levels", spec.levels.components), ("sampling", spec.sampling.components))
    for section, components in named:
        for name in components:
            if not is_logger(name):
                message = f"{name!r} is no name of a logger"
                place = origin.at_key(section, "components", name)
                yield Finding(place, message, meant(name))


def drop_order(project: Project) -> Iterator[Finding]:
    """Levels that are dropped while there is still room for less important ones."""
    if project.telemetry is None:
        return
    written = project.telemetry.value.queue.drop_beyond
    place = project.telemetry.origin.at("queue", "drop_beyond")
    order = (("debug", written.debug), ("info", written.info), ("warn", written.warn))
    for (less, lower), (more, higher) in pairwise(order):
        if parse_part(lower) > parse_part(higher):
            message = f"{more} is dropped from {higher} on, {less} not before {lower}"
            yield Finding(place.at(more), message, f"let {more} wait in a fuller queue than {less}")


def silent(project: Project) -> Iterator[Finding]:
    """Levels at which errors are not written."""
    if project.telemetry is None:
        return
    for place, level in _levels(project.telemetry.value.levels, project.telemetry.origin):
        if level == "fatal":
            yield Finding(place, "at this level no ERROR is written", "write error")


def _levels(levels: Levels, origin: Origin) -> Iterator[tuple[Origin, str]]:
    place = origin.at("levels")
    yield place.at("default"), levels.default
    for key in ("components", "businesses", "users"):
        for name, level in getattr(levels, key).items():
            yield place.at(key, name), level


def nothing_kept(project: Project) -> Iterator[Finding]:
    """Samples of nothing."""
    if project.telemetry is None:
        return
    spec, place = project.telemetry.value.sampling, project.telemetry.origin.at("sampling")
    shares = [
        (place.at("default"), spec.default, "error"),
        (place.at("debug"), spec.debug, "info"),
        *((place.at("components", name), part, "error") for name, part in spec.components.items()),
    ]
    for where, part, level in shares:
        if parse_part(part) == 0:
            hint = f"set the level to {level} in `levels`, or keep a share"
            yield Finding(where, f"a sample of {part} keeps no record at all", hint)


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/component",
        why="A level for what no logger is called changes nothing.",
        run=component,
    ),
    Check(
        id="telemetry/drop-order",
        why="A full queue that drops warnings before debugging keeps what nobody looks for.",
        run=drop_order,
    ),
    Check(
        id="telemetry/silent",
        why="A service whose errors are not written looks well in every search.",
        run=silent,
        level=Level.WARNING,
    ),
    Check(
        id="telemetry/nothing-kept",
        why="Records are made and thrown away; a level costs nothing, and says what is meant.",
        run=nothing_kept,
        level=Level.WARNING,
    ),
)
