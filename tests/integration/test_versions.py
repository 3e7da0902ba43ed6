"""What is generated for the oldest and the newest servers, held against the servers themselves."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from taskcenter_monitor.live.alertmanager import Alertmanager
from taskcenter_monitor.live.client import Client
from taskcenter_monitor.live.launches import alertmanager, prometheus
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.verifiers.process import Command, run
from tests.toolchains import TOOLCHAINS, Toolchain
from tests.versions import VERSIONS, output_of, specs_for

OLDEST, NEWEST = VERSIONS

pytestmark = pytest.mark.slow

# A newer server also reads what is meant for an older one.
READ_BY = [
    pytest.param(toolchain, name, id=f"{toolchain.name}-{name}")
    for toolchain in TOOLCHAINS
    for name in VERSIONS
    if name == OLDEST or toolchain.name == "latest"
]
EVERY_WAY = {
    OLDEST: """\
    - wecom: {url: "http://wecom:8080/"}
    - webhook: {url: "http://hook:8080/", credentials_file: /run/secrets/token}
    - email: {to: [sre@example.com]}
    - pagerduty: {routing_key_file: /run/secrets/pagerduty_routing_key}
""",
    NEWEST: """\
    - wecom: {url_file: /run/secrets/wecom_url}
    - webhook: {url_file: /run/secrets/hook_url, credentials_file: /run/secrets/token}
    - deadman: {url_file: /run/secrets/deadman_url}
    - email: {to: [sre@example.com]}
    - pagerduty: {routing_key_file: /run/secrets/pagerduty_routing_key}
    - wecom_app: {corp_id: a, agent_id: "1", api_secret_file: /run/secrets/wecom, to_party: "2"}
    - discord: {webhook_url_file: /run/secrets/discord}
    - teams: {webhook_url_file: /run/secrets/teams}
""",
}
INTENDED = "repeat_interval is less than group_interval"
"""The heartbeat repeats whenever its group is looked at, which is what the newest warns of."""
SLACK = '    - slack: {channel: "#task-center-monitoring"'


def written(files: Mapping[str, str], folder: Path) -> Path:
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def specs_with_every_receiver(versions: str) -> dict[str, bytes]:
    files = specs_for(VERSIONS[versions])
    routing = files["routing.yaml"].decode()
    assert routing.count(SLACK) == 1
    return {**files, "routing.yaml": routing.replace(SLACK, EVERY_WAY[versions] + SLACK).encode()}


@pytest.mark.parametrize(("toolchain", "versions"), READ_BY, indirect=["toolchain"])
def test_both_servers_load_all_of_it(toolchain: Toolchain, versions: str, tmp_path: Path) -> None:
    output = output_of(specs_for(VERSIONS[versions]))
    written(output, tmp_path)
    rules = sum(
        text.count(" - alert: ") + text.count(" - record: ")
        for path, text in output.items()
        if path.endswith(".rules.yml")
    )
    runtime = toolchain.runtime()
    launches = [
        prometheus(str(tmp_path / "prometheus"), runtime),
        alertmanager(str(tmp_path / "alertmanager"), runtime),
    ]
    with running(launches, runtime) as servers:
        with Prometheus(servers[0].url) as client:
            assert len(client.rules()) == rules > 0
        with Alertmanager(servers[1].url) as other:
            assert other.alerts() == ()
        with Client(servers[0].url) as plain:
            kept = plain.get("/api/v1/status/runtimeinfo")["data"]["storageRetention"]
        complaints = [
            line
            for server in servers
            for line in server.last_lines(200)
            if re.search("level=(warn|error)", line, re.IGNORECASE) and INTENDED not in line
        ]
    assert complaints == []
    # Older ones take it as an option only, which is not in the file.
    assert kept == ("45d" if versions == NEWEST else "15d")


@pytest.mark.parametrize(("toolchain", "versions"), READ_BY, indirect=["toolchain"])
def test_every_kind_of_receiver_is_loaded(
    toolchain: Toolchain, versions: str, tmp_path: Path
) -> None:
    output = output_of(specs_with_every_receiver(versions))
    written(output, tmp_path)
    runtime = toolchain.runtime()
    with (
        running([alertmanager(str(tmp_path / "alertmanager"), runtime)], runtime) as (server,),
        Client(server.url) as client,
    ):
        loaded = client.get("/api/v2/status")["config"]["original"]
    kinds = set(re.findall(r"\w+_configs:", output["alertmanager/alertmanager.yml"]))
    assert len(kinds) == (7 if versions == NEWEST else 4)
    assert kinds <= set(re.findall(r"\w+_configs:", loaded))


@pytest.mark.parametrize(("toolchain", "versions"), READ_BY, indirect=["toolchain"])
def test_a_message_tells_the_time_of_the_zone_where_that_can_be_done(
    toolchain: Toolchain, versions: str, tmp_path: Path
) -> None:
    output = written(output_of(specs_for(VERSIONS[versions])), tmp_path)
    data = {"alerts": [], "startsAt": "2026-08-01T02:03:04Z"}
    alert = {"labels": {}, "annotations": {}, "startsAt": "2026-08-01T02:03:04Z"}
    (tmp_path / "data.json").write_text(json.dumps({**data, "alerts": [alert]}))
    command = (
        toolchain.tool("amtool"),
        "template",
        "render",
        f"--template.glob={output}/alertmanager/templates/*.tmpl",
        '--template.text={{ range .Alerts }}{{ template "alert.started" . }}{{ end }}',
        f"--template.data={tmp_path}/data.json",
    )
    utc = (("TZ", "UTC"),)
    (done,) = run([Command(args=command, folder=str(tmp_path), settings=utc)], toolchain.runtime())
    shown = "10:03:04 +08:00" if versions == NEWEST else "02:03:04 +00:00"
    assert done.out.strip() == f"2026-08-01 {shown}", done.err


class Exporter(BaseHTTPRequestHandler):
    """A histogram; under /typed with the type of the text format, elsewhere without any."""

    BODY: ClassVar = b"""\
