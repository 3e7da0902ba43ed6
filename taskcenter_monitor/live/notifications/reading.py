"""Reads what the channels are sent: the fields that people, or the programs of people, look at."""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from taskcenter_monitor.ir.rules import Pairs

NOWHERE = "proof.invalid"
"""The domain of the additional recipient by which a mail is known."""


def of_webhook(body: bytes) -> Pairs:
    """Alertmanager's own payload, without the name of the receiver."""
    payload = json.loads(body)
    return (("receiver", payload.pop("receiver")), ("payload", _text(payload)))


def of_slack(body: bytes) -> Pairs:
    """The one attachment that holds everything."""
    said = json.loads(body)
    attachment = said["attachments"][0]
    names = ("channel", "color", "title", "title_link", "text", "fallback")
    return tuple((name, {**said, **attachment}.get(name, "")) for name in names)


def of_pagerduty(body: bytes) -> Pairs:
    """An event of the Events API v2."""
    event = json.loads(body)
    payload = event.get("payload") or {}
    names = ("summary", "severity", "class", "component", "group")
    links = [f"{one.get('text', '')} {one['href']}" for one in event.get("links") or ()]
    details = payload.get("custom_details") or {}
    return (
        ("event", event["event_action"]),
        *((name, payload.get(name, "")) for name in names),
        *((f"details {name}", _text(value)) for name, value in sorted(details.items())),
        ("links", "\n".join(links)),
    )


def of_wecom(body: bytes) -> Pairs:
    """The Markdown of an application's message."""
    said = json.loads(body)
    text = said.get("markdown", {}).get("content", "")
    return (("to", _filled(said, "touser", "toparty", "totag")), ("text", text))


def of_discord(body: bytes) -> Pairs:
    """The one embed of a message."""
    embed = json.loads(body)["embeds"][0]
    return (("title", embed.get("title", "")), ("text", embed.get("description", "")))


def of_teams(body: bytes) -> Pairs:
    """The text blocks of an adaptive card."""
    card = json.loads(body)["attachments"][0]["content"]["body"]
    return tuple(zip(("title", "text"), (block.get("text", "") for block in card), strict=False))


def of_mail(body: bytes) -> Pairs:
    """What a mail program shows, and the longest line of what it gets."""
    # The newer policy of the library takes ten times as long.
    mail = message_from_bytes(body)
    texts = {part.get_content_type(): part for part in mail.walk() if not part.is_multipart()}
    to = ", ".join(each.strip() for each in _header(mail, "To").split(",") if NOWHERE not in each)
    return (
        ("from", _header(mail, "From")),
        ("to", to),
        ("subject", _header(mail, "Subject")),
        ("longest line", max(body.splitlines(), key=len, default=b"").decode("utf-8", "replace")),
        *(
            (name, _lines(_content(texts[f"text/{name}"])))
            for name in ("plain", "html")
            if f"text/{name}" in texts
        ),
    )


def _header(mail: Message, name: str) -> str:
    return str(make_header(decode_header(mail.get(name, ""))))


def _content(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _lines(text: str) -> str:
    """With line ends as everywhere else."""
    return "\n".join(text.splitlines())


def _text(value: object) -> str:
    """A text as it is, and what a program reads as JSON; nothing where there is nothing."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def _filled(said: Mapping[str, str], *names: str) -> str:
    return ", ".join(f"{name} {said[name]}" for name in names if said.get(name))
