"""The receivers of `alertmanager.yml`.

What people read comes from the notification templates, which are named here. A webhook gets
Alertmanager's own payload; the bridge behind it writes the text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taskcenter_monitor.emitters.contents import filled
from taskcenter_monitor.ir.receivers import (
    Discord,
    Email,
    PagerDuty,
    Receiver,
    Slack,
    Teams,
    Webhook,
    WeComApp,
)

_FIRST = "(index .Alerts 0)"
"""Alerts of one group share the alert name, so the links of the first one are those of all."""


def receiver(one: Receiver) -> dict[str, Any]:
    """A receiver with its integrations, those of one type together."""
    document: dict[str, Any] = {"name": one.name}
    for integration in one.integrations:
        key, written = _WRITTEN[type(integration)]
        document.setdefault(key, []).append(
            {**written(integration), "send_resolved": integration.send_resolved}
        )
    return document


def _template(name: str) -> str:
    return f'{{{{ template "{name}" . }}}}'


def _webhook(one: Webhook) -> dict[str, Any]:
    authorization = filled({"credentials_file": one.credentials_file})
    return filled(
        {
            "url": one.url,
            "url_file": one.url_file,
            "http_config": {"authorization": authorization} if authorization else {},
            "max_alerts": one.max_alerts,
        }
    )


def _email(one: Email) -> dict[str, Any]:
    return {
        "to": ", ".join(one.to),
        "headers": {"Subject": _template("mail.subject")},
        "html": _template("mail.html"),
        "text": _template("mail.text"),
    }


def _slack(one: Slack) -> dict[str, Any]:
    return {
        "api_url_file": one.api_url_file,
        "channel": one.channel,
        "color": _template("chat.color"),
        "title": _template("chat.title"),
        "title_link": f"{{{{ {_FIRST}.Annotations.runbook_url }}}}",
        "text": _template("chat.slack"),
        "fallback": _template("chat.title"),
    }


def _pagerduty(one: PagerDuty) -> dict[str, Any]:
    return {
        "routing_key_file": one.routing_key_file,
        "description": _template("pager.description"),
        "severity": _template("pager.severity"),
        "class": "{{ .CommonLabels.alertname }}",
        "component": "{{ .CommonLabels.component }}",
        "group": "{{ .CommonLabels.service }}",
        "details": {state: _template(f"pager.{state}") for state in ("firing", "resolved")},
        "links": [
            {"href": f"{{{{ {_FIRST}.Annotations.{annotation} }}}}", "text": text}
            for annotation, text in (("runbook_url", "Runbook"), ("dashboard_url", "Dashboard"))
        ],
    }


def _wecom_app(one: WeComApp) -> dict[str, Any]:
    return {
        "api_secret_file": one.api_secret_file,
        "corp_id": one.corp_id,
        "agent_id": one.agent_id,
        **filled({"to_user": one.to_user, "to_party": one.to_party, "to_tag": one.to_tag}),
        "message_type": "markdown",
        "message": _template("chat.markdown"),
    }


def _discord(one: Discord) -> dict[str, Any]:
    return {
        "webhook_url_file": one.webhook_url_file,
        "title": _template("chat.title"),
        "message": _template("chat.markdown"),
    }


def _teams(one: Teams) -> dict[str, Any]:
    return {
        "webhook_url_file": one.webhook_url_file,
        "title": _template("chat.title"),
        "text": _template("chat.markdown"),
    }


_WRITTEN: dict[type[Any], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    Webhook: ("webhook_configs", _webhook),
    Email: ("email_configs", _email),
    Slack: ("slack_configs", _slack),
    PagerDuty: ("pagerduty_configs", _pagerduty),
    WeComApp: ("wechat_configs", _wecom_app),
    Discord: ("discord_configs", _discord),
    Teams: ("msteamsv2_configs", _teams),
}