# TYPE h histogram
h_bucket{le="1"} 3
h_bucket{le="+Inf"} 4
h_sum 5
h_count 4
"""

    def do_GET(self) -> None:
        self.send_response(200)
        if self.path == "/typed":
            self.send_header("Content-Type", "text/plain; version=0.0.4")
        self.end_headers()
        self.wfile.write(self.BODY)

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - its name there
        pass


@contextmanager
def exporter() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Exporter) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def test_bounds_and_types_are_what_the_version_table_says(
    toolchain: Toolchain, tmp_path: Path
) -> None:
    runtime = toolchain.runtime()
    with exporter() as target:
        jobs = [
            {"job_name": "typed", "metrics_path": "/typed"},
            {"job_name": "untyped"},
            {"job_name": "told", "fallback_scrape_protocol": "PrometheusText0.0.4"},
        ]
        newest = toolchain.name == "latest"
        config = {
            "global": {"scrape_interval": "1s"},
            "scrape_configs": [
                {**job, "static_configs": [{"targets": [target]}]}
                for job in (jobs if newest else jobs[:2])
            ],
        }
        (tmp_path / "prometheus.yml").write_text(json.dumps(config))
        with (
            running([prometheus(str(tmp_path), runtime)], runtime) as (server,),
            Prometheus(server.url) as client,
        ):
            until = time.monotonic() + 30
            while len(client.query("up")) < len(config["scrape_configs"]):
                assert time.monotonic() < until, server.last_lines()
                time.sleep(0.1)
            up = {dict(sample.labels)["job"]: sample.value for sample in client.query("up")}
            either = client.query('h_bucket{job="typed",le=~"1|1[.]0"}')
            plain = client.query('h_bucket{job="typed",le="1"}')
    assert up == ({"typed": 1, "untyped": 0, "told": 1} if newest else {"typed": 1, "untyped": 1})
    assert [sample.value for sample in either] == [3]
    assert bool(plain) is not newest
