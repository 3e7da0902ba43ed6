"""From the receivers that people name to Alertmanager's integrations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from taskcenter_monitor.ir import receivers as ir
from taskcenter_monitor.spec import receivers


def integrations(ways: list[receivers.Integration]) -> tuple[ir.Integration, ...]:
    """What a receiver does; a bridge and a dead-man switch are webhooks, a discard is nothing."""
    return tuple(
        _named(_LOWERED[type(way.settings)](way.settings), way.kind)
        for way in ways
        if not isinstance(way.settings, receivers.Discard)
    )


def _named(way: ir.Integration, kind: str) -> ir.Integration:
    return replace(way, channel=kind) if isinstance(way, ir.Webhook) else way


def _bridge(settings: receivers.Bridge) -> ir.Webhook:
    return ir.Webhook(
        url=settings.url or "",
        url_file=settings.url_file or "",
        credentials_file=settings.credentials_file or "",
        max_alerts=settings.max_alerts,
        send_resolved=settings.send_resolved,
    )


def _deadman(settings: receivers.Deadman) -> ir.Webhook:
    return ir.Webhook(
        url=settings.url or "",
        url_file=settings.url_file or "",
        credentials_file=settings.credentials_file or "",
        max_alerts=0,
        send_resolved=False,
    )


def _email(settings: receivers.Email) -> ir.Email:
    return ir.Email(to=tuple(settings.to), send_resolved=settings.send_resolved)


def _slack(settings: receivers.Slack) -> ir.Slack:
    return ir.Slack(
        channel=settings.channel,
        api_url_file=settings.api_url_file,
        send_resolved=settings.send_resolved,
    )


def _pagerduty(settings: receivers.PagerDuty) -> ir.PagerDuty:
    return ir.PagerDuty(
        routing_key_file=settings.routing_key_file, send_resolved=settings.send_resolved
    )


def _wecom_app(settings: receivers.WeComApp) -> ir.WeComApp:
    return ir.WeComApp(
        corp_id=settings.corp_id,
        agent_id=settings.agent_id,
        api_secret_file=settings.api_secret_file,
        to_user=settings.to_user,
        to_party=settings.to_party,
        to_tag=settings.to_tag,
        send_resolved=settings.send_resolved,
    )


def _discord(settings: receivers.Discord) -> ir.Discord:
    return ir.Discord(
        webhook_url_file=settings.webhook_url_file, send_resolved=settings.send_resolved
    )


def _teams(settings: receivers.Teams) -> ir.Teams:
    return ir.Teams(
        webhook_url_file=settings.webhook_url_file, send_resolved=settings.send_resolved
    )


_LOWERED: dict[type[Any], Callable[[Any], ir.Integration]] = {
    receivers.Bridge: _bridge,
    receivers.Deadman: _deadman,
    receivers.Email: _email,
    receivers.Slack: _slack,
    receivers.PagerDuty: _pagerduty,
    receivers.WeComApp: _wecom_app,
    receivers.Discord: _discord,
    receivers.Teams: _teams,
}
