"""The generated tests of rules, run by the real promtool: they hold, and they can fail."""

from __future__ import annotations

import contextlib
import json
import re
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from taskcenter_monitor.cli.compiling import compile_inputs
from taskcenter_monitor.cli.options import read_inputs
from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.rules import AlertingRule, RecordingRule
from taskcenter_monitor.vocabulary.humanize import FORMATS
from tests.any_signals import write_alerts
from tests.toolchains import DISTRIBUTION, Toolchain

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
RULES = ("test", "--only", "rules")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")


@pytest.mark.usefixtures("shipped")
def test_without_promtool_no_option_is_named_that_is_not_there(tcmon: Tcmon) -> None:
    done = tcmon(*RULES, PATH="/nowhere")
    assert done.returncode == 3
    *_, last = done.stderr.splitlines()
    assert last.startswith("tcmon: promtool was found neither on PATH nor in .tools/bin")
    assert last.endswith(", or put it on PATH")


@pytest.mark.usefixtures("toolchain")
def test_signals_of_every_kind_and_shape_are_proven(tcmon: Tcmon, workplace: Path) -> None:
    shutil.rmtree(workplace / "specs" / "environments")
    written = write_alerts(workplace / "specs")
    assert written > 90
    done = tcmon(*RULES)
    assert done.returncode == 0, done.stdout + done.stderr
    # Below warnings: thresholds of any signal are not those that somebody would choose.
    told = done.stdout.splitlines()[-1]
    summary = re.fullmatch(r"rules: (\d+) tests of (\d+) rules, run by promtool \S+", told)
    assert summary, done.stdout
    assert int(summary[1]) > int(summary[2]) > written
    assert not (workplace / "build").exists()


