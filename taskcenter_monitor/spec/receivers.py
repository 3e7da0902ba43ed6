"""Receivers: the ways in which people are told.

WeCom, DingTalk and Feishu robots do not understand Alertmanager; a bridge translates, and keeps
the robot's token. Secrets are files that the deployment mounts, never values.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from taskcenter_monitor.spec.base import SpecModel, fault
from taskcenter_monitor.spec.shapes import Address, Inline, SecretFile, matching

MailAddress = Annotated[str, matching(r"[^@\s,]+@[^@\s,]+", "a mail address")]


class Bridge(SpecModel):
    """Alertmanager's webhook, version 4: straight to a program, or to a robot's bridge."""

    url: Address | None = None
    url_file: SecretFile | None = None
    credentials_file: SecretFile | None = None
    max_alerts: Annotated[int, Field(ge=0)] = 0
    send_resolved: bool = True

    @model_validator(mode="after")
    def _one_address(self) -> Bridge:
        if (self.url is None) is (self.url_file is None):
            raise fault("receivers/address", "expected one of url and url_file")
        return self


class Deadman(SpecModel):
    """A service that raises the alarm when the messages stop; it never hears of a resolution."""

    url: Address | None = None
    url_file: SecretFile | None = None
    credentials_file: SecretFile | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Deadman:
        if (self.url is None) is (self.url_file is None):
            raise fault("receivers/address", "expected one of url and url_file")
        return self


class Email(SpecModel):
    """Mail, by the server that `mail` names."""

    to: list[MailAddress] = Field(min_length=1)
    send_resolved: bool = True


class Slack(SpecModel):
    """A Slack channel, by an incoming webhook."""

    channel: str
    api_url_file: SecretFile
    send_resolved: bool = True
    api_url: Inline = None


class PagerDuty(SpecModel):
    """A PagerDuty service, by its Events v2 key."""

    routing_key_file: SecretFile
    send_resolved: bool = True
    routing_key: Inline = None
    service_key: Inline = None


class WeComApp(SpecModel):
    """A WeCom application (not a group robot), by Alertmanager itself."""

    corp_id: str
    agent_id: str
    api_secret_file: SecretFile
    to_user: str = ""
    to_party: str = ""
    to_tag: str = ""
    send_resolved: bool = True
    api_secret: Inline = None

    @model_validator(mode="after")
    def _somebody(self) -> WeComApp:
        if not (self.to_user or self.to_party or self.to_tag):
            raise fault("receivers/address", "expected at least one of to_user, to_party, to_tag")
        return self


class Discord(SpecModel):
    """A Discord channel."""

    webhook_url_file: SecretFile
    send_resolved: bool = True
    webhook_url: Inline = None


class Teams(SpecModel):
    """A Microsoft Teams channel, by the webhook of a workflow."""

    webhook_url_file: SecretFile
    send_resolved: bool = True
    webhook_url: Inline = None


class Discard(SpecModel):
    """Nobody is told; `why` says on purpose."""

    why: str


class Integration(SpecModel):
    """One way of a receiver: exactly one of the keys."""

    wecom: Bridge | None = None
    dingtalk: Bridge | None = None
    feishu: Bridge | None = None
    webhook: Bridge | None = None
    deadman: Deadman | None = None
    email: Email | None = None
    slack: Slack | None = None
    pagerduty: PagerDuty | None = None
    wecom_app: WeComApp | None = None
    discord: Discord | None = None
    teams: Teams | None = None
    discard: Discard | None = None

    @property
    def kind(self) -> str:
        """The key that is set."""
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def settings(self) -> SpecModel:
        """What stands under the key."""
        settings: SpecModel = getattr(self, self.kind)
        return settings

    @model_validator(mode="after")
    def _exactly_one(self) -> Integration:
        if sum(getattr(self, name) is not None for name in KINDS) != 1:
            raise fault("receivers/kind", f"expected exactly one of {', '.join(KINDS)}")
        return self


KINDS = tuple(Integration.model_fields)
