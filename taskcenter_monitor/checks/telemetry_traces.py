"""Which traces are recorded: what is set for a route is used, and what is recorded can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.diagnostics import Level
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.objectives import parse_part

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/]*")
_SURPLUS = re.compile(r"[?#].*", re.DOTALL)


def route(project: Project) -> Iterator[Finding]:
    """Routes that neither a template of a path nor a span can be called."""
    if project.telemetry is None:
        return
    place = project.telemetry.origin
    for name in project.telemetry.value.tracing.routes:
        meant = _ADDRESS.sub("", _SURPLUS.sub("", name)).strip() if "/" in name else name.strip()
        if meant != name:
            message = f"no trace begins with {name!r}: a route has no address, query or margin"
            hint = f"write {meant}" if meant else "write the path as the service declares it"
            yield Finding(place.at_key("tracing", "routes", name), message, hint)


def untraced(project: Project) -> Iterator[Finding]:
    """Ratios at which no trace is recorded at all."""
    if project.telemetry is None:
        return
    written = project.telemetry.value.tracing
    if parse_part(written.ratio) == 0:
        where = project.telemetry.origin.at("tracing", "ratio")
        message = f"at a ratio of {written.ratio} no trace is recorded but those that callers begin"
        yield Finding(where, message, "keep a share, like 1%, or name the routes with 0%")


def silent_traces(project: Project) -> Iterator[Finding]:
    """Traces whose records are left out although they are recorded."""
    if project.telemetry is None:
        return
    spec, place = project.telemetry.value, project.telemetry.origin.at("sampling", "default")
    kept, traced = spec.sampling.default, spec.tracing.ratio
    if 0 < parse_part(kept) < parse_part(traced):
        message = f"{traced} of traces are recorded, and records of no more than {kept} of them"
        yield Finding(place, message, f"keep {traced} of records too, or record {kept} of traces")


CHECKS: tuple[Check, ...] = (
    Check(
        id="telemetry/route",
        why="A ratio for what no trace begins with changes nothing.",
        run=route,
    ),
    Check(
        id="telemetry/untraced",
        why="Without a single trace nobody sees where a slow request has spent its time.",
        run=untraced,
        level=Level.WARNING,
    ),
    Check(
        id="telemetry/silent-traces",
        why="Who opens a trace looks for its log lines next, and finds none.",
        run=silent_traces,
        level=Level.WARNING,
    ),
)
