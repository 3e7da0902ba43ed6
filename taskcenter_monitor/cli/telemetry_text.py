"""A policy for people: who keeps which records now, until when, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice

from taskcenter_monitor.reporters.excerpt import visible
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.policy.editing import Edit
from taskcenter_monitor.telemetry.policy.precedence import (
    Reason,
    Subject,
    Target,
    effective,
    in_force,
    ratios_in_force,
    reasons,
)
from taskcenter_monitor.vocabulary.durations import clock_text
from taskcenter_monitor.vocabulary.quantities import number_text

MOST = 20
"""Names of one kind that are listed; --format json has all of them."""


def shown(policy: Policy, subject: Subject, file: str, now: datetime) -> str:
    """All of it, or of one subject which level holds and why."""
    asked = _subject_text(subject)
    lines = _asked(policy, subject, now) if asked else _overview(policy, now)
    return _text([f"{file}{f': {asked}' if asked else ''}", *lines])


def edited(edit: Edit, goal: Target, now: datetime) -> str:
    """What holds after an edit, what held before, and what will hold then."""
    kind, name = goal
    subject = Subject(**{kind: name})
    before, after = (next(reasons(one, subject, now)) for one in (edit.before, edit.after))
    lines = [f"{kind} {name}: {_because(after, now)}"]
    if edit.before is edit.after:
        set_now = [" ".join(other) for other in in_force(edit.after, now)]
        held = f"set for a while: {few(set_now)}" if set_now else "nothing is set for anybody"
        return _text([*lines, "nothing was set for it, and nothing has changed", held])
    lines.append(f"before: {_because(before, now)}")
    if after.override is not None:
        then = next(reasons(edit.after, subject, after.override.until))
        lines.append(f"then: {_because(then, now)}")
    own = list(_own(effective(edit.after, now), goal))
    if own:
        lines.append(f"levels of their own below it have {few(own)}")
    return _text(lines)


def _text(lines: Iterable[str]) -> str:
    """A file that somebody else wrote may have names that would control a terminal."""
    return "\n".join(map(visible, lines))


def _asked(policy: Policy, subject: Subject, now: datetime) -> Iterator[str]:
    first, *others = reasons(policy, subject, now)
    yield f"  {first.level}: {_why(first, now)}"
    if others:
        yield "what would hold next, were those before it gone"
    for reason in others:
        yield f"  {reason.level}: {_why(reason, now)}"


def _overview(policy: Policy, now: datetime) -> Iterator[str]:
    levels, overrides = policy.levels, in_force(policy, now)
    yield "levels"
    yield f"  {levels.default:<6}  all that is not named here"
    kinds: tuple[tuple[str, Mapping[str, str]], ...] = (
        ("component", levels.components),
        ("business", levels.businesses),
        ("user", levels.users),
    )
    for kind, named in kinds:
        for name, level in islice(named.items(), MOST):
            yield f"  {level:<6}  {kind} {name}"
        if len(named) > MOST:
            yield f"  ...     and {len(named) - MOST} more of a {kind}: ask with --{kind}"
    yield "set for a while, before all of these that are of the same name"
    for (kind, name), override in islice(overrides.items(), MOST):
        yield f"  {override.level:<6}  {kind} {name}, {left_text(override.until, now)}"
    if len(overrides) > MOST:
        yield f"  ...     and {len(overrides) - MOST} more"
    if not overrides:
        yield "  nothing"
    yield from _rest(policy, now)


def _traces(policy: Policy, now: datetime) -> Iterator[str]:
    tracing, set_now = policy.tracing, ratios_in_force(policy, now)
    routes = [f"{name} {percent(share)}" for name, share in tracing.routes.items()]
    yield f"traces that begin here: {', '.join([percent(tracing.ratio), *routes[:MOST]])}"
    if len(routes) > MOST:
        yield f"  ...     and {len(routes) - MOST} more routes"
    for name, override in islice(set_now.items(), MOST):
        yield f"  {percent(override.ratio)} of {name or 'all'}, {left_text(override.until, now)}"


def _rest(policy: Policy, now: datetime) -> Iterator[str]:
    sampling, queue, repeats = policy.sampling, policy.queue, policy.aggregation
    beyond = queue.drop_beyond
    shares = [f"component {name} {percent(share)}" for name, share in sampling.components.items()]
    yield f"sampling below error: {', '.join([percent(sampling.default), *shares[:MOST]])}"
    yield f"  of debug {percent(sampling.debug)} of these"
    yield f"queue: {queue.limit} records, and {queue.reserve} more of error and fatal"
    yield (
        f"  dropped when it is full by more than: debug {percent(beyond.debug)},"
        f" info {percent(beyond.info)}, warn {percent(beyond.warn)}"
    )
    yield from _traces(policy, now)
    yield f"repeats of an error: {repeats.first} in {clock_text(repeats.window)}, then their number"
    hidden = [pattern.name for pattern in policy.redaction.patterns]
    yield f"hidden: fields with one of {len(policy.redaction.keys)} words in their names"
    yield f"  in texts: {few(hidden) or 'nothing'}"


def _because(reason: Reason, now: datetime) -> str:
    return f"{reason.level}, {_why(reason, now)}"


def _why(reason: Reason, now: datetime) -> str:
    if reason.kind == "default":
        return "as all that is not named"
    whose = f"{reason.kind} {reason.name}"
    if reason.override is None:
        return f"the level of {whose}"
    return f"set for {whose}, {left_text(reason.override.until, now)}"


def left_text(until: datetime, now: datetime) -> str:
    """The end in the time zone of whoever reads it, unless that is beyond the last year of all."""
    with suppress(OverflowError):
        until = until.astimezone()
    moment = until.isoformat(sep=" ", timespec="seconds")
    if until <= now:
        return f"until {moment}"
    left = max(1, round((until - now).total_seconds()))
    return f"until {moment} ({clock_text(left)} left)"


def _own(levels: Levels, goal: Target) -> Iterator[str]:
    kind, name = goal
    if kind == "component":
        for other, level in levels.components.items():
            if other.startswith(f"{name}."):
                yield f"{other} ({level})"


def few(names: list[str]) -> str:
    """At most MOST names, and how many more there are."""
    more = len(names) - MOST
    return ", ".join(names[:MOST]) + (f" and {more} more" if more > 0 else "")


def _subject_text(subject: Subject) -> str:
    named = (
        ("component", subject.component),
        ("business", subject.business),
        ("user", subject.user),
    )
    return ", ".join(f"{kind} {name}" for kind, name in named if name)


def percent(share: float) -> str:
    """A share from 0 to 1 as specs have it."""
    return f"{number_text(round(share * 100, 6))}%"