@pytest.mark.parametrize("environment", ["dev", "staging"])
def test_an_environment_has_tests_of_its_own_thresholds(
    tcmon: Tcmon, shipped: Path, environment: str
) -> None:
    """The rules that are others there; `tcmon validate` proves all of them as they stand."""
    names = differing(shipped / "specs", environment)
    assert "TaskCenterFrequentRestarts" in names
    done = tcmon("test", *names, "--env", environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(rf"rules \({environment}\): \d+ tests of \d+ rules?, ", done.stdout)


def differing(specs: Path, environment: str) -> list[str]:
    """The alerts whose rules are others in an environment, or read a series that is another."""
    usual, own = rules_of(specs, None), rules_of(specs, environment)
    records = {rule.record for rule in own - usual if isinstance(rule, RecordingRule)}
    alerts = {rule.alert for rule in own - usual if isinstance(rule, AlertingRule)}
    readers = {
        rule.alert
        for rule in own
        if isinstance(rule, AlertingRule) and any(record in rule.expr for record in records)
    }
    return sorted(alerts | readers)


def rules_of(specs: Path, environment: str | None) -> set[AlertingRule | RecordingRule]:
    """All rules, without where they were written, and without their texts, which have links."""
    inputs = read_inputs(str(specs), str(ROOT / "templates"), environment)
    monitoring = compile_inputs(inputs, lambda doing: None).monitoring
    assert monitoring is not None
    here = Origin("")
    return {
        replace(rule, origin=here, written=None, annotations=())
        if isinstance(rule, AlertingRule)
        else replace(rule, origin=here, written=None)
        for group in monitoring.groups
        for rule in group.rules
    }


def test_anybody_can_run_the_written_tests(built: Path, toolchain: Toolchain) -> None:
    tests = built / "build" / "prometheus" / "tests"
    names = ["redis", "database", "system", "availability"]
    done = subprocess.run(
        [toolchain.tool("promtool"), "test", "rules", *(f"{name}.test.yml" for name in names)],
        cwd=tests,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("SUCCESS") == len(names)


def test_a_threshold_takes_its_tests_along(tcmon: Tcmon, workplace: Path) -> None:
    edit(workplace / "specs/alerts/system.yaml", "{above: 80%, for: 5m}", "{above: 83%, for: 7m}")
    assert tcmon("build").returncode == 0
    text = (workplace / "build/prometheus/tests/system.test.yml").read_text("utf-8")
    assert "TaskCenterCPUHigh warning: just beyond 83%" in text
    assert "高于阈值 83%" in text
    done = tcmon("test", "TaskCenterCPUHigh")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("template", "old", "new", "alert"),
    [
        ("liveness", "<< metric >> == 0", "<< metric >> == 1", "TaskCenterDown"),
        ("utilisation", "(<< capacity >> > 0)", "(<< capacity >>)", "TaskCenterDBPoolUsageHigh"),
        ("changes", "[<< window >>])<% endif", "[1m])<% endif", "TaskCenterFrequentRestarts"),
    ],
)
def test_a_rule_that_does_something_else_fails_at_the_line_of_its_alert(  # noqa: PLR0917 - a table
    tcmon: Tcmon, workplace: Path, template: str, old: str, new: str, alert: str
) -> None:
    shutil.copytree(ROOT / "templates", workplace / "templates")
    edit(workplace / f"templates/promql/{template}.promql.j2", old, new)
    done = tcmon("test", alert, "--format", "json")
    assert done.returncode == 1, done.stdout + done.stderr
    found = json.loads(done.stdout)["diagnostics"]
    assert {one["check"] for one in found} == {"proof/failed"}
    ((file, line),) = {
        (one["file"], one["line"]) for one in found if one["message"].startswith(f"{alert}: ")
    }
    lines = (workplace / file).read_text("utf-8").splitlines()
    assert lines[line - 1] == f"  {alert}:"


def test_junit_lists_every_test_at_its_line(tcmon: Tcmon, workplace: Path) -> None:
    shutil.copytree(ROOT / "templates", workplace / "templates")
    edit(workplace / "templates/promql/liveness.promql.j2", "<< metric >> == 0", "<< metric >> > 9")
    done = tcmon("test", "TaskCenterDown", "MySQLDown", "TaskCenterCPUHigh", "--format", "junit")
    assert done.returncode == 1
    root = ET.fromstring(done.stdout)  # noqa: S314 - our own document
    cases = root.findall(".//testcase")
    failed = [case for case in cases if case.find("failure") is not None]
    assert 3 < len(failed) < len(cases)
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == str(len(failed))
    assert all(int(case.get("line", "0")) > 0 for case in cases)
    assert "TaskCenterDown: down, then up again" in {case.get("name") for case in failed}


def test_raw_promql_without_examples_is_built_but_not_proven(tcmon: Tcmon, workplace: Path) -> None:
    signals = workplace / "specs/signals.yaml"
    text = signals.read_text("utf-8")
    begin = text.index("    examples:", text.index("  queue_metrics_missing:"))
    end = text.index("\n\n", begin)
    signals.write_text(text[:begin].rstrip() + text[end:], "utf-8")
    assert tcmon("build").returncode == 0
    for command in (RULES, ("validate", "--offline")):
        done = tcmon(*command)
        assert done.returncode == 1
        assert "error[proof/impossible] no test of this can be made: raw PromQL" in done.stdout
        assert "specs/alerts/queue.yaml:" in done.stdout


def test_an_example_that_is_not_true_is_told(tcmon: Tcmon, workplace: Path) -> None:
    file = workplace / "specs/signals.yaml"
    text = file.read_text("utf-8")
    begin = text.index("- shows: two run different configurations")
    true, wrong = "yields: [{job: alertmanager}]", "yields: [{job: another}]"
    file.write_text(text[:begin] + text[begin:].replace(true, wrong, 1), "utf-8")
    done = tcmon("test", "AlertmanagerConfigDiffers")
    assert done.returncode == 1
    name = "AlertmanagerConfigDiffers: two run different configurations: "
    assert f"error[proof/failed] {name}" in done.stdout
    assert "specs/alerts/monitoring.yaml:" in done.stdout


def test_single_alerts_can_be_proven(tcmon: Tcmon) -> None:
    done = tcmon("test", "TaskCenterDown", "TaskCenterCPUHigh")
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.match(r"rules: \d\d tests of 4 rules, ", done.stdout)
    done = tcmon("test", "TaskCenterDwn")
    assert done.returncode == 2
    assert "there is no alert 'TaskCenterDwn'; did you mean 'TaskCenterDown'?" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("until: 0s", "until: 50m", "longer than nothing"),
        ("{hash}: 1111 times 240", "{hash}: 1111x240", "'times' are no values"),
        ("since: 51m\n        until: 50m", "until: 50m", "`until` must come after"),
        ("by: 1m\n        since: 1m\n        until: 50m", "until: 50m", "either `since` is known"),
        ("every: 1m\n        until: 9h", "until: 50m", "all series end before `until`"),
        ("untill: 50m", "until: 50m", "unknown key"),
    ],
)
def test_an_example_that_cannot_be_is_told_at_once(
    tcmon: Tcmon, workplace: Path, old: str, new: str, said: str
) -> None:
    file = workplace / "specs/signals.yaml"
    text = file.read_text("utf-8")
    begin = text.index("- shows: two run the same")
    series = 'alertmanager_config_hash{job="alertmanager", instance="alertmanager-0:9093"}'
    before, after = new.replace("{hash}", series), old.replace("{hash}", series)
    assert before in text[begin:]
    file.write_text(text[:begin] + text[begin:].replace(before, after, 1), "utf-8")
    done = tcmon("build")
    assert done.returncode == 1
    assert said in done.stderr
    assert "specs/signals.yaml:" in done.stderr


