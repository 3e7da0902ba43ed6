"""The path of one alert: from the metrics it reads to the people it is told to.

Durations are seconds. A `Span` is the place in the specs; a mapping keeps the order in which people
want to read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Span
from taskcenter_monitor.vocabulary.detection import Firing, Notification


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadJob:
    """A scrape job that the alert depends on."""

    job: str
    interval: float
    timeout: float
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMetric:
    """Series that a signal reads, and the scrape jobs that can answer."""

    selector: str
    signal: str
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSignal:
    """What the alert compares; `guard` is a condition that must hold besides, or ""."""

    name: str
    kind: str
    titles: Mapping[str, str]
    unit: str
    labels: tuple[str, ...]
    promql: str
    guard: str
    metrics: tuple[ReadMetric, ...]
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRecording:
    """A recording rule that the alert rests on, in the same group."""

    record: str
    expr: str
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The longest time from a fault until the alert fires.

    `slight` holds for every fault that crosses the threshold, `full` for the largest, which
    `largest` names; where the size makes no difference that is "". The time begins with `since`.
    """

    slight: Firing
    full: Firing
    largest: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A route that takes the alert, with everything that it inherits.

    `ways` is how the receiver tells people. `certain` is false where it depends on labels that are
    known only when the alert fires. Within one of the `muted` intervals, and outside of the
    `active` ones, people are told later. `slight` and `full` belong to those of `Bounds`.
    """

    route: str
    receiver: str
    ways: tuple[str, ...]
    certain: bool
    group_by: tuple[str, ...]
    group_wait: float
    group_interval: float
    repeat_interval: float
    muted: tuple[str, ...]
    active: tuple[str, ...]
    slight: Notification
    full: Notification
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedBy:
    """An inhibition that may keep the alert quiet, while one of `sources` fires.

    `equal` are the labels of the alert on which both must agree, `why` is what the specs say.
    """

    inhibition: str
    why: str
    sources: tuple[str, ...]
    equal: tuple[str, ...]
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """How long after its beginning a share of bad events makes the alert fire; None is never."""

    bad: str
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedBurn:
    """The burn-rate window of a rule, with its arithmetic.

    The alert fires when `share` of the budget would be gone within `long`: at `factor` times the
    pace at which it lasts, which is a share of bad events above `limit`. `needed` is how many
    events there must be, 0 where none are. `reset` is how long it goes on after a long outage.
    """

    window: str
    share: str
    factor: str
    limit: str
    long: float
    short: float
    needed: int
    noticed: tuple[Noticed, ...]
    reset: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedSlo:
    """The promise behind the alert; `labels` tell its groups apart.

    `budget_seconds` is how long everything may be bad within a period.
    """

    name: str
    objective: str
    budget: str
    budget_seconds: float
    period: float
    labels: tuple[str, ...]
    place: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedRule:
    """One severity of the alert, or one of its windows; then `burn` says which.

    `condition` is "" where the signal is its own. `place` is that of the threshold, `wait_place`
    that of `for`: an environment may have given one of them. Where they were left out it is what
    stands around them.
    """

    severity: str
    condition: str
    wait: float
    keep_firing_for: float
    expr: str
    labels: Mapping[str, str]
    fires: Bounds
    told: tuple[Told, ...]
    muted_by: tuple[MutedBy, ...]
    place: Span
    wait_place: Span
    burn: ExplainedBurn | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Where to read on: addresses, and files of the output."""

    runbook: str
    runbook_file: str
    dashboard: str
    rules_file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All of it; `environment` is "" where none was chosen, `slo` None where people wrote it."""

    alert: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    component: str
    team: str
    environment: str
    group: str
    interval: float
    links: Links
    rules: tuple[ExplainedRule, ...]
    signal: ExplainedSignal
    recordings: tuple[ExplainedRecording, ...]
    jobs: tuple[ReadJob, ...]
    place: Span
    slo: ExplainedSlo | None = None
