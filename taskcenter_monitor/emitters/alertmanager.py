"""Writes `alertmanager.yml` and the templates of its notifications."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.emitters.contents import filled
from taskcenter_monitor.emitters.documents import header, yaml_document
from taskcenter_monitor.emitters.receivers import receiver
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.ir.routing import (
    AlertmanagerConfig,
    Inhibition,
    MailServer,
    Notices,
    Route,
    TimeInterval,
    TimeRange,
)
from taskcenter_monitor.ir.templates import RenderTemplate

_TEMPLATES = ("alert", "mail", "chat", "pager")
"""Templates that speak all languages; besides them there is one with the words of each language."""


def emit(monitoring: Monitoring, render: RenderTemplate) -> Iterator[Artifact]:
    """Yields `alertmanager/alertmanager.yml` and `alertmanager/templates/*.tmpl`.

    The configuration's origins are `route N`, counted from 1 as they stand in the file with the
    root as the first, `inhibition N`, `interval NAME` and `receiver NAME`.
    """
    config = monitoring.alertmanager
    yield configuration(config)
    yield from _templates(config.notices, config.origin.file, render)


def configuration(config: AlertmanagerConfig) -> Artifact:
    """`alertmanager/alertmanager.yml` alone."""
    return Artifact(
        path="alertmanager/alertmanager.yml",
        text=yaml_document(_document(config), config.origin.file),
        origin=config.origin,
        origins=tuple(_origins(config)),
    )


def _templates(notices: Notices, routing: str, render: RenderTemplate) -> Iterator[Artifact]:
    variables = {
        "tongues": notices.tongues,
        "alertmanager": notices.alertmanager,
        "timezone": notices.timezone,
        "note": header(f"{notices.origin.file} and {routing}").removeprefix("# "),
    }
    for name in (*(tongue.language for tongue in notices.tongues), *_TEMPLATES):
        yield Artifact(
            path=f"alertmanager/templates/{name}.tmpl",
            text=render(f"alertmanager/{name}.tmpl.j2", variables),
            origin=notices.origin,
        )


def _document(config: AlertmanagerConfig) -> dict[str, Any]:
    return {
        **filled({"global": {**_mail(config.mail), **dict(config.endpoints)}}),
        "templates": ["templates/*.tmpl"],
        "route": _route(config.root),
        **filled(
            {
                "inhibit_rules": [_inhibition(inhibition) for inhibition in config.inhibitions],
                "time_intervals": [_interval(interval) for interval in config.intervals],
            }
        ),
        "receivers": [receiver(one) for one in config.receivers],
    }


def _mail(mail: MailServer | None) -> dict[str, Any]:
    if mail is None:
        return {}
    return {
        **filled(
            {
                "smtp_smarthost": mail.smarthost,
                "smtp_from": mail.sender,
                "smtp_hello": mail.hello,
                "smtp_auth_username": mail.auth_username,
                "smtp_auth_password_file": mail.auth_password_file,
            }
        ),
        "smtp_require_tls": mail.require_tls,
    }


def _route(route: Route) -> dict[str, Any]:
    return filled(
        {
            "receiver": route.receiver,
            "matchers": list(route.matchers),
            "continue": route.continues,
            "group_by": list(route.group_by),
            "group_wait": route.group_wait,
            "group_interval": route.group_interval,
            "repeat_interval": route.repeat_interval,
            "mute_time_intervals": list(route.muted),
            "active_time_intervals": list(route.active),
            "routes": [_route(child) for child in route.routes],
        }
    )


def _inhibition(inhibition: Inhibition) -> dict[str, Any]:
    return filled(
        {
            "name": inhibition.name,
            "source_matchers": list(inhibition.source),
            "target_matchers": list(inhibition.target),
            "equal": list(inhibition.equal),
        }
    )


def _interval(interval: TimeInterval) -> dict[str, Any]:
    ranges = [_range(one, interval.location) for one in interval.ranges]
    return {"name": interval.name, "time_intervals": ranges}


def _range(one: TimeRange, location: str) -> dict[str, Any]:
    days = one.days
    return filled(
        {
            "times": [{"start_time": each.start, "end_time": each.end} for each in one.times],
            "weekdays": [_span(first, last) for first, last in one.weekdays],
            "days_of_month": [_span(days.first, days.last)] if days else [],
            "months": [str(days.month)] if days else [],
            "years": [str(days.year)] if days and days.year else [],
            "location": location,
        }
    )


def _span(first: object, last: object) -> str:
    return str(first) if first == last else f"{first}:{last}"


def _origins(config: AlertmanagerConfig) -> Iterator[tuple[str, Origin]]:
    for number, route in enumerate(_all_routes(config.root), 1):
        yield f"route {number}", route.origin
    for number, inhibition in enumerate(config.inhibitions, 1):
        yield f"inhibition {number}", inhibition.origin
    for interval in config.intervals:
        yield f"interval {interval.name}", interval.origin
    for one in config.receivers:
        yield f"receiver {one.name}", one.origin


def _all_routes(route: Route) -> Iterator[Route]:
    yield route
    for child in route.routes:
        yield from _all_routes(child)
