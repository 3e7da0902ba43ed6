"""Who is told of what, by the messages that arrive."""

from __future__ import annotations

import json

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.receivers import Email, Receiver, Webhook
from taskcenter_monitor.live.drill.delivery import Mailbox, doors, redirected, told, unheard
from taskcenter_monitor.live.notifications.inbox import MARK
from taskcenter_monitor.live.notifications.sinks import Sinks
from taskcenter_monitor.routing.router import router
from tests.seeded import monitoring

HOOK = Webhook(url="http://a/", url_file="", credentials_file="", max_alerts=0, send_resolved=True)
MAIL = Email(to=("a@example.com",), send_resolved=True)
SINKS = Sinks(web="http://127.0.0.1:1", mail="127.0.0.1:2")


def receiver(name: str, *integrations: Webhook | Email) -> Receiver:
    return Receiver(name=name, integrations=integrations, origin=Origin("r.yaml"))


def message(number: int, *alerts: tuple[str, str]) -> tuple[float, int, bytes]:
    payload = {
        "alerts": [
            {"status": status, "labels": {"alertname": name}, "annotations": {"summary": name}}
            for name, status in alerts
        ]
    }
    return 1.0, number, json.dumps(payload).encode()


def test_only_a_receiver_without_a_webhook_gets_a_witness() -> None:
    found = doors([receiver("chat", HOOK), receiver("mail", MAIL), receiver("nobody")])
    assert [(door.number, door.receiver, door.witness) for door in found] == [
        (0, "chat", False),
        (1, "mail", False),
        (2, "mail", True),
    ]


def test_a_webhook_tells_each_of_its_alerts() -> None:
    found = doors([receiver("chat", HOOK), receiver("mail", MAIL)])
    read = [*told(found, message(0, ("Down", "firing"), ("Slow", "resolved")))]
    assert [(one.receiver, one.labels["alertname"], one.status) for one in read] == [
        ("chat", "Down", "firing"),
        ("chat", "Slow", "resolved"),
    ]
    assert [*told(found, (1.0, 1, b"Subject: Down"))] == []


def test_a_channel_that_stays_silent_beside_its_witness_is_told_of() -> None:
    found = doors([receiver("mail", MAIL), receiver("other", MAIL)])
    assert unheard(found, [message(1, ("Down", "firing"))]) == (
        "mail of receiver mail got no message",
    )
    assert unheard(found, [message(1), (1.0, 0, b"")]) == ()


def test_a_door_that_is_refused_takes_nothing() -> None:
    mailbox = Mailbox()
    address = f"/{MARK.format(3)}"
    assert mailbox.takes(address)
    mailbox.refused |= {3}
    assert not mailbox.takes(address)
    assert mailbox.takes(f"/{MARK.format(30)}")
    mailbox.put("/elsewhere", b"nothing")
    mailbox.put(address, b"{}")
    assert [number for _, number, _ in mailbox.arrived] == [3]


def test_routes_stay_and_lead_to_the_sink_at_any_hour() -> None:
    config = monitoring().alertmanager
    found = doors(config.receivers)
    led = redirected(config, found, SINKS, "/secrets")
    assert led.inhibitions == config.inhibitions
    labels = {"alertname": "TaskCenterQPSDrop", "severity": "warning", "component": "trend"}
    assert router(led).receivers(labels) == router(config).receivers(labels)
    assert led.intervals == ()
    assert all(not route.muted and not route.active for route in led.root.routes)
    urls = {
        one.url for each in led.receivers for one in each.integrations if isinstance(one, Webhook)
    }
    assert urls
    assert all(url.startswith(SINKS.web) for url in urls)
