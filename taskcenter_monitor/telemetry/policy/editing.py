"""Sets and clears overrides in the file of a policy, of levels and of the ratio of traces.

Nothing else in the file changes: keys stay in their order, and what is not written there is not
added. Overrides that have ended go.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace as replaced
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from taskcenter_monitor.telemetry.policy.document import Override, Policy, RatioOverride
from taskcenter_monitor.telemetry.policy.files import content_of, replace
from taskcenter_monitor.telemetry.policy.precedence import Target, target
from taskcenter_monitor.telemetry.policy.reading import PolicyFault, read_policy, without_mark

PATIENCE = 5.0
"""Seconds that somebody else's edit is waited for; one takes some milliseconds."""
_PAUSE = 0.02


@dataclass(frozen=True, slots=True)
class Overrides:
    """All that is set for a while."""

    levels: tuple[Override, ...]
    ratios: tuple[RatioOverride, ...]


Change = Callable[[Overrides], Overrides]


@dataclass(frozen=True, slots=True)
class Edit:
    """The policy before and after."""

    before: Policy
    after: Policy


def override_of(goal: Target, level: str, until: datetime) -> Override:
    """An override as people give it. Raises PolicyFault for what no policy can hold."""
    kind, name = goal
    given = {"level": level, "until": until.astimezone(UTC).replace(microsecond=0), kind: name}
    try:
        name.encode()
        return msgspec.convert(given, Override)
    except (msgspec.ValidationError, UnicodeEncodeError) as error:
        raise PolicyFault(str(error)) from None


def ratio_override_of(route: str | None, ratio: float, until: datetime) -> RatioOverride:
    """The same for a ratio, from 0 to 1; without a route it is that of all."""
    until = until.astimezone(UTC).replace(microsecond=0)
    try:
        return msgspec.convert({"ratio": ratio, "until": until, "route": route}, RatioOverride)
    except msgspec.ValidationError as error:
        raise PolicyFault(str(error)) from None


def set_override(path: Path, override: Override, now: datetime) -> Edit:
    """In place of what was set for the same. Raises PolicyFault, and OSError where it cannot be.

    TimeoutError means that somebody else holds the file, PermissionError and a read-only file
    system that it cannot be edited here.
    """
    goal = target(override)
    return _edit(path, now, lambda found: replaced(found, levels=(*_others(found, goal), override)))


def clear_override(path: Path, goal: Target, now: datetime) -> Edit:
    """What `levels` say holds again. Raises the same."""
    return _edit(path, now, lambda found: replaced(found, levels=_others(found, goal)))


def set_ratio(path: Path, override: RatioOverride, now: datetime) -> Edit:
    """In place of what was set for the same route. Raises the same."""

    def change(found: Overrides) -> Overrides:
        return replaced(found, ratios=(*_other_routes(found, override.route), override))

    return _edit(path, now, change)


def clear_ratio(path: Path, route: str | None, now: datetime) -> Edit:
    """What `tracing` says holds again, for a route or, with None, for all. Raises the same."""
    return _edit(path, now, lambda found: replaced(found, ratios=_other_routes(found, route)))


def _others(found: Overrides, goal: Target) -> tuple[Override, ...]:
    return tuple(one for one in found.levels if target(one) != goal)


def _other_routes(found: Overrides, route: str | None) -> tuple[RatioOverride, ...]:
    return tuple(one for one in found.ratios if one.route != route)


def _edit(path: Path, now: datetime, change: Change) -> Edit:
    # A link stays one: it is the file at its end that is written anew.
    file = Path(os.path.realpath(path, strict=True))
    with _alone(file.parent):
        content = content_of(file)
        before = read_policy(content)
        given = Overrides(before.overrides, before.tracing.overrides)
        left = change(
            Overrides(
                tuple(one for one in given.levels if one.until > now),
                tuple(one for one in given.ratios if one.until > now),
            )
        )
        if left == given:
            return Edit(before, before)
        written = _with(content, left)
        after = read_policy(written)
        replace(file, written)
    return Edit(before, after)


def _with(content: bytes, left: Overrides) -> bytes:
    document = msgspec.json.decode(without_mark(content))
    if left.levels or "overrides" in document:
        document["overrides"] = [_plain(one) for one in left.levels]
    if left.ratios or "overrides" in document.get("tracing", ()):
        document.setdefault("tracing", {})["overrides"] = [_plain_ratio(one) for one in left.ratios]
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def _plain(override: Override) -> dict[str, object]:
    kind, name = target(override)
    return {kind: name, "level": override.level, "until": override.until}


def _plain_ratio(override: RatioOverride) -> dict[str, object]:
    route = {} if override.route is None else {"route": override.route}
    return {**route, "ratio": override.ratio, "until": override.until}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nobody else edits a policy in this folder meanwhile.

    The folder is what is locked: the file itself is another one after an edit.
    """
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        _lock(number, folder)
        yield
    finally:
        os.close(number)


def _lock(number: int, folder: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                reason = "somebody else has been editing it for a while"
                raise TimeoutError(None, reason, str(folder)) from None
            time.sleep(_PAUSE)
