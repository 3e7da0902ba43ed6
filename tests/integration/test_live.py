"""Real servers on loopback: they come up, they say why not, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.live import servers
from taskcenter_monitor.live.alertmanager import Alertmanager, PostedAlert
from taskcenter_monitor.live.client import Client, Refused
from taskcenter_monitor.live.launches import Launch, alertmanager, prometheus
from taskcenter_monitor.live.prometheus import Prometheus
from taskcenter_monitor.live.servers import Server, free_port, running
from taskcenter_monitor.verifiers.process import Runtime
from tests.toolchains import Toolchain

ALERTMANAGER = """\
route:
  receiver: night
  routes:
    - {receiver: day, matchers: ['severity = "warning"']}
receivers: [{name: night}, {name: day}]
inhibit_rules:
  - source_matchers: ['severity = "critical"']
    target_matchers: ['severity = "warning"']
    equal: [alertname]
"""
PROMETHEUS = """\
global: {scrape_interval: 1s, evaluation_interval: 1s}
rule_files: [rules.yml]
scrape_configs:
  - {job_name: nothing, static_configs: [{targets: ["127.0.0.1:1"]}]}
"""
RULES = """\
groups:
  - name: example
    rules:
      - {alert: Always, expr: vector(7), labels: {severity: info}, annotations: {summary: seven}}
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = {"alertmanager.yml": ALERTMANAGER, "prometheus.yml": PROMETHEUS, "rules.yml": RULES}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def runtime(toolchain: Toolchain) -> Runtime:
    return toolchain.runtime()


@pytest.fixture
def both(folder: Path, runtime: Runtime) -> Iterator[tuple[Server, ...]]:
    launches = [alertmanager(str(folder), runtime), prometheus(str(folder), runtime)]
    with running(launches, runtime) as servers:
        yield servers


def answers(server: Server) -> bool:
    with Client(server.url) as client:
        return client.answers("/-/ready")


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


def test_servers_come_up_together_and_are_gone_afterwards(folder: Path, runtime: Runtime) -> None:
    launches = [prometheus(str(folder), runtime), alertmanager(str(folder), runtime)]
    with running(launches, runtime) as found:
        assert [server.name for server in found] == ["prometheus", "alertmanager"]
        assert all(answers(server) for server in found)
        data = [Path(f"/proc/{server.pid}/cwd").readlink() for server in found]
        assert len(set(data)) == 2
        assert all(os.getpgid(server.pid) == server.pid for server in found)
        assert all(server.last_lines() for server in found)
    assert all(gone(server.pid) for server in found)
    assert not any(folder.exists() for folder in data)
    assert not any(answers(server) for server in found)


def test_an_error_inside_stops_them_too(folder: Path, runtime: Runtime) -> None:
    with (
        pytest.raises(KeyboardInterrupt),
        running([alertmanager(str(folder), runtime)], runtime) as (server,),
    ):
        raise KeyboardInterrupt
    assert gone(server.pid)


@pytest.mark.parametrize("start", [alertmanager, prometheus], ids=["alertmanager", "prometheus"])
def test_a_broken_configuration_is_told_in_the_words_of_the_server(
    folder: Path, start: object, runtime: Runtime
) -> None:
    for name in ("alertmanager.yml", "prometheus.yml"):
        (folder / name).write_text("nonsense: true\n")
    launches = [alertmanager(str(folder), runtime), prometheus(str(folder), runtime)]
    launch = launches[start is prometheus]
    with (
        pytest.raises(EnvironmentFault, match="field nonsense not found") as caught,
        running([launch], runtime),
    ):
        pass
    assert str(caught.value).startswith(f"{launch.name} ended before it was ready")


def test_one_that_fails_takes_the_others_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    started: list[int] = []
    popen = subprocess.Popen

    def counted(*args: object, **options: object) -> object:
        process = popen(*args, **options)  # type: ignore[call-overload]
        started.append(process.pid)
        return process

    monkeypatch.setattr(subprocess, "Popen", counted)
    (folder / "prometheus.yml").write_text("nonsense: true\n")
    launches = [alertmanager(str(folder), runtime), prometheus(str(folder), runtime)]
    with pytest.raises(EnvironmentFault), running(launches, runtime):
        pass
    assert len(started) == 2
    assert all(map(gone, started))


def test_a_server_that_never_is_ready_is_given_up(folder: Path, runtime: Runtime) -> None:
    program = folder / "server"
    program.write_text("#!/bin/sh\necho waiting for nothing\nexec sleep 600\n")
    program.chmod(0o755)
    launch = Launch(name="prometheus", program=str(program), config="x")
    with (
        pytest.raises(EnvironmentFault, match=r"was not ready in time(?s:.*)waiting for nothing"),
        running([launch], Runtime(environment=runtime.environment, timeout=0.5)),
    ):
        pass


def test_a_program_that_cannot_be_started_is_one_sentence(runtime: Runtime) -> None:
    launch = Launch(name="prometheus", program="/nowhere/bin/prometheus", config="x")
    with (
        pytest.raises(EnvironmentFault, match="/nowhere/bin/prometheus cannot be started"),
        running([launch], runtime),
    ):
        pass


