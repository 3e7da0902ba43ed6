"""`tcmon validate` with the real promtool and amtool, and with broken ones."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.verifiers.tools import dotted, identify
from tests.readme import shown
from tests.toolchains import DISTRIBUTION, Toolchain

Tcmon = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.slow


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new))


def fake(folder: Path, name: str, script: str) -> None:
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


PROMTOOL = 'case "$1" in --version) echo "promtool, version 2.42.0 (x)";; *) {0};; esac'


@pytest.mark.usefixtures("toolchain")
def test_the_shipped_specs_are_proven_without_a_warning(tcmon: Tcmon, shipped: Path) -> None:
    """Every rule by its generated tests, as `tcmon test` proves them too."""
    before = sorted(shipped.rglob("*"))
    done = tcmon("validate")
    assert done.returncode == 0, done.stdout
    summary = re.fullmatch(
        r"\d+ files with (\d+) rules are sound, "
        r"proven by promtool \S+ and amtool \S+ with (\d+) tests\n",
        done.stdout,
    )
    assert summary, done.stdout
    rules, tests = int(summary[1]), int(summary[2])
    assert tests > 4 * rules
    assert shown("rules") == [(tests, rules)] * 2
    assert sorted(shipped.rglob("*")) == before


def test_offline_needs_no_tool(tcmon: Tcmon) -> None:
    done = tcmon("validate", "--offline", PATH="/nowhere")
    assert done.returncode == 0
    assert "checked without any tool" in done.stdout


@pytest.mark.usefixtures("toolchain")
def test_what_promtool_says_is_shown_at_the_line_of_the_spec(tcmon: Tcmon, workplace: Path) -> None:
    # promql-parser takes it, Go's regular expressions count to a thousand only.
    signals = workplace / "specs/signals.yaml"
    edit(signals, 'count(up{job="asynq"} == 1)', 'count(up{job=~"asynq|a{2000}"} == 1)')
    done = tcmon("validate")
    assert done.returncode == 1, done.stdout + done.stderr
    line = next(n for n, text in enumerate(signals.read_text().splitlines(), 1) if "2000" in text)
    assert done.stdout.startswith(f"specs/signals.yaml:{line}:")
    assert "error[promtool/" in done.stdout


def test_a_missing_tool_is_one_sentence(tcmon: Tcmon) -> None:
    done = tcmon("validate", PATH="/nowhere")
    assert done.returncode == 3
    # Above it stands what was being done, where that took longer than people like to wait.
    *_, last = done.stderr.splitlines()
    assert last.startswith("tcmon: promtool was found neither on PATH nor in .tools/bin")
    assert last.endswith(", or use --offline")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ('echo "promtool, version 2.30.0"', "too old"),
        ("echo nonsense", "does not answer"),
        ("exit 7", "does not answer"),
        (PROMTOOL.format("sleep 60"), "did not finish within 2 s"),
        (PROMTOOL.format("kill -SEGV $$"), "SIGSEGV"),
    ],
    ids=["old", "nonsense", "failing", "hanging", "crashing"],
)
def test_a_tool_that_does_not_work_is_one_sentence(
    tcmon: Tcmon, workplace: Path, script: str, said: str
) -> None:
    fake(workplace / "bin", "promtool", script)
    path = f"{workplace / 'bin'}:/usr/bin:/bin:{Path(__file__).parents[2] / '.tools/bin'}"
    done = tcmon("validate", "--timeout", "2", PATH=path)
    assert done.returncode == 3, done.stdout + done.stderr
    *progress, sentence = done.stderr.splitlines()
    assert said in sentence
    assert all(line.startswith("tcmon: ") for line in progress)


def test_exit_zero_alone_proves_nothing(tcmon: Tcmon, workplace: Path) -> None:
    fake(workplace / "bin", "promtool", PROMTOOL.format("exit 0"))
    path = f"{workplace / 'bin'}:/usr/bin:/bin:{Path(__file__).parents[2] / '.tools/bin'}"
    done = tcmon("validate", PATH=path)
    assert done.returncode == 1
    assert "promtool" in done.stdout


@pytest.mark.parametrize(
    ("answer", "code", "level"),
    [
        (
            "echo '  FAILED:' >&2; echo 'prometheus.yml: field new not found' >&2; exit 1",
            1,
            "error",
        ),
        ('exec "$REAL" "$@"', 0, "warning"),
    ],
    ids=["refuses", "accepts"],
)
def test_a_tool_older_than_the_server_is_blamed_itself(
    tcmon: Tcmon, workplace: Path, answer: str, code: int, level: str
) -> None:
    fake(workplace / "bin", "promtool", PROMTOOL.format(answer))
    edit(workplace / "specs/service.yaml", 'prometheus: "2.42"', 'prometheus: "2.53"')
    path = f"{workplace / 'bin'}:{DISTRIBUTION.search_path}"
    done = tcmon("validate", "--format", "json", PATH=path, REAL=DISTRIBUTION.tool("promtool"))
    levels = {one["check"]: one["level"] for one in json.loads(done.stdout)["diagnostics"]}
    assert done.returncode == code, done.stdout
    assert levels.pop("promtool/version") == level
    assert set(levels.values()) <= {"warning"}
    assert bool(levels) is bool(code)


def test_specs_for_the_servers_of_a_toolchain_are_proven_by_its_tools(
    tcmon: Tcmon, workplace: Path, toolchain: Toolchain
) -> None:
    tools = identify(
        {name: toolchain.tool(name) for name in ("promtool", "amtool")}, toolchain.runtime()
    )
    service = workplace / "specs/service.yaml"
    for tool, server, oldest in zip(
        tools, ("prometheus", "alertmanager"), ("2.42", "0.25"), strict=True
    ):
        edit(service, f'{server}: "{oldest}"', f'{server}: "{dotted(tool.version[:2])}"')
    done = tcmon("validate")
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout


def test_every_format_is_what_it_says(tcmon: Tcmon, workplace: Path) -> None:
    edit(workplace / "specs/alerts/system.yaml", "above: 80%", "above: 80")
    by_format = {
        name: tcmon("validate", "--offline", "--format", name)
        for name in ("json", "github", "sarif", "junit")
    }
    assert {done.returncode for done in by_format.values()} == {1}
    found = json.loads(by_format["json"].stdout)["diagnostics"]
    assert found[0]["file"] == "specs/alerts/system.yaml"
    assert by_format["github"].stdout.startswith("::error file=specs/alerts/system.yaml,line=")
    sarif = json.loads(by_format["sarif"].stdout)
    assert sarif["runs"][0]["results"][0]["ruleId"] == found[0]["check"]
    suites = ET.fromstring(by_format["junit"].stdout)  # noqa: S314 - our own output
    assert suites.get("failures") == str(len(found))


def test_an_interrupt_ends_it_at_once_with_130(workplace: Path) -> None:
    fake(workplace / "bin", "promtool", PROMTOOL.format("sleep 60"))
    fake(workplace / "bin", "amtool", "echo amtool, version 0.25.0")
    tcmon = Path(sys.executable).with_name("tcmon")
    script = f"exec timeout --foreground -s INT 3 {tcmon} validate"
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=workplace,
        env={"PATH": f"{workplace / 'bin'}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "interrupted" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_fault_of_an_environment_is_shown_although_none_was_chosen(
    tcmon: Tcmon, workplace: Path
) -> None:
    dev = workplace / "specs/environments/dev.yaml"
    dev.write_text("alerts.TaskCenterCPUHigh.warning.above: 99%\n")
    done = tcmon("validate", "--offline")
    assert done.returncode == 1
    assert done.stdout.startswith("specs/")
    assert "error[threshold/order]" in done.stdout
    assert "(--env dev)" in done.stdout
