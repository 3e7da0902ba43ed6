"""Names that routes use, held against those that routing.yaml gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from taskcenter_monitor.checks.check import Finding
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.spec.faults import nearest


def unknown(
    what: str, named: Iterable[tuple[str, Origin]], given: Collection[str]
) -> Iterator[Finding]:
    """Names that are used and not given; `what` says of what they are names."""
    for name, place in named:
        if name not in given:
            yield Finding(place, f"there is no {what} {name!r}", nearest(name, given))


def unused(
    what: str, named: Iterable[tuple[str, Origin]], given: Iterable[str], section: Origin, hint: str
) -> Iterator[Finding]:
    """Names that are given in a section and not used."""
    used = {name for name, _ in named}
    for name in given:
        if name not in used:
            yield Finding(section.at_key(name), f"no route uses the {what} {name}", hint)
