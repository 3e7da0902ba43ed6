from __future__ import annotations

import pytest

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.receivers import Email, Receiver, Slack
from taskcenter_monitor.live.notifications.failures import failures
from taskcenter_monitor.live.notifications.redirection import Probe, probes
from taskcenter_monitor.live.notifications.situations import Situation

MAIL = Email(to=("a@example.com",), send_resolved=True)
SLACK = Slack(channel="#a", api_url_file="/run/secrets/a", send_resolved=True)
REASON = (
    'template: mail.tmpl:41:28: executing "mail.html" at <.Nothing>: '
    "can't evaluate field Nothing in type *template.Data"
)
RETRY = "notify retry canceled due to unrecoverable error after 1 attempts: "
ESCAPED = REASON.replace('"', '\\"')
OLD = (
    "ts=2026-11-27T14:14:00.065Z caller=dispatch.go:352 level=error component=dispatcher "
    f'msg="Notify for alerts failed" num_alerts=1 err="dba-one/email[1]: {RETRY}{ESCAPED}"'
)
NEW = (
    "time=2026-11-27T14:14:02.367Z level=ERROR source=dispatch.go:642 "
    'msg="Notify for alerts failed" component=dispatcher '
    'aggrGroup="{}/{alertname=~\\"a|b\\"}:{alertname=\\"a\\"}" num_alerts=1 receiver=dba-one '
    f'err="dba-one/email[1]: {RETRY}{ESCAPED}"'
)


@pytest.fixture
def known() -> tuple[Probe, ...]:
    receiver = Receiver(name="dba", integrations=(MAIL, SLACK, MAIL), origin=Origin("r.yaml"))
    situation = Situation(name="one", words="one alert", samples=(), group_by=())
    return probes([receiver], [situation])


@pytest.mark.parametrize("line", [OLD, NEW], ids=["old", "new"])
def test_the_log_names_the_integration_and_the_reason(line: str, known: tuple[Probe, ...]) -> None:
    (failure,) = failures([line], known)
    assert failure.probe is known[2]
    assert failure.reason == REASON


def test_one_line_may_speak_of_several(known: tuple[Probe, ...]) -> None:
    line = f'msg="Notify for alerts failed" err="dba-one/email[0]: {RETRY}a; dba-one/slack[0]: b"'
    found = [(failure.probe, failure.reason) for failure in failures([line], known)]
    assert found == [(known[0], "a"), (known[1], "b")]


def test_texts_are_read_as_they_were_meant(known: tuple[Probe, ...]) -> None:
    line = 'msg="Notify for alerts failed" err="dba-one/slack[0]: a\\nb \\u003cno\\u003e \\\\ 告警"'
    (failure,) = failures([line], known)
    assert failure.reason == "a\nb <no> \\ 告警"


@pytest.mark.parametrize(
    "line",
    [
        'msg="Listening on" err="dba-one/email[0]: x"',
        'msg="Notify for alerts failed" err="stranger/email[0]: x"',
        'msg="Notify for alerts failed" err="context canceled"',
    ],
)
def test_nothing_is_read_into_other_lines(line: str, known: tuple[Probe, ...]) -> None:
    assert list(failures([line], known)) == []
