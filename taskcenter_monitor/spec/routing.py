"""Routing: who is told, how and when."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import (
    DurationText,
    LabelName,
    ReadBy,
    SpecModel,
    Window,
    described,
    fault,
)
from taskcenter_monitor.spec.faults import nearest
from taskcenter_monitor.spec.receivers import Integration
from taskcenter_monitor.spec.shapes import Inline, Name, SecretFile, matching, parsed_by
from taskcenter_monitor.vocabulary.calendar import parse_dates, parse_times, parse_weekdays
from taskcenter_monitor.vocabulary.matchers import parse_matcher
from taskcenter_monitor.vocabulary.moments import parse_moment

MatcherText = Annotated[str, parsed_by("matcher/syntax", parse_matcher)]
"""`name="value"`, known to be readable."""
TimesText = Annotated[str, parsed_by("interval/times", parse_times)]
DatesText = Annotated[str, parsed_by("interval/dates", parse_dates)]
MomentText = Annotated[str, parsed_by("expectation/moment", parse_moment)]
WeekdaysText = Annotated[str, parsed_by("interval/weekdays", parse_weekdays)]
HostPort = Annotated[str, matching(r"[^\s:/]+:[0-9]{1,5}", "a host and a port")]


def _time_zone(value: object) -> str:
    """The name of a time zone, as the tz database knows it."""
    from zoneinfo import ZoneInfo, available_timezones

    if not isinstance(value, str):
        raise fault("spec/type", f"expected text, found {described(value)}")
    try:
        return ZoneInfo(value).key
    except (LookupError, ValueError, OSError):  # OSError: a folder of zones, like Asia
        message = f"there is no time zone {value!r}"
        known = nearest(value, sorted(available_timezones()))
        raise fault("interval/timezone", message, known or "write it like Asia/Shanghai") from None


TimeZone = Annotated[str, ReadBy(_time_zone)]
"""The name of a time zone: Alertmanager refuses a file with one that it does not know."""


class Mail(SpecModel):
    """The mail server of all mail."""

    smarthost: HostPort
    sender: str = Field(alias="from")
    hello: str | None = None
    auth_username: str | None = None
    auth_password_file: SecretFile | None = None
    require_tls: bool = True
    auth_password: Inline = None
    auth_secret: Inline = None


class Root(SpecModel):
    """What holds where no route says otherwise; it takes every alert, so it has no matchers."""

    receiver: Name
    group_by: list[LabelName] = Field(min_length=1)
    group_wait: DurationText
    group_interval: Window
    repeat_interval: Window


class Route(SpecModel):
    """Alerts that pass all matchers go to the receiver; what is left out comes from above.

    `muted` and `active` name time intervals: nobody is told within the first, or outside of the
    second. They do not hold for the routes below.
    """

    matchers: list[MatcherText] = Field(min_length=1)
    receiver: Name | None = None
    continues: bool = Field(default=False, alias="continue")
    group_by: list[LabelName] | None = None
    group_wait: DurationText | None = None
    group_interval: Window | None = None
    repeat_interval: Window | None = None
    muted: list[Name] = Field(default_factory=list)
    active: list[Name] = Field(default_factory=list)
    routes: dict[Name, Route] = Field(default_factory=dict)


class Inhibition(SpecModel):
    """While an alert passes `source`, alerts that pass `target` and agree on `equal` stay quiet."""

    source: list[MatcherText] = Field(min_length=1)
    target: list[MatcherText] = Field(min_length=1)
    equal: list[LabelName] = Field(default_factory=list)
    why: str


class Interval(SpecModel):
    """Times of the week or the year; what is given must all hold."""

    times: list[TimesText] = Field(default_factory=list)
    weekdays: list[WeekdaysText] = Field(default_factory=list)
    dates: list[DatesText] = Field(default_factory=list)

    @model_validator(mode="after")
    def _sound(self) -> Interval:
        if not (self.times or self.weekdays or self.dates):
            raise fault("interval/empty", "expected at least one of times, weekdays and dates")
        over_midnight = any(len(parse_times(text)) > 1 for text in self.times)
        if over_midnight and (self.weekdays or self.dates):
            raise fault("interval/times", "hours over midnight cannot be tied to days; split them")
        return self


class Expectation(SpecModel):
    """Who must be told of some alerts, so that a change of routing that surprises people fails.

    It speaks of the alerts of this name, of this severity, that pass all matchers: of each of
    them, or of one that may come later where there is none. `receivers` are all who are told;
    with `at`, a moment in the time zone above, those who are told then. `muted_by` names all
    alerts that may keep them quiet, the alert itself where its critical mutes its warning.
    """

    alert: str | None = None
    severity: Literal["critical", "warning", "info", "none"] | None = None
    matchers: list[MatcherText] = Field(default_factory=list)
    receivers: list[Name] | None = None
    at: MomentText | None = None
    muted_by: list[str] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Expectation:
        if self.alert is None and self.severity is None and not self.matchers:
            raise fault("expectation/empty", "of which alerts? give alert, severity or matchers")
        if self.receivers is None and (self.muted_by is None or self.at is not None):
            raise fault("expectation/empty", "what is expected? give receivers or muted_by")
        return self


class Routing(SpecModel):
    """`specs/routing.yaml`."""

    timezone: TimeZone
    mail: Mail | None = None
    root: Root
    routes: dict[Name, Route]
    inhibitions: dict[Name, Inhibition]
    receivers: dict[Name, Annotated[list[Integration], Field(min_length=1)]]
    intervals: dict[Name, Interval] = Field(default_factory=dict)
    expect: dict[Name, Expectation] = Field(default_factory=dict)
