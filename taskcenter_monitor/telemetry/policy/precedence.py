"""Which level holds for whom, and which ratio for which traces, and until when.

The hot path of a logger does the same with what `effective` yields; `reasons` says why. A sampler
does so with what `effective_tracing` yields.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from taskcenter_monitor.telemetry.policy.document import (
    LevelName,
    Levels,
    Override,
    Policy,
    RatioOverride,
    Tracing,
)

Kind: TypeAlias = Literal["user", "business", "component"]
KINDS: tuple[Kind, ...] = ("user", "business", "component")
"""Whose level goes first."""
Target: TypeAlias = tuple[Kind, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whose record it is: an empty name is none."""

    user: str = ""
    business: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A level that somebody has set: for `name`, a prefix of the component where it is of that.

    `override` is None where it stands in `levels`; `kind` is `default` for that of all others.
    """

    level: LevelName
    kind: Kind | Literal["default"]
    name: str = ""
    override: Override | None = None


def target(override: Override) -> Target:
    """What an override is for."""
    if override.user is not None:
        return "user", override.user
    if override.business is not None:
        return "business", override.business
    return "component", override.component or ""


def in_force(policy: Policy, now: datetime) -> dict[Target, Override]:
    """The overrides that have not ended; of several for the same the last one."""
    return {target(one): one for one in policy.overrides if one.until > now}


def next_expiry(policy: Policy, now: datetime) -> datetime | None:
    """When the next override ends, of a level or of a ratio."""
    ends = [one.until for one in policy.overrides]
    ends += [one.until for one in policy.tracing.overrides]
    return min((until for until in ends if until > now), default=None)


def ratios_in_force(policy: Policy, now: datetime) -> dict[str, RatioOverride]:
    """Those that have not ended, by their route, which is empty for all; the last one of each."""
    return {one.route or "": one for one in policy.tracing.overrides if one.until > now}


def effective_tracing(policy: Policy, now: datetime) -> Tracing:
    """The ratios that hold now, and no overrides any more."""
    tracing = policy.tracing
    if not tracing.overrides:
        return tracing
    set_now = ratios_in_force(policy, now)
    of_all = set_now.pop("", None)
    return Tracing(
        ratio=tracing.ratio if of_all is None else of_all.ratio,
        routes={**tracing.routes, **{name: one.ratio for name, one in set_now.items()}},
    )


def effective(policy: Policy, now: datetime) -> Levels:
    """The levels, with those in the place of which an operator has set another."""
    overrides = in_force(policy, now)
    if not overrides:
        return policy.levels
    levels = policy.levels
    named = {
        "user": dict(levels.users),
        "business": dict(levels.businesses),
        "component": dict(levels.components),
    }
    for (kind, name), override in overrides.items():
        named[kind][name] = override.level
    return Levels(
        default=levels.default,
        users=named["user"],
        businesses=named["business"],
        components=named["component"],
    )


def reasons(policy: Policy, subject: Subject, now: datetime) -> Iterator[Reason]:
    """All levels that are set for a subject. The first one holds, and each only while it is first.

    The next one is what will hold when the first one ends or is taken away.
    """
    overrides, levels = in_force(policy, now), policy.levels

    def of(kind: Kind, name: str, named: Mapping[str, LevelName]) -> Iterator[Reason]:
        override = overrides.get((kind, name))
        if override is not None:
            yield Reason(override.level, kind, name, override)
        if name in named:
            yield Reason(named[name], kind, name)

    yield from of("user", subject.user, levels.users)
    yield from of("business", subject.business, levels.businesses)
    for prefix in prefixes(subject.component):
        yield from of("component", prefix, levels.components)
    yield Reason(levels.default, "default")


def prefixes(name: str) -> Iterator[str]:
    """The dotted prefixes of a name, itself first."""
    while name:
        yield name
        name = name.rpartition(".")[0]
