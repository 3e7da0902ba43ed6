"""Receivers: the ways in which people are told, as Alertmanager knows them."""

from __future__ import annotations

from dataclasses import dataclass

from taskcenter_monitor.diagnostics import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """An HTTP call with Alertmanager's own payload; exactly one of `url` and `url_file` is set.

    `max_alerts` 0 sends all alerts of a group. `channel` is what people call it: a webhook may
    lead to a robot of a chat.
    """

    url: str
    url_file: str
    credentials_file: str
    max_alerts: int
    send_resolved: bool
    channel: str = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """Mail to these addresses."""

    to: tuple[str, ...]
    send_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """A message in a Slack channel."""

    channel: str
    api_url_file: str
    send_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PagerDuty:
    """An incident at PagerDuty (Events v2)."""

    routing_key_file: str
    send_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeComApp:
    """A message of a WeCom application; "" for whom it is not addressed to."""

    corp_id: str
    agent_id: str
    api_secret_file: str
    to_user: str
    to_party: str
    to_tag: str
    send_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Discord:
    """A message in a Discord channel."""

    webhook_url_file: str
    send_resolved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Teams:
    """A card in a Microsoft Teams channel."""

    webhook_url_file: str
    send_resolved: bool


Integration = Webhook | Email | Slack | PagerDuty | WeComApp | Discord | Teams
"""One way in which a receiver tells people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Who is told; without integrations nobody is."""

    name: str
    integrations: tuple[Integration, ...]
    origin: Origin
