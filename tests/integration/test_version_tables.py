"""The tables of what a version lacks, held against promtool and amtool of every toolchain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from taskcenter_monitor.checks.promql import SINCE
from taskcenter_monitor.verifiers.process import Command, Finished, run
from taskcenter_monitor.verifiers.tools import identify
from taskcenter_monitor.vocabulary.versions import ALERTMANAGER_SINCE, PROMETHEUS_SINCE
from tests.toolchains import Toolchain

pytestmark = pytest.mark.slow

RULE = "groups: [{name: g, %s rules: [{record: a, expr: b %s}]}]"
ALERT = "groups: [{name: g, rules: [{alert: A, expr: b, keep_firing_for: 5m}]}]"
JOB = "scrape_configs: [{job_name: a, %s: %s}]"
OF_RULES = {
    "rules.keep_firing_for": ALERT,
    "rules.limit": RULE % ("limit: 5,", ""),
    "rules.query_offset": RULE % ("query_offset: 1m,", ""),
    "rules.labels": RULE % ("labels: {a: b},", ""),
}
OF_PROMETHEUS = {
    "global.rule_query_offset": "global: {rule_query_offset: 1m}",
    "scrape_config_files": "scrape_config_files: [none/*.yml]",
    "scrape_configs.keep_dropped_targets": JOB % ("keep_dropped_targets", 5),
    "scrape_configs.scrape_protocols": JOB % ("scrape_protocols", "[OpenMetricsText1.0.0]"),
    "scrape_configs.fallback_scrape_protocol": JOB
    % ("fallback_scrape_protocol", "PrometheusText0.0.4"),
    "storage.exemplars.max_exemplars": "storage: {exemplars: {max_exemplars: 5}}",
    "storage.tsdb.out_of_order_time_window": "storage: {tsdb: {out_of_order_time_window: 1m}}",
    "storage.tsdb.retention": "storage: {tsdb: {retention: {time: 45d}}}",
}
ROOT = "route: {receiver: a}\n"
TO_NOBODY = f"{ROOT}receivers: [{{name: a}}]\n"
INTERVAL = TO_NOBODY + "time_intervals: [{name: n, time_intervals: [{months: [may] %s}]}]"


def receiver(kind: str, settings: str) -> str:
    return f"{ROOT}receivers: [{{name: a, {kind}: [{{{settings}}}]}}]"


MAIL = "to: a@b, from: a@b, smarthost: 'a:25', auth_username: a"
OF_ALERTMANAGER = {
    "global.smtp_auth_password_file": f"global: {{smtp_auth_password_file: /f}}\n{TO_NOBODY}",
    "inhibit_rules.name": TO_NOBODY
    + "inhibit_rules: [{name: n, source_matchers: [a=b], target_matchers: [a=c]}]",
    "time_intervals": INTERVAL % "",
    "time_intervals.location": INTERVAL % ", location: Asia/Shanghai",
    "discord_configs": receiver("discord_configs", "webhook_url: 'http://a'"),
    "discord_configs.webhook_url_file": receiver("discord_configs", "webhook_url_file: /f"),
    "email_configs.auth_password_file": receiver(
        "email_configs", f"{MAIL}, auth_password_file: /f"
    ),
    "msteamsv2_configs": receiver("msteamsv2_configs", "webhook_url: 'http://a'"),
    "msteamsv2_configs.webhook_url_file": receiver("msteamsv2_configs", "webhook_url_file: /f"),
    "pagerduty_configs.routing_key_file": receiver("pagerduty_configs", "routing_key_file: /f"),
    "slack_configs.api_url_file": receiver("slack_configs", "api_url_file: /f"),
    "webhook_configs.url_file": receiver("webhook_configs", "url_file: /f"),
    "wechat_configs.api_secret_file": receiver("wechat_configs", "corp_id: a, api_secret_file: /f"),
    "templates.tz": '{{ define "a" }}{{ .StartsAt | tz "Asia/Shanghai" }}{{ end }}',
}


def version_of(toolchain: Toolchain, tool: str) -> tuple[int, int]:
    (found,) = identify({tool: toolchain.tool(tool)}, toolchain.runtime())
    return found.version[:2]


def asked(toolchain: Toolchain, folder: Path, *commands: Sequence[str]) -> tuple[Finished, ...]:
    asking = [
        Command(args=(toolchain.tool(tool), *words), folder=str(folder))
        for tool, *words in commands
    ]
    return run(asking, toolchain.runtime())


def test_every_key_of_the_tables_is_tried() -> None:
    assert PROMETHEUS_SINCE.keys() == OF_RULES.keys() | OF_PROMETHEUS.keys()
    assert ALERTMANAGER_SINCE.keys() == OF_ALERTMANAGER.keys()


@pytest.mark.parametrize("key", PROMETHEUS_SINCE)
def test_promtool_knows_a_key_from_that_version_on(
    toolchain: Toolchain, key: str, tmp_path: Path
) -> None:
    (tmp_path / "file.yml").write_text(OF_RULES.get(key) or OF_PROMETHEUS[key])
    how = ("rules",) if key in OF_RULES else ("config", "--syntax-only")
    (done,) = asked(toolchain, tmp_path, ("promtool", "check", *how, "file.yml"))
    known = version_of(toolchain, "promtool") >= PROMETHEUS_SINCE[key]
    assert (done.code == 0) is known, done.out + done.err


@pytest.mark.parametrize("key", ALERTMANAGER_SINCE)
def test_amtool_knows_a_key_from_that_version_on(
    toolchain: Toolchain, key: str, tmp_path: Path
) -> None:
    config = OF_ALERTMANAGER[key]
    if key.startswith("templates."):
        (tmp_path / "a.tmpl").write_text(config)
        config = TO_NOBODY + "templates: [a.tmpl]"
    (tmp_path / "file.yml").write_text(config)
    (done,) = asked(toolchain, tmp_path, ("amtool", "check-config", "file.yml"))
    known = version_of(toolchain, "amtool") >= ALERTMANAGER_SINCE[key]
    assert (done.code == 0) is known, done.out + done.err


def test_promtool_knows_a_function_from_that_version_on(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    for name in SINCE:
        (tmp_path / name).write_text(RULE.replace("expr: b", f"expr: '{name}()'") % ("", ""))
    (done,) = asked(toolchain, tmp_path, ("promtool", "check", "rules", *SINCE))
    unknown = set(re.findall(r'unknown function with name "(\w+)"', done.out + done.err))
    running = version_of(toolchain, "promtool")
    assert unknown == {name for name, since in SINCE.items() if running < since}
