"""From the routing spec to what `alertmanager.yml` says."""

from __future__ import annotations

from collections.abc import Mapping

from taskcenter_monitor.compiler.receivers import integrations
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir import routing as ir
from taskcenter_monitor.ir.receivers import Receiver
from taskcenter_monitor.spec import routing
from taskcenter_monitor.spec.project import Project
from taskcenter_monitor.spec.service import Service
from taskcenter_monitor.vocabulary.calendar import Days, parse_dates, parse_times, parse_weekdays
from taskcenter_monitor.vocabulary.languages import LANGUAGES
from taskcenter_monitor.vocabulary.matchers import matcher_text, parse_matcher
from taskcenter_monitor.vocabulary.versions import (
    Version,
    alertmanager_lacks,
    parse_version,
    version_text,
)


def compile_routing(project: Project) -> ir.AlertmanagerConfig:
    """The configuration of the Alertmanager version that the service names."""
    spec, origin = project.routing.value, project.routing.origin
    version = parse_version(project.service.value.versions.alertmanager)
    return ir.AlertmanagerConfig(
        mail=_mail(spec.mail) if spec.mail is not None else None,
        root=_root(spec, origin),
        inhibitions=_inhibitions(spec, origin, version),
        receivers=tuple(
            Receiver(
                name=name,
                integrations=integrations(ways),
                origin=origin.at("receivers", name),
            )
            for name, ways in spec.receivers.items()
        ),
        intervals=tuple(
            _interval(name, interval, spec.timezone, origin.at("intervals", name))
            for name, interval in spec.intervals.items()
        ),
        notices=_notices(project.service.value, spec.timezone, version, project.service.origin),
        origin=origin,
    )


def _mail(mail: routing.Mail) -> ir.MailServer:
    return ir.MailServer(
        smarthost=mail.smarthost,
        sender=mail.sender,
        hello=mail.hello or "",
        auth_username=mail.auth_username or "",
        auth_password_file=mail.auth_password_file or "",
        require_tls=mail.require_tls,
    )


def _root(spec: routing.Routing, origin: Origin) -> ir.Route:
    root = spec.root
    return ir.Route(
        name="root",
        receiver=root.receiver,
        matchers=(),
        continues=False,
        group_by=tuple(root.group_by),
        group_wait=root.group_wait,
        group_interval=root.group_interval,
        repeat_interval=root.repeat_interval,
        muted=(),
        active=(),
        routes=_routes(spec.routes, origin.at("routes")),
        origin=origin.at("root"),
    )


def _routes(routes: Mapping[str, routing.Route], origin: Origin) -> tuple[ir.Route, ...]:
    return tuple(_route(name, route, origin.at(name)) for name, route in routes.items())


def _route(name: str, route: routing.Route, origin: Origin) -> ir.Route:
    return ir.Route(
        name=name,
        receiver=route.receiver or "",
        matchers=_matchers(route.matchers),
        continues=route.continues,
        group_by=tuple(route.group_by or ()),
        group_wait=route.group_wait or "",
        group_interval=route.group_interval or "",
        repeat_interval=route.repeat_interval or "",
        muted=tuple(route.muted),
        active=tuple(route.active),
        routes=_routes(route.routes, origin.at("routes")),
        origin=origin,
    )


def _matchers(texts: list[str]) -> tuple[str, ...]:
    return tuple(matcher_text(parse_matcher(text)) for text in texts)


def _inhibitions(
    spec: routing.Routing, origin: Origin, version: Version
) -> tuple[ir.Inhibition, ...]:
    nameless = alertmanager_lacks("inhibit_rules.name", version) is not None
    return tuple(
        ir.Inhibition(
            name="" if nameless else name,
            source=_matchers(inhibition.source),
            target=_matchers(inhibition.target),
            equal=tuple(inhibition.equal),
            origin=origin.at("inhibitions", name),
        )
        for name, inhibition in spec.inhibitions.items()
    )


def _interval(
    name: str, interval: routing.Interval, location: str, origin: Origin
) -> ir.TimeInterval:
    times = tuple(part for text in interval.times for part in parse_times(text))
    weekdays = tuple(parse_weekdays(text) for text in interval.weekdays)
    stretches: list[Days | None] = [days for text in interval.dates for days in parse_dates(text)]
    return ir.TimeInterval(
        name=name,
        location=location,
        ranges=tuple(
            ir.TimeRange(times=times, weekdays=weekdays, days=days) for days in stretches or [None]
        ),
        origin=origin,
    )


def _notices(service: Service, timezone: str, version: Version, origin: Origin) -> ir.Notices:
    converts = alertmanager_lacks("templates.tz", version) is None
    return ir.Notices(
        tongues=tuple(
            _tongue(service, LANGUAGES[locale], "" if position == 0 else f"_{LANGUAGES[locale]}")
            for position, locale in enumerate(service.locales)
        ),
        alertmanager=service.links.alertmanager,
        timezone=timezone if converts else "",
        origin=origin,
        version=version_text(version),
    )


def _tongue(service: Service, language: str, suffix: str) -> ir.Tongue:
    return ir.Tongue(
        language=language,
        service=service.title.in_language(language),
        summary=f"summary{suffix}",
        description=f"description{suffix}",
    )
