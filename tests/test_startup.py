"""What a start may import: nothing heavy before there is work for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frozen import FROZEN

RARE = "taskcenter_monitor.spec.openslo"
"""Few projects have documents of OpenSLO, and only they pay for reading them."""
LIBRARY = ("msgspec", "orjson", "structlog", "opentelemetry", "taskcenter_monitor.telemetry")
"""What services import, and whoever compiles need not have."""
HEAVY = ("pydantic", "jinja2", "yaml", "grafanalib", "promql_parser", RARE, *LIBRARY)

# Runs the command in this process, then tells what it has imported; the command leaves by _exit.
PROBE = """
import json, os, sys
def leave(code):
    heavy = [name for name in json.loads(os.environ["HEAVY"]) if name in sys.modules]
    sys.stdout.write("\\n" + json.dumps([code, heavy, "typer" in sys.modules]))
    sys.stdout.flush()
    os.kill(os.getpid(), 9)
os._exit = leave
sys.argv[0] = "tcmon"
from taskcenter_monitor.cli import main
main()
leave(0)
"""


def probed(folder: Path, *arguments: str) -> tuple[int, list[str], bool]:
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *arguments],
        cwd=folder,
        env={**os.environ, "HEAVY": json.dumps(HEAVY)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    code, heavy, typer = json.loads(done.stdout.splitlines()[-1])
    return code, heavy, typer


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("startup")
    shutil.copytree(FROZEN, folder / "specs")
    return folder


def test_the_version_imports_not_even_the_command_line(workplace: Path) -> None:
    assert probed(workplace, "--version") == (0, [], False)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["build", "--help"],
        ["validate", "--help"],
        ["route", "--help"],
        ["telemetry", "--help"],
        ["telemetry", "set", "--help"],
    ],
)
def test_help_imports_nothing_heavy(workplace: Path, arguments: list[str]) -> None:
    assert probed(workplace, *arguments) == (0, [], True)


@pytest.mark.slow
def test_a_build_with_nothing_to_do_imports_nothing_heavy(workplace: Path) -> None:
    code, heavy, _ = probed(workplace, "build")
    assert code == 0
    assert set(heavy) >= {"pydantic", "jinja2", "promql_parser"}  # yaml: a second process may read
    assert RARE not in heavy
    assert probed(workplace, "build") == (0, [], True)
    assert probed(workplace, "build", "--check") == (0, [], True)


def test_a_policy_is_shown_and_edited_without_the_logger(workplace: Path) -> None:
    (workplace / "policy.json").write_bytes(b"{}")
    for arguments in (["show"], ["set", "info", "--user", "1"], ["clear", "--user", "1"]):
        code, heavy, _ = probed(workplace, "telemetry", *arguments, "--policy", "policy.json")
        assert code == 0
        assert set(heavy) == {"msgspec", "taskcenter_monitor.telemetry"}
