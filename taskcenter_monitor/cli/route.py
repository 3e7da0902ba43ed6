"""`tcmon route`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from taskcenter_monitor.cli import options
from taskcenter_monitor.cli.naming import unknown_alert
from taskcenter_monitor.cli.outcome import CLEAN, FAULTS, leave
from taskcenter_monitor.errors import UsageFault
from taskcenter_monitor.vocabulary.names import SLO_LABELS

if TYPE_CHECKING:
    from datetime import datetime

    from taskcenter_monitor.routing.story import Story, Teller
    from taskcenter_monitor.routing.subjects import Subject


class Format(StrEnum):
    """Ways in which the routes of an alert are shown."""

    TEXT = "text"
    JSON = "json"


def route(
    alert: Annotated[str, typer.Argument(metavar="ALERT", help="The name of the alert.")],
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LABEL=VALUE]...",
            help="Labels with which it fires, like severity=critical or job=task-center-api.",
            show_default=False,
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME",
            help="Who is told then: `now`, or like `2026-03-02 23:00` in the time zone of"
            " routing.yaml. Without it all are shown, with the times at which they are not told.",
        ),
    ] = None,
    env: options.Environment = None,
    format: Annotated[Format, typer.Option(help="How to show it.")] = Format.TEXT,
    specs: options.Specs = options.DEFAULT_SPECS,
    templates: options.Templates = None,
) -> None:
    """Show who is told of an alert, by which routes, when, and what mutes it.

    Labels that are not given are taken from the specs; those that only the series know get an
    example for a value, and a note says which. Without --env every environment is looked at.
    """

    def run() -> int:
        given = _given(alert, labels or [])
        inputs = options.read_inputs(specs, templates, env)
        return _route(inputs, specs, _Asked(alert, given, at or ""), format)

    leave(run)


class _Asked:
    """What the command was asked for."""

    def __init__(self, alert: str, given: dict[str, str], at: str) -> None:
        self.alert = alert
        self.given = given
        self.at = at

    def stories(self, teller: Teller) -> Iterator[Story]:
        """The story of each severity. Raises UsageFault where there is none."""
        moment = self.moment(teller)
        for subject in self._subjects(teller):
            yield teller.story(subject, self.given, moment)

    def moment(self, teller: Teller) -> datetime | None:
        """The moment that was named, None where none was."""
        from datetime import UTC, datetime

        from taskcenter_monitor.routing.clock import aware
        from taskcenter_monitor.vocabulary.moments import parse_moment

        if self.at == "now":
            return datetime.now(UTC)
        if not self.at:
            return None
        try:
            return aware(parse_moment(self.at), teller.location)
        except ValueError as error:
            raise UsageFault(f"--at: {error}, or now") from None

    def _subjects(self, teller: Teller) -> Sequence[Subject]:
        found = teller.alerts.named(self.alert)
        if not found:
            raise unknown_alert(self.alert, teller.alerts.names)
        chosen: Sequence[Subject] = found
        for label in ("severity", *SLO_LABELS):
            chosen = self._narrowed(chosen, label)
        return chosen

    def _narrowed(self, found: Sequence[Subject], label: str) -> Sequence[Subject]:
        """Those that have the label as it was given. Raises UsageFault where none has."""
        has = dict.fromkeys(one.fixed[label] for one in found if label in one.fixed)
        wanted = self.given.get(label)
        if wanted is None or not has:
            return found
        if wanted not in has:
            raise UsageFault(f"{self.alert} has no {label} {wanted!r}; it has {' and '.join(has)}")
        return [one for one in found if one.fixed.get(label) == wanted]


def _given(alert: str, texts: Sequence[str]) -> dict[str, str]:
    """The labels of the command line. Raises UsageFault."""
    from taskcenter_monitor.vocabulary.selectors import LABEL_NAME

    if "=" in alert:
        raise UsageFault(f"{alert!r} is no alert; the name comes first, like TaskCenterDown")
    given = {}
    for text in texts:
        name, separator, value = text.partition("=")
        if not separator or not LABEL_NAME.fullmatch(name):
            raise UsageFault(
                f"{text!r} is no label; write NAME=VALUE, like instance=task-center-api:6060"
            )
        if name == "alertname":
            raise UsageFault(f"alertname is {alert}; name another alert in its place")
        if name in given:
            raise UsageFault(f"the label {name} is given twice; an alert has it once")
        given[name] = value
    return given


def _route(inputs: options.Inputs, specs: str, asked: _Asked, format: Format) -> int:
    from taskcenter_monitor.cli.compiling import compile_inputs
    from taskcenter_monitor.cli.terminal import Progress, has_colour, report
    from taskcenter_monitor.diagnostics import Level
    from taskcenter_monitor.routing.story import Teller

    with Progress() as tell:
        compiled = compile_inputs(inputs, tell)
        faults = [one for one in compiled.located(compiled.diagnostics) if one.level is Level.ERROR]
        told = {}
        if compiled.drafted is not None:
            teller = Teller(compiled.drafted)
            told[inputs.environment] = (teller, tuple(asked.stories(teller)))
            for other in inputs.in_environments():
                drafted = compile_inputs(other, tell).drafted
                if drafted is not None:
                    teller = Teller(drafted)
                    told[other.environment] = (teller, tuple(asked.stories(teller)))
    report(faults, specs, "text", sys.stderr)
    if not told:
        return FAULTS
    if format is Format.JSON:
        from taskcenter_monitor.cli.route_json import shown as shown_as_json

        print(shown_as_json(told))
    else:
        from taskcenter_monitor.cli.route_text import Page
        from taskcenter_monitor.reporters.palettes import COLOURED, PLAIN

        palette = COLOURED if has_colour(sys.stdout) else PLAIN
        print(Page(told, asked.at, palette).text())
    return FAULTS if faults else CLEAN
