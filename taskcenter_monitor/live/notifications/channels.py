"""The kinds of channels: how each is led to a sink, how its messages are read, what they may hold.

The limits are those of the services, or what Alertmanager itself cuts a text to (then the end is
lost, which is as bad):

- a WeCom application takes 2048 bytes of Markdown ("send application message" in WeCom's
  developer centre);
- Slack cuts the text of an attachment after 8000 characters, and Alertmanager its title after 1024;
- PagerDuty takes a summary of 1024 characters, which Alertmanager cuts, and events of 512 KB (Events
  API v2);
- Discord takes 256 characters of title and 4096 of description in an embed, which Alertmanager cuts;
- a Teams webhook takes messages of 28 KB;
- a line of a mail has at most 998 bytes (RFC 5322, 2.1.1), and so has its subject, which is not
  broken into several;
- the payload of a webhook has no limit of its own: the program behind it writes the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from typing import Any

from taskcenter_monitor.ir import receivers as ir
from taskcenter_monitor.ir.rules import Pairs
from taskcenter_monitor.live.notifications.sinks import Sinks

RAW = "message"
"""The field of a limit that holds for all that is sent."""
NOWHERE = "proof.invalid"
"""The domain of the additional recipient by which a mail is known."""


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
    `secret` says: an address, or the token.
    """

    name: str
    integration: str
    file: str
    secret: Callable[[str, str], str]
    lead: Callable[[Any, str, str], ir.Integration]
    read: Callable[[bytes], Pairs]
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


def _payload(body: bytes) -> Pairs:
    return (("payload", json.dumps(json.loads(body), ensure_ascii=False, indent=2)),)


def _of_slack(body: bytes) -> Pairs:
    said = json.loads(body)
    attachment = said["attachments"][0]
    names = ("color", "title", "title_link", "text", "fallback")
    return (("channel", said["channel"]), *((name, attachment.get(name, "")) for name in names))


def _of_pagerduty(body: bytes) -> Pairs:
    event = json.loads(body)
    payload = event.get("payload") or {}
    names = ("summary", "severity", "class", "component", "group")
    links = [f"{one.get('text', '')} {one['href']}" for one in event.get("links") or ()]
    details = payload.get("custom_details") or {}
    return (
        ("event", event["event_action"]),
        *((name, payload.get(name, "")) for name in names),
        *((f"details {name}", str(text)) for name, text in details.items()),
        ("links", "\n".join(links)),
    )


def _of_wecom(body: bytes) -> Pairs:
    said = json.loads(body)
    return (
        ("to", _filled(said, "touser", "toparty", "totag")),
        ("text", said["markdown"]["content"]),
    )


def _of_discord(body: bytes) -> Pairs:
    embed = json.loads(body)["embeds"][0]
    return (("title", embed["title"]), ("text", embed["description"]))


def _of_teams(body: bytes) -> Pairs:
    card = json.loads(body)["attachments"][0]["content"]["body"]
    return tuple(zip(("title", "text"), (block["text"] for block in card), strict=False))


def _of_mail(body: bytes) -> Pairs:
    mail = message_from_bytes(body, policy=policy.default)
    texts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    to = ", ".join(each.strip() for each in str(mail["To"]).split(",") if NOWHERE not in each)
    return (
        ("from", str(mail["From"])),
        ("to", to),
        ("subject", str(mail["Subject"])),
        ("longest line", max(body.splitlines(), key=len, default=b"").decode("utf-8", "replace")),
        *((name, texts[f"text/{name}"].get_content()) for name in ("plain", "html")),
    )


def _filled(said: Mapping[str, str], *names: str) -> str:
    return ", ".join(f"{name} {said[name]}" for name in names if said.get(name))


CHANNELS: Mapping[type[Any], Channel] = {
    ir.Webhook: Channel(
        name="webhook",
        integration="webhook",
        file="chat",
        secret=_address,
        lead=_webhook,
        read=_payload,
    ),
    ir.Email: Channel(
        name="mail",
        integration="email",
        file="mail",
        secret=_address,
        lead=_email,
        read=_of_mail,
        limits=(Limit(field="longest line", most=998, unit="bytes", template="mail.subject"),),
    ),
    ir.Slack: Channel(
        name="Slack",
        integration="slack",
        file="chat",
        secret=_address,
        lead=_slack,
        read=_of_slack,
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
        read=_of_pagerduty,
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
        read=_of_wecom,
        limits=(Limit(field="text", most=2048, unit="bytes", template="chat.markdown"),),
    ),
    ir.Discord: Channel(
        name="Discord",
        integration="discord",
        file="chat",
        secret=_address,
        lead=_posted,
        read=_of_discord,
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
        read=_of_teams,
        limits=(Limit(field=RAW, most=28 * 1024, unit="bytes", template="chat.markdown"),),
    ),
}
"""A kind of integration to its channel."""
