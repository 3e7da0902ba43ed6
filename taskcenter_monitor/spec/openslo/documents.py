"""OpenSLO v1 documents, as far as what they say can be kept.

Keys that OpenSLO has and that cannot be kept are refused one by one, each with what to do instead.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import ReadBy, SpecModel, described, fault

VERSION = "openslo/v1"
UNSUPPORTED = "openslo/unsupported"
INDICATOR = "openslo/indicator"

_LABEL = str | list[str]
_Number = int | float


def _refusing(message: str, hint: str) -> ReadBy:
    def refuse(_: object) -> None:
        raise fault(UNSUPPORTED, message, hint)

    return ReadBy(refuse)


def _policies(value: object) -> None:
    if value not in (None, []):
        raise fault(
            UNSUPPORTED,
            "alert policies are not read from OpenSLO",
            "windows.yaml says how fast a budget may go, `tcmon/windows` which of them hold here,"
            " routing.yaml who is told; remove this key",
        )


def _method(value: object) -> str:
    if value == "RatioTimeslices":
        message = (
            "RatioTimeslices takes a mean of ratios, which weighs an idle hour like a busy one"
        )
        raise fault(UNSUPPORTED, message, "write `budgetingMethod: Occurrences`")
    if value not in ("Occurrences", "Timeslices"):
        message = f"expected Occurrences or Timeslices, found {described(value)}"
        raise fault("spec/value", message)
    return str(value)


def _source(value: object) -> str:
    if not isinstance(value, str) or value.lower() != "prometheus":
        message = f"metrics come from Prometheus alone, not from {described(value)}"
        raise fault(UNSUPPORTED, message, "write `type: Prometheus` and its query")
    return value


def _counter(value: object) -> bool:
    if value is False:
        hint = "count with counters and write `counter: true`, or use a thresholdMetric"
        raise fault(UNSUPPORTED, "a ratio of gauges cannot be counted up over a period", hint)
    if value is not True:
        raise fault("spec/type", f"expected true or false, found {described(value)}")
    return True


_Elsewhere = Annotated[
    None,
    _refusing(
        "rules read the Prometheus that evaluates them, and no other source",
        "write `type: Prometheus` instead",
    ),
]
_Calendar = Annotated[
    None,
    _refusing(
        "a calendar period cannot be kept: the budget rolls along with time",
        "write one rolling window: `duration: 30d`, `isRolling: true`",
    ),
]
_Raw = Annotated[
    None,
    _refusing(
        "a ratio that is ready made cannot be summed up over a period",
        "write `counter: true`, `good` or `bad`, and `total`",
    ),
]
_Composite = Annotated[
    None,
    _refusing(
        "an objective over several indicators cannot be kept",
        "write an SLO for each of the indicators",
    ),
]


class Metadata(SpecModel):
    """Name and texts. Annotations that begin with `tcmon/` say what OpenSLO has no key for."""

    name: str
    display_name: str = Field(default="", alias="displayName")
    labels: dict[str, _LABEL] = Field(default_factory=dict)
    annotations: dict[str, str | int] = Field(default_factory=dict)


class QuerySpec(SpecModel):
    """What Prometheus is asked."""

    query: str


class MetricSource(SpecModel):
    """Where a number comes from: `type: Prometheus` and a query."""

    type: Annotated[str, ReadBy(_source)]
    metric_source_ref: _Elsewhere = Field(default=None, alias="metricSourceRef")
    spec: QuerySpec


class Measure(SpecModel):
    """A number that is measured."""

    metric_source: MetricSource = Field(alias="metricSource")

    @property
    def query(self) -> str:
        """The query."""
        return self.metric_source.spec.query


class RatioMetric(SpecModel):
    """Counters, which `counter: true` says: `good` or `bad` events, and all of them in `total`."""

    counter: Annotated[bool | None, ReadBy(_counter)] = None
    good: Measure | None = None
    bad: Measure | None = None
    total: Measure | None = None
    raw: _Raw = None
    raw_type: _Raw = Field(default=None, alias="rawType")

    @model_validator(mode="after")
    def _is_whole(self) -> RatioMetric:
        if (self.good is None) is (self.bad is None):
            raise fault(INDICATOR, "a ratioMetric has either `good` or `bad`")
        if self.total is None:
            raise fault(INDICATOR, "a ratioMetric has `total` besides `good` or `bad`")
        if self.counter is None:
            hint = "counters are what can be read: write `counter: true`"
            raise fault(INDICATOR, "a ratioMetric says whether it has counters", hint)
        return self


class IndicatorSpec(SpecModel):
    """What is measured: a `ratioMetric` or a `thresholdMetric`."""

    description: str = ""
    ratio_metric: RatioMetric | None = Field(default=None, alias="ratioMetric")
    threshold_metric: Measure | None = Field(default=None, alias="thresholdMetric")

    @model_validator(mode="after")
    def _is_one(self) -> IndicatorSpec:
        if (self.ratio_metric is None) is (self.threshold_metric is None):
            message = "an indicator has either a ratioMetric or a thresholdMetric"
            raise fault(INDICATOR, message)
        return self


class Indicator(SpecModel):
    """An indicator that stands in its SLO."""

    metadata: Metadata | None = None
    spec: IndicatorSpec


class TimeWindow(SpecModel):
    """The period of the budget, which rolls."""

    duration: str
    is_rolling: bool = Field(alias="isRolling")
    calendar: _Calendar = None


class Objective(SpecModel):
    """What is promised: a `target` from 0 to 1, or a `targetPercent`.

    `op` and `value` say when the value of a thresholdMetric is good. With `Timeslices` a slice is
    good as a whole, which is `timeSliceTarget: 1`, and as short as can be written, which is
    `timeSliceWindow: 1m`.
    """

    display_name: str = Field(default="", alias="displayName")
    op: Literal["lt", "lte", "gt", "gte"] | None = None
    value: _Number | None = None
    target: _Number | None = None
    target_percent: _Number | None = Field(default=None, alias="targetPercent")
    time_slice_target: _Number | None = Field(default=None, alias="timeSliceTarget")
    time_slice_window: str | _Number | None = Field(default=None, alias="timeSliceWindow")
    indicator: _Composite = None
    indicator_ref: _Composite = Field(default=None, alias="indicatorRef")
    composite_weight: _Composite = Field(default=None, alias="compositeWeight")


class SloSpec(SpecModel):
    """What an SLO says.

    `service` is the one of `service.yaml`. `timeWindow` and `objectives` have one entry each; the
    window is 30 days where it is left out. `budgetingMethod` is `Occurrences`, or `Timeslices` of a
    thresholdMetric.
    """

    description: str = ""
    service: str
    indicator: Indicator | None = None
    indicator_ref: str | None = Field(default=None, alias="indicatorRef")
    time_window: list[TimeWindow] = Field(default_factory=list, alias="timeWindow")
    budgeting_method: Annotated[str, ReadBy(_method)] = Field(alias="budgetingMethod")
    objectives: list[Objective]
    alert_policies: Annotated[None, ReadBy(_policies)] = Field(default=None, alias="alertPolicies")

    @model_validator(mode="after")
    def _has_one(self) -> SloSpec:
        if (self.indicator is None) is (self.indicator_ref is None):
            raise fault(INDICATOR, "an SLO has either an `indicator` or an `indicatorRef`")
        return self


class SloDocument(SpecModel):
    """A document of `kind: SLO`."""

    api_version: str = Field(alias="apiVersion")
    kind: str
    metadata: Metadata
    spec: SloSpec


class SliDocument(SpecModel):
    """A document of `kind: SLI`, which SLOs of the folder name with `indicatorRef`."""

    api_version: str = Field(alias="apiVersion")
    kind: str
    metadata: Metadata
    spec: IndicatorSpec


MODELS: dict[str, type[SloDocument] | type[SliDocument]] = {"SLO": SloDocument, "SLI": SliDocument}
ELSEWHERE: dict[str, str] = {
    "Service": "service.yaml says which service all of this is about",
    "DataSource": "rules read the Prometheus that evaluates them",
    "AlertPolicy": "windows.yaml says how fast a budget may go",
    "AlertCondition": "windows.yaml says how fast a budget may go",
    "AlertNotificationTarget": "routing.yaml says who is told",
}
"""Kinds that are not read, to where we have what they say."""

Data = dict[str, Any]
"""A document as it was written."""
