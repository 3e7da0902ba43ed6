"""From the table of expectations to what the router is held to."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.ir import expectations as ir
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.routing import Expectation
from taskcenter_monitor.vocabulary.matchers import literals, matcher_text, parse_matcher
from taskcenter_monitor.vocabulary.moments import parse_moment
from taskcenter_monitor.vocabulary.selectors import Matcher


def compile_expectations(project: Project) -> tuple[ir.Expectation, ...]:
    """Every row of the table."""
    routing, origin = project.routing.value, project.routing.origin.at("expect")
    outside = {"service": project.service.value.service, **project.service.value.external_labels}
    rows = []
    for name, row in routing.expect.items():
        matchers = tuple(_matchers(row))
        rows.append(
            ir.Expectation(
                name=name,
                matchers=tuple(map(matcher_text, matchers)),
                spelled=tuple((outside | _spelled(matchers)).items()),
                receivers=None if row.receivers is None else tuple(row.receivers),
                moment=parse_moment(row.at) if row.at is not None else None,
                location=routing.timezone,
                muted_by=None if row.muted_by is None else tuple(row.muted_by),
                origin=origin.at(name),
            )
        )
    return tuple(rows)


def _matchers(row: Expectation) -> Iterator[Matcher]:
    for label, value in (("alertname", row.alert), ("severity", row.severity)):
        if value is not None:
            yield Matcher(label, "=", value)
    yield from map(parse_matcher, row.matchers)


def _spelled(matchers: tuple[Matcher, ...]) -> dict[str, str]:
    """A value for each label that a matcher wants to have one of a few."""
    listed = ((matcher.label, literals(matcher)) for matcher in matchers)
    return {label: min(values) for label, values in listed if values}