def test_tests_may_be_run_without_being_written(tcmon: Tcmon, workplace: Path) -> None:
    service = workplace / "specs/service.yaml"
    service.write_text(service.read_text("utf-8") + "\nrule_tests: run\n", "utf-8")
    assert tcmon("build").returncode == 0
    assert not (workplace / "build/prometheus/tests").exists()
    done = tcmon("test", "TaskCenterDown")
    assert re.match(r"rules: \d+ tests", done.stdout), done.stdout + done.stderr


def test_values_are_printed_as_prometheus_prints_them(tmp_path: Path, toolchain: Toolchain) -> None:
    values = [0, 0.05, 0.5, 1, 2.1, 59.99, 61.9, 1023, 1025, 3670, 90061, 1234567.8, 5e9, -3.25]
    rule = {"alert": "A", "expr": "m > -1e9", "labels": {}, "annotations": {}}
    rule["annotations"] = {name: f"{{{{ $value | {name} }}}}" for name in FORMATS}
    firing = [
        {
            "exp_labels": {"n": str(number)},
            "exp_annotations": {name: shown(float(value)) for name, shown in FORMATS.items()},
        }
        for number, value in enumerate(values)
    ]
    series = [
        {"series": f'm{{n="{number}"}}', "values": repr(float(value))}
        for number, value in enumerate(values)
    ]
    assertion = {"eval_time": "0m", "alertname": "A", "exp_alerts": firing}
    test = {"interval": "1m", "input_series": series, "alert_rule_test": [assertion]}
    tests = {"rule_files": ["r.yml"], "evaluation_interval": "1m", "tests": [test]}
    (tmp_path / "r.yml").write_text(json.dumps({"groups": [{"name": "g", "rules": [rule]}]}))
    (tmp_path / "t.yml").write_text(json.dumps(tests))
    done = subprocess.run(
        [toolchain.tool("promtool"), "test", "rules", "t.yml"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("asked", "sign"),
    [
        (RULES, "*/prometheus"),
        (("test", "--only", "routes"), "*/alertmanager"),
        (("test", "--only", "notifications"), "*"),
        (("test", "--only", "panels"), "*"),
        (("test",), "*/alertmanager"),
    ],
)
def test_an_interrupt_leaves_no_process_and_no_file(
    workplace: Path, tmp_path: Path, asked: tuple[str, ...], sign: str
) -> None:
    """People press it more than once."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [ROOT / ".venv/bin/tcmon", *asked],
        cwd=workplace,
        env={**DISTRIBUTION.environment, "TMPDIR": str(scratch)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        for _ in range(200):
            if any(scratch.glob(sign)) or process.poll() is not None:
                break
            time.sleep(0.05)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            time.sleep(0.1)
        _, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130, err
    assert "interrupted" in err
    assert list(scratch.iterdir()) == []
    assert not processes_naming(scratch)


def processes_naming(folder: Path) -> list[str]:
    found = []
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            found.append(file.read_bytes().replace(b"\0", b" ").decode("utf-8", "replace"))
    return [line for line in found if str(folder) in line]
