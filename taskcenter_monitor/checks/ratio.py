"""A ratio is a part over its whole."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.checks.overlap import excluding, kept, narrowing
from taskcenter_monitor.signals.ratio import Ratio
from taskcenter_monitor.spec.base import Entry
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.vocabulary.selectors import Selector

_Parted = tuple[Entry[Ratio], str, Selector]


def _parted(project: Project) -> Iterator[_Parted]:
    """Every ratio whose part and whole are of one metric, with the key and value of the part."""
    for entry in of_kind(project, Ratio):
        key, part = ("bad", entry.value.bad) if entry.value.bad else ("good", entry.value.good)
        if part is not None and part.metric == entry.value.total.metric:
            yield entry, key, part


def divided_by_itself(project: Project) -> Iterator[Finding]:
    """Ratios that keep the label which tells the part from the rest."""
    for entry, key, part in _parted(project):
        by, total = entry.value.by, entry.value.total
        matcher = next((one for one in narrowing(part, total) if kept(one.label, by)), None)
        if matcher is None or excluding(part, total) is not None:
            continue
        label = matcher.label
        if by is None:
            place, why = entry.origin.at(key), "without `by` every series stays by itself"
            hint = f"add `by` without {label}, like by: [job]"
        else:
            place, why = entry.origin.at("by", by.index(label)), f"`by` keeps {label}"
            hint = f"take {label} out of `by`"
        message = (
            f"`{key}` takes {matcher} alone and {why}, so events are divided by those of the "
            f"same {label}, not by all"
        )
        yield Finding(place, message, hint)


def whole(project: Project) -> Iterator[Finding]:
    """Parts that are all of the total."""
    for entry, key, part in _parted(project):
        if not narrowing(part, entry.value.total):
            message = f"`{key}` takes every event of `total`; the ratio never changes"
            yield Finding(entry.origin.at(key), message, f"say with a matcher which are {key}")


def outside(project: Project) -> Iterator[Finding]:
    """Parts that are no part of the total; of what `by` keeps, operands/never-meet tells."""
    for entry, key, part in _parted(project):
        pair = excluding(part, entry.value.total)
        if pair is not None and not kept(pair[0].label, entry.value.by):
            yield Finding(
                entry.origin.at(key),
                f"`{key}` is no part of `total`: nothing is both {pair[0]} and {pair[1]}",
                "`total` must count all events, those of the part among them",
            )


CHECKS = (
    Check(
        id="ratio/divided-by-itself",
        why="What is bad divided by what is bad is 100 %: the first single error fires the alert, "
        "and a share never shows.",
        run=divided_by_itself,
    ),
    Check(
        id="ratio/whole",
        why="Where everything is bad the alert always fires, where everything is good never.",
        run=whole,
    ),
    Check(
        id="ratio/outside",
        why="A share of something else exceeds 100 %, or is missing just when nothing else is "
        "counted.",
        run=outside,
    ),
)