def test_another_port_is_taken_where_the_first_is_not_free(
    folder: Path, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        ports = iter([stranger.getsockname()[1], free_port()])
        monkeypatch.setattr(servers, "free_port", lambda: next(ports))
        with running([alertmanager(str(folder), runtime)], runtime) as (server,):
            assert not server.url.endswith(f":{stranger.getsockname()[1]}")
        assert next(ports, None) is None


def test_a_port_that_is_asked_for_is_used_or_refused(folder: Path, runtime: Runtime) -> None:
    port = free_port()
    launch = alertmanager(str(folder), runtime, port=port)
    with running([launch], runtime) as (server,):
        assert server.url == f"http://127.0.0.1:{port}"
        with (
            pytest.raises(EnvironmentFault, match="address already in use"),
            running([launch], runtime),
        ):
            pass


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_leaves_no_server_behind(
    folder: Path, number: signal.Signals, runtime: Runtime
) -> None:
    script = f"""
import os, signal, sys, time
from taskcenter_monitor.cli.outcome import leave
from taskcenter_monitor.live.launches import alertmanager
from taskcenter_monitor.live.servers import running
from taskcenter_monitor.verifiers.process import Runtime
from tests.toolchains import Toolchain
runtime = Runtime(environment=dict(os.environ))
def work():
    with running([alertmanager({str(folder)!r}, runtime)], runtime) as (server,):
        print(server.pid, flush=True)
        time.sleep(600)
leave(work)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=dict(runtime.environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        server = int(process.stdout.readline())
        assert not gone(server)
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert "tcmon: interrupted" in said
    assert gone(server)


def test_a_thousand_alerts_come_back_routed_and_muted(both: tuple[Server, ...]) -> None:
    posted = [
        PostedAlert(labels=(("alertname", f"A{n // 2}"), ("severity", severity)))
        for n in range(0, 1000, 2)
        for severity in ("critical", "warning")
    ]
    began = time.monotonic()
    with Alertmanager(both[0].url) as client:
        client.post(posted)
        seen = client.settled(1000)
    # Ten times what it takes on a small machine.
    assert time.monotonic() - began < 3
    assert {alert.labels for alert in seen} == {alert.labels for alert in posted}
    critical = {alert.fingerprint for alert in seen if dict(alert.labels)["severity"] == "critical"}
    for alert in seen:
        if alert.fingerprint in critical:
            assert (alert.receivers, alert.state, alert.inhibited_by) == (("night",), "active", ())
        else:
            assert (alert.receivers, alert.state) == (("day",), "suppressed")
            assert set(alert.inhibited_by) <= critical


def test_alerts_that_have_ended_are_not_shown(both: tuple[Server, ...]) -> None:
    now = time.time()
    with Alertmanager(both[0].url) as client:
        client.post(
            [
                PostedAlert(labels=(("alertname", "Over"),), starts_at=now - 60, ends_at=now - 30),
                PostedAlert(labels=(("alertname", "On"),), annotations=(("summary", "告警"),)),
            ]
        )
        (seen,) = client.settled(1)
        assert client.version()[0].isdigit()
        with pytest.raises(EnvironmentFault, match=r"shows 1 of 2 alerts after 0\.2 s"):
            client.settled(2, within=0.2)
    assert seen.labels == (("alertname", "On"),)
    assert seen.annotations == (("summary", "告警"),)


def test_prometheus_tells_of_rules_alerts_targets_and_values(both: tuple[Server, ...]) -> None:
    with Prometheus(both[1].url) as client:
        until = time.monotonic() + 30
        while not (client.alerts() and client.targets()) and time.monotonic() < until:
            time.sleep(0.05)
        (alert,) = client.alerts()
        (rule,) = client.rules()
        (target,) = client.targets()
        (sample,) = client.query("vector(3) + 1", at=1000.5)
        (scalar,) = client.query("2")
        assert client.version()[0].isdigit()
    assert dict(alert.labels) == {"alertname": "Always", "severity": "info"}
    assert (alert.state, alert.value, alert.annotations) == ("firing", 7, (("summary", "seven"),))
    assert abs(alert.active_at - time.time()) < 60
    assert (rule.group, rule.name, rule.kind, rule.health) == (
        "example",
        "Always",
        "alerting",
        "ok",
    )
    assert rule.evaluated >= alert.active_at
    assert dict(target.labels)["job"] == "nothing"
    assert target.health in ("unknown", "down")
    assert (sample.labels, sample.value, sample.at) == ((), 4, 1000.5)
    assert scalar.value == 2


def test_what_a_server_refuses_is_told_in_its_own_words(both: tuple[Server, ...]) -> None:
    with Prometheus(both[1].url) as client, pytest.raises(Refused, match="parse error") as caught:
        client.query("sum(")
    assert caught.value.status == 400
    with Alertmanager(both[0].url) as other, pytest.raises(Refused):
        other.post([PostedAlert(labels=())])


def test_a_server_that_is_gone_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(EnvironmentFault, match="does not answer: connection refused"):
        Prometheus(f"http://127.0.0.1:{free_port()}").query("1")


def test_the_proxies_of_the_environment_are_not_asked(
    both: tuple[Server, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with Prometheus(both[1].url) as client:
        assert client.query("1")
