from __future__ import annotations

import pytest

from taskcenter_monitor.checks.credentials import in_prose, in_value

TOKEN = "8f14e45fceea167a5a36dedd4bea2543"  # noqa: S105


@pytest.mark.parametrize(
    "text",
    [
        "curl http://admin:hunter2@grafana:3000/api/health",
        "mysql://root:pw@db:3306/tasks",
        "https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d4e5f",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4",
        "POST https://open.feishu.cn/open-apis/bot/v2/hook/4d5f6a7b",
        "https://hooks.slack.com/services/T000/B000/XXXX",
        "https://discord.com/api/webhooks/123/abc",
        "https://hc-ping.com/eb095278",
        f"curl -H 'Authorization: Bearer {TOKEN}' http://x",
        "xoxb-123-456",
        f"SEC{TOKEN}{TOKEN}",
    ],
)
def test_a_secret_is_found_even_in_prose(text: str) -> None:
    assert in_prose(text)
    assert in_prose(f"先执行 {text} 再看日志")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "curl -s http://alertmanager:9093/-/healthy",
        "curl -s 'http://prometheus:9090/api/v1/query?query=up{job=\"api\"}&time=1700000000'",
        "curl -u admin:<password> http://grafana:3000",
        "http://bridge:8080/send?access_token=<token>",
        "http://bridge:8080/send?key={{ .Labels.key }}",
        "write to sre@example.com, see https://wiki.example.com:8443/a@b",
        "the webhook of the robot; Bearer tokens live in /run/secrets",
        "SECONDS and keys=values",
    ],
)
def test_an_ordinary_text_is_left_alone(text: str) -> None:
    assert in_prose(text) == ""


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("password", "x"),
        ("smtp_password", "x"),
        ("token", "x"),
        ("api_key", "x"),
        ("key", "x"),
        ("corp_id", TOKEN),
        ("url", f"http://bridge:8080/{TOKEN}/send"),
        ("url", "http://bridge:8080/4d5f6a7b-1c2d-4e5f-8a9b-0c1d2e3f4a5b"),
    ],
)
def test_of_a_value_more_is_suspected(key: str, text: str) -> None:
    assert in_value(key, text)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("password", ""),
        ("password_file", "/run/secrets/task_center_smtp_password_2026"),
        (
            "url",
            "http://dingtalk-bridge.monitoring.svc.cluster.local:8060/dingtalk/task-center/send",
        ),
        ("api_url_file", "/run/secrets/slack_api_url"),
        ("from", "Task Center <task-center-alerts@example.com>"),
        ("monkey", "x"),
    ],
)
def test_a_name_is_no_secret(key: str, text: str) -> None:
    assert in_value(key, text) == ""


def test_the_secret_itself_is_not_repeated_in_what_is_said() -> None:
    assert TOKEN not in in_value("url", f"http://bridge:8080/{TOKEN}")
