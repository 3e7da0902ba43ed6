"""What was compiled, on a faster clock: every window, wait and interval that the servers know."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import AlertmanagerConfig, Route
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule, RuleGroup
from taskcenter_monitor.ir.scrape import PrometheusConfig, ScrapeJob
from taskcenter_monitor.live.drill.clock import Clock

LOOKBACK = "5m"
"""How old a sample may be for Prometheus to still take it (`--query.lookback-delta`)."""
RESEND = "1m"
"""How often Prometheus repeats an alert to Alertmanager (`--rules.alert.resend-delay`)."""


def scaled(monitoring: Monitoring, clock: Clock) -> Monitoring:
    """The same on that clock; tests of rules, dashboards and texts stay as they are.

    Raises TooShort for a duration that the servers could not tell from none.
    """
    return replace(
        monitoring,
        groups=tuple(_group(group, clock) for group in monitoring.groups),
        prometheus=_prometheus(monitoring.prometheus, clock),
        alertmanager=_alertmanager(monitoring.alertmanager, clock),
    )


def server_options(clock: Clock) -> tuple[str, ...]:
    """What only Prometheus' command line knows of time."""
    return (
        f"--query.lookback-delta={clock.duration(LOOKBACK)}",
        f"--rules.alert.resend-delay={clock.duration(RESEND)}",
    )


def _group(group: RuleGroup, clock: Clock) -> RuleGroup:
    return replace(
        group,
        interval=clock.duration(group.interval),
        rules=tuple(map(partial(_rule, clock=clock), group.rules)),
    )


def _rule(rule: RecordingRule | AlertingRule, clock: Clock) -> RecordingRule | AlertingRule:
    expr = clock.promql(rule.expr)
    if isinstance(rule, RecordingRule):
        return replace(rule, expr=expr)
    wait, keep = clock.duration(rule.wait), clock.duration(rule.keep)
    return replace(rule, expr=expr, wait=wait, keep=keep)


def _prometheus(config: PrometheusConfig, clock: Clock) -> PrometheusConfig:
    interval = clock.duration(config.interval)
    return replace(
        config,
        interval=interval,
        timeout=_timeout(config.timeout, interval, clock),
        evaluation_interval=clock.duration(config.evaluation_interval),
        jobs=tuple(_job(job, interval, clock) for job in config.jobs),
    )


def _job(job: ScrapeJob, inherited: str, clock: Clock) -> ScrapeJob:
    interval = clock.duration(job.interval)
    timeout = _timeout(job.timeout, interval or inherited, clock) if job.timeout else ""
    # A timeout of its own may not be longer than an interval of its own, nor may one inherited.
    return replace(job, interval=interval, timeout=timeout or interval)


def _timeout(text: str, interval: str, clock: Clock) -> str:
    """All the time there is until the next scrape: the machine itself is no faster."""
    return text if clock.factor == 1 else interval


def _alertmanager(config: AlertmanagerConfig, clock: Clock) -> AlertmanagerConfig:
    return replace(config, root=_route(config.root, clock))


def _route(route: Route, clock: Clock) -> Route:
    return replace(
        route,
        group_wait=clock.duration(route.group_wait),
        group_interval=clock.duration(route.group_interval),
        repeat_interval=clock.duration(route.repeat_interval),
        routes=tuple(_route(each, clock) for each in route.routes),
    )
