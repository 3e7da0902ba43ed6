"""The texts of alerts as Prometheus itself renders them.

Each sample becomes a rule that fires at once: with the annotations and labels of the real rule and
an expression that yields just the series that is wanted.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.rules import AlertingRule, Pairs, RuleGroup
from taskcenter_monitor.ir.scrape import StorageSettings
from taskcenter_monitor.live.notifications.situations import Sample
from taskcenter_monitor.live.prometheus import Prometheus

WITHIN = 20.0
"""Seconds until all samples must be rendered: it takes a tenth of one."""

_INTERVAL = "100ms"
_PAUSE = 0.02
_COMPARISON = re.compile(r"(==|[<>]=?)\s*(\d+(?:\.\d+)?(?:e[+-]?\d+)?)")


def sampling(monitoring: Monitoring, samples: Iterable[Sample]) -> Monitoring:
    """What a Prometheus is started with that renders these samples and talks to nobody."""
    config = monitoring.prometheus
    rules = {_key(sample, rule): _rule(sample, rule) for sample, rule in _ruled(samples)}
    origin = config.origin
    return replace(
        monitoring,
        groups=(
            RuleGroup(
                name="samples",
                component="samples",
                interval=_INTERVAL,
                rules=tuple(rules.values()),
                origin=origin,
            ),
        ),
        prometheus=replace(
            config,
            jobs=(),
            delivery=replace(config.delivery, targets=()),
            storage=StorageSettings(retention="", out_of_order_time_window="", max_exemplars=0),
        ),
    )


def rendered(client: Prometheus, samples: Sequence[Sample]) -> Mapping[Pairs, Pairs]:
    """Labels as in `Sample.labels` to annotations, for all samples that come of a rule."""
    wanted = {_key(sample, rule): sample.labels for sample, rule in _ruled(samples)}
    until = time.monotonic() + WITHIN
    while True:
        seen = {alert.labels: alert.annotations for alert in client.alerts()}
        if wanted.keys() <= seen.keys():
            return {labels: seen[key] for key, labels in wanted.items()}
        if time.monotonic() > until:
            missing = dict(next(iter(wanted.keys() - seen.keys())))
            raise EnvironmentFault(
                f"Prometheus has rendered {len(wanted.keys() & seen.keys())} of {len(wanted)} "
                f"sample alerts after {WITHIN:g} s; {missing['alertname']} is missing"
            )
        time.sleep(_PAUSE)


def _ruled(samples: Iterable[Sample]) -> Iterator[tuple[Sample, AlertingRule]]:
    """Those that Prometheus sends, each with its rule."""
    return ((sample, sample.rule) for sample in samples if sample.rule is not None)


def _key(sample: Sample, rule: AlertingRule) -> Pairs:
    """The labels that Prometheus itself shows, which are without those of the whole server."""
    own = {*dict(sample.series), *dict(rule.labels), "alertname"}
    return tuple((name, text) for name, text in sample.labels if name in own)


def _rule(sample: Sample, rule: AlertingRule) -> AlertingRule:
    return replace(rule, expr=_expression(sample, rule), wait="", keep="", written=None)


def _expression(sample: Sample, rule: AlertingRule) -> str:
    expression = f"vector({_value(rule.expr):g})"
    for name, text in sample.series:
        expression = f'label_replace({expression}, "{name}", "{text}", "", "")'
    return expression


def _value(expr: str) -> float:
    """A value beyond the threshold, as far as the text of the PromQL shows it."""
    found = _COMPARISON.findall(expr)
    for operator, number in found:
        if float(number):
            return float(number) * (1.25 if ">" in operator else 0.5 if "<" in operator else 1)
    return 0 if found else 1
