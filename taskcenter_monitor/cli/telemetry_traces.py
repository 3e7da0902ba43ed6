"""`tcmon telemetry set tracing` and `clear tracing`: how many traces services record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from taskcenter_monitor.cli.outcome import CLEAN
from taskcenter_monitor.cli.telemetry_files import faults, note_build
from taskcenter_monitor.cli.telemetry_text import few, left_text, percent
from taskcenter_monitor.errors import UsageFault
from taskcenter_monitor.reporters.excerpt import visible
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.policy.editing import (
    Edit,
    clear_ratio,
    ratio_override_of,
    set_ratio,
)
from taskcenter_monitor.telemetry.policy.precedence import effective_tracing, ratios_in_force
from taskcenter_monitor.telemetry.policy.reading import PolicyFault
from taskcenter_monitor.vocabulary.objectives import parse_part


def set_share(file: str, share: str | None, route: str | None, span: timedelta) -> int:
    """Sets the ratio of a route, or of all, for a while."""
    now = datetime.now(UTC)
    _require_route(route)
    try:
        override = ratio_override_of(route, _ratio(share), now + span)
    except PolicyFault as fault:
        raise UsageFault(f"--route {route!r} cannot be in a policy: {fault}") from None
    with faults(file, "changed"):
        edit = set_ratio(Path(file), override, now)
    _say(edit, route, now)
    note_build(file)
    return CLEAN


def clear_share(file: str, route: str | None) -> int:
    """What the policy itself says holds again."""
    now = datetime.now(UTC)
    _require_route(route)
    with faults(file, "changed"):
        edit = clear_ratio(Path(file), route, now)
    _say(edit, route, now)
    return CLEAN


def _ratio(share: str | None) -> float:
    if share is None:
        raise UsageFault("say how many traces to record, as in tcmon telemetry set tracing 50%")
    try:
        return float(parse_part(share))
    except ValueError as error:
        raise UsageFault(str(error)) from None


def _require_route(route: str | None) -> None:
    if route == "":
        raise UsageFault("--route names nothing; is a variable empty?")
    try:
        fits = route is None or (route.encode() and visible(route) == route)
    except UnicodeEncodeError:
        fits = False
    if not fits:
        raise UsageFault("--route has signs that no route and no name of a span has")


def _say(edit: Edit, route: str | None, now: datetime) -> None:
    for line in _lines(edit, route, now):
        print(visible(line))


def _lines(edit: Edit, route: str | None, now: datetime) -> Iterator[str]:
    """What holds after an edit, what held before, and what will hold then."""
    whose = "traces" if route is None else f"traces of {route}"
    override = ratios_in_force(edit.after, now).get(route or "")
    since = "" if override is None else f", {left_text(override.until, now)}"
    yield f"{whose}: {_held(edit.after, route, now)} recorded{since}"
    if edit.before is edit.after:
        yield "nothing was set for them, and nothing has changed"
        return
    yield f"before: {_held(edit.before, route, now)}"
    if override is None:
        return
    yield f"then: {_held(edit.after, route, override.until)}"
    own = [f"{k} ({percent(v)})" for k, v in effective_tracing(edit.after, now).routes.items()]
    if route is None and own:
        yield f"ratios of their own have {few(own)}"


def _held(policy: Policy, route: str | None, now: datetime) -> str:
    tracing = effective_tracing(policy, now)
    return percent(tracing.ratio if route is None else tracing.routes.get(route, tracing.ratio))
