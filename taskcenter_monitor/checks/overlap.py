"""What is certain about two selectors: that all of one, or nothing, passes the other."""

from __future__ import annotations

from collections.abc import Sequence

from taskcenter_monitor.vocabulary.matchers import contradict, follows
from taskcenter_monitor.vocabulary.selectors import Matcher, Selector


def kept(label: str, by: Sequence[str] | None) -> bool:
    """Whether a signal aggregated `by` these labels still tells series apart by this one."""
    return by is None or label in by


def narrowing(part: Selector, whole: Selector) -> list[Matcher]:
    """The matchers of `part` that do not hold for all of `whole` anyway."""
    return [one for one in part.matchers if not _holds(one, whole.matched(one.label))]


def excluding(one: Selector, other: Selector) -> tuple[Matcher, Matcher] | None:
    """A matcher of each, on one label, that no series passes together."""
    for mine in one.matchers:
        for theirs in other.matchers:
            if mine.label != theirs.label or mine == theirs:
                continue
            if _is_plain(mine) and _is_plain(theirs) and contradict((mine, theirs)):
                return mine, theirs
    return None


def _holds(matcher: Matcher, given: Sequence[Matcher]) -> bool:
    if matcher in given:
        return True
    return _is_plain(matcher) and follows(matcher, filter(_is_plain, given))


def _is_plain(matcher: Matcher) -> bool:
    """Whether the value means what is written; with escapes in it nothing is certain."""
    return "\\" not in matcher.value
