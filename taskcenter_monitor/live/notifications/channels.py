"""The kinds of channels: how each is led to a sink, how its messages are read, what they may hold.

The limits are those of the services, or what Alertmanager itself cuts a text to (then the end is
lost, which is as bad):

- a WeCom application takes 2048 bytes of Markdown ("send application message" in WeCom's
  developer centre);
- Slack cuts the text of an attachment after 8000 characters (seen, not documented), and
  Alertmanager its title after 1024;
- PagerDuty takes a summary of 1024 characters, which Alertmanager cuts, and events of 512 KB
  (Events API v2);
- Discord takes 256 characters of title and 4096 of description in an embed (developer
  documentation, embed limits), which Alertmanager cuts;
- a Teams webhook takes messages of 28 KB (limits of webhooks and connectors);
- a line of a mail has at most 998 bytes (RFC 5322, 2.1.1), and so has its subject, which is not
  broken into several;
- the payload of a webhook has no limit of its own: the program behind it writes the text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from taskcenter_monitor.ir import receivers as ir
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.notifications import reading
from taskcenter_monitor.live.notifications.reading import NOWHERE
from taskcenter_monitor.live.notifications.sinks import Sinks

RAW = "message"
"""The field of a limit that holds for all that is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a field may hold; `template` is the one that it is made by."""

    field: str
    most: int
    unit: str
    template: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A kind of channel.

    `integration` is its name in Alertmanager's log, `file` the template that writes its texts. An
    integration is led to a sink by `lead`, with its token and the path of a file that holds what
    `secret` says: an address, or the token. `needed` are fields that are never empty, in the order
    in which Alertmanager writes them, each with the template that it is made by.
    """

    name: str
    integration: str
    file: str
    secret: Callable[[str, str], str]
    lead: Callable[[Any, str, str], ir.Integration]
    read: Callable[[bytes], Pairs]
    needed: Pairs = ()
    limits: tuple[Limit, ...] = ()


def endpoints(sinks: Sinks) -> Pairs:
    """Settings for all integrations of a kind, where a single one cannot be led elsewhere."""
    return (
        ("pagerduty_url", f"{sinks.web}/pagerduty"),
        ("wechat_api_url", f"{sinks.web}/wecom/"),
    )


def _address(web: str, token: str) -> str:
    return f"{web}/{token}"


def _token(web: str, token: str) -> str:  # noqa: ARG001 - all channels are asked alike
    return token


def _webhook(one: ir.Webhook, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, url=address, url_file="", credentials_file="")


def _email(one: ir.Email, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, to=(*one.to, f"{address.rpartition('/')[2]}@{NOWHERE}"))


def _slack(one: ir.Slack, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, api_url_file=path)


def _pagerduty(one: ir.PagerDuty, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, routing_key_file=path)


def _wecom(one: ir.WeComApp, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, api_secret_file=path)


def _posted(one: ir.Discord | ir.Teams, address: str, path: str) -> ir.Integration:  # noqa: ARG001
    return replace(one, webhook_url_file=path)


CHANNELS: Mapping[type[Any], Channel] = {
    ir.Webhook: Channel(
        name="webhook",
        integration="webhook",
        file="chat",
        secret=_address,
        lead=_webhook,
        read=reading.of_webhook,
    ),
    ir.Email: Channel(
        name="mail",
        integration="email",
        file="mail",
        secret=_address,
        lead=_email,
        read=reading.of_mail,
        needed=(("subject", "mail.subject"), ("html", "mail.html"), ("plain", "mail.text")),
        limits=(Limit(field="longest line", most=998, unit="bytes", template="mail.subject"),),
    ),
    ir.Slack: Channel(
        name="Slack",
        integration="slack",
        file="chat",
        secret=_address,
        lead=_slack,
        read=reading.of_slack,
        # Alertmanager 0.35 sends what is left when one of the first has failed.
        needed=(
            ("title", "chat.title"),
            ("text", "chat.slack"),
            ("color", "chat.color"),
            ("channel", ""),
        ),
        limits=(
            Limit(field="title", most=1024, unit="characters", template="chat.title"),
            Limit(field="text", most=8000, unit="characters", template="chat.slack"),
        ),
    ),
    ir.PagerDuty: Channel(
        name="PagerDuty",
        integration="pagerduty",
        file="pager",
        secret=_token,
        lead=_pagerduty,
        read=reading.of_pagerduty,
        needed=(("summary", "pager.description"), ("severity", "pager.severity")),
        limits=(
            Limit(field="summary", most=1024, unit="characters", template="pager.description"),
            Limit(field=RAW, most=512_000, unit="bytes", template="pager.firing"),
        ),
    ),
    ir.WeComApp: Channel(
        name="WeCom application",
        integration="wechat",
        file="chat",
        secret=_token,
        lead=_wecom,
        read=reading.of_wecom,
        needed=(("text", "chat.markdown"),),
        limits=(Limit(field="text", most=2048, unit="bytes", template="chat.markdown"),),
    ),
    ir.Discord: Channel(
        name="Discord",
        integration="discord",
        file="chat",
        secret=_address,
        lead=_posted,
        read=reading.of_discord,
        needed=(("title", "chat.title"), ("text", "chat.markdown")),
        limits=(
            Limit(field="title", most=256, unit="characters", template="chat.title"),
            Limit(field="text", most=4096, unit="characters", template="chat.markdown"),
        ),
    ),
    ir.Teams: Channel(
        name="Teams",
        integration="msteamsv2",
        file="chat",
        secret=_address,
        lead=_posted,
        read=reading.of_teams,
        needed=(("title", "chat.title"), ("text", "chat.markdown")),
        limits=(Limit(field=RAW, most=28 * 1024, unit="bytes", template="chat.markdown"),),
    ),
}
"""A kind of integration to its channel."""
