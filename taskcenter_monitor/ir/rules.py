"""Recording and alerting rules, ready to be written down."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin

Pairs = tuple[tuple[str, str], ...]
"""Names with their texts, in the order in which they are written."""
_OF_ALL = ("component", "team", "service")
"""Labels that all alerts of one name have alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRule:
    """Writes the value of `expr` under the series name `record`.

    `written` is the PromQL of people that `expr` begins with, None where it was made of a
    template. `labels` are put on what is recorded.
    """

    record: str
    expr: str
    labels: Pairs = ()
    origin: Origin
    written: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertingRule:
    """Fires once `expr` has yielded samples for `wait` (the field's `for`).

    `wait` and `keep` (`keep_firing_for`) are durations as Prometheus writes them, "" for none;
    `written` is as with RecordingRule. `carried` are the labels that the series of `expr` have,
    `jobs` the scrape jobs they can come from; both are empty where nothing is known.
    """

    alert: str
    expr: str
    wait: str
    keep: str
    labels: Pairs
    annotations: Pairs
    origin: Origin
    written: Origin | None = None
    carried: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()

    @property
    def identity(self) -> Pairs:
        """The labels that tell it from the other rules of its name: severity, window, ..."""
        return tuple(pair for pair in self.labels if pair[0] not in _OF_ALL)

    @property
    def states(self) -> str:
        """The series, as PromQL, that say whether it is pending or fires."""
        pairs = (("alertname", self.alert), *self.identity)
        matchers = ", ".join(f'{name}="{value}"' for name, value in pairs)
        return f"ALERTS{{{matchers}}}"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleGroup:
    """Rules that are evaluated in order, every `interval`; one group makes one file."""

    name: str
    component: str
    interval: str
    rules: tuple[RecordingRule | AlertingRule, ...]
    origin: Origin
