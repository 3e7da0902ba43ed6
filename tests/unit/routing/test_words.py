from __future__ import annotations

import pytest

from taskcenter_monitor.ir import receivers as ir
from taskcenter_monitor.ir.routing import TimeInterval
from taskcenter_monitor.routing.story import Teller
from taskcenter_monitor.routing.words import interval_text, way
from tests.unit.routing.frozen_specs import edited_specs, frozen
from tests.unit.routing.trees import interval

PLACE = "(Asia/Shanghai)"


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (interval("x", times="22:00..08:00"), "22:00..08:00"),
        (interval("x", times="00:00..24:00"), "00:00..24:00"),
        (
            interval("x", times="09:00..18:00", weekdays="monday..friday"),
            "monday..friday 09:00..18:00",
        ),
        (interval("x", dates="2026-01-30..2026-02-01"), "2026-01-30..2026-01-31, 2026-02-01"),
        (interval("x", dates="10-01"), "10-01"),
    ],
)
def test_an_interval_reads_as_it_was_written(one: TimeInterval, text: str) -> None:
    assert interval_text(one) == f"{text} {PLACE}"


def test_every_way_of_telling_people_has_a_name() -> None:
    ways = [way(one) for each in frozen().alertmanager.receivers for one in each.integrations]
    assert "email to task-center-sre@example.com" in ways
    assert "wecom http://wecom-bridge:8080/task-center" in ways
    assert "slack #task-center-monitoring" in ways
    secret = ir.Webhook(
        url="", url_file="/run/secrets/x", credentials_file="", max_alerts=0, send_resolved=True
    )
    app = ir.WeComApp(
        corp_id="c",
        agent_id="1",
        api_secret_file="",
        to_user="",
        to_party="ops",
        to_tag="",
        send_resolved=True,
    )
    assert way(secret) == "webhook at the address in /run/secrets/x"
    assert way(app) == "wecom_app to ops"
    chats = (ir.Discord, ir.Teams)
    names = [way(kind(webhook_url_file="/run/secrets/x", send_resolved=True)) for kind in chats]
    assert names == ["discord", "teams"]


def test_a_story_says_what_depends_on_labels_that_nobody_knows() -> None:
    worker = {"matchers": ['job="task-center-worker"'], "receiver": "dba"}
    teller = Teller(
        edited_specs(
            {
                "routes": {
                    "worker": worker,
                },
                "expect": {},
            }
        )
    )
    (critical, _) = teller.alerts.named("TaskCenterCPUHigh")
    story = teller.story(critical, {}, None)
    assert {"job", "instance"} == set(story.supposed)
    (other,) = story.otherwise
    assert dict(other.labels)["job"] == "task-center-worker"
    assert other.receivers == ("dba",)
    given = teller.story(critical, {"job": "task-center-worker", "color": "red"}, None)
    assert given.otherwise == ()
    assert given.stray == ("color",)
    assert [one.node.receiver for one in given.deliveries] == ["dba"]
    assert given.labels["instance"] == "task-center-worker:6060"
