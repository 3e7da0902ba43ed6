"""`tcmon telemetry`, as operators call it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from taskcenter_monitor.telemetry.policy import read_policy
from taskcenter_monitor.telemetry.policy.document import Policy

pytestmark = pytest.mark.slow

TCMON = Path(sys.executable).with_name("tcmon")
DOCUMENT: dict[str, Any] = {
    "levels": {
        "default": "info",
        "components": {"task": "warn", "task.callback": "error"},
        "users": {"u1": "debug"},
    },
    "redaction": {"keys": ["token"], "patterns": [{"name": "phone", "match": "1[0-9]{10}"}]},
}

Done = subprocess.CompletedProcess[str]
Call = Callable[..., Done]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    return file


@pytest.fixture
def call(path: Path) -> Call:
    def run(*arguments: str, **environment: str) -> Done:
        return subprocess.run(
            [TCMON, "telemetry", *arguments],
            cwd=path.parent,
            env={**os.environ, "TASKCENTER_TELEMETRY_POLICY": str(path), **environment},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_all_of_it_is_shown(call: Call, path: Path) -> None:
    call("set", "debug", "--business", "b7", "--for", "2h")
    done = call("show")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == str(path)
    for line in (
        "  info    all that is not named here",
        "  error   component task.callback",
        "  debug   user u1",
        "sampling below error: 100%",
        "queue: 8192 records, and 65536 more of error and fatal",
        "  in texts: phone",
    ):
        assert line in lines
    (override,) = (line for line in lines if "business b7" in line)
    assert override.startswith("  debug   business b7, until ")
    assert override.endswith(" left)")
    assert "(1h59m5" in override or "(2h left)" in override


def test_which_level_holds_for_somebody_and_why(call: Call) -> None:
    call("set", "info", "--component", "task.callback")
    done = call("show", "--component", "task.callback.http", "--user", "u1")
    head, first, _, *others = done.stdout.splitlines()
    assert head.endswith(": component task.callback.http, user u1")
    assert first == "  debug: the level of user u1"
    assert others[0].startswith("  info: set for component task.callback, until ")
    assert others[1:] == [
        "  error: the level of component task.callback",
        "  warn: the level of component task",
        "  info: as all that is not named",
    ]


def test_the_same_for_programs(call: Call, path: Path) -> None:
    call("set", "debug", "--component", "task", "--for", "30m")
    shown = json.loads(call("show", "--format", "json", "--component", "task.run").stdout)
    assert (shown["version"], shown["file"], shown["level"]) == (1, str(path), "debug")
    assert shown["subject"] == {"component": "task.run"}
    assert shown["levels"]["components"]["task"] == "debug"
    assert shown["policy"]["levels"]["components"]["task"] == "warn"
    (override,) = shown["overrides"]
    assert 1790 < override["seconds_left"] <= 1800
    assert shown["reasons"][0] == {
        "level": "debug",
        "by": "component",
        "name": "task",
        "until": override["until"],
    }
    assert shown["reasons"][-1] == {"level": "info", "by": "default", "name": None, "until": None}


def test_what_is_set_is_told_with_what_was_and_what_will_be(call: Call, path: Path) -> None:
    begin = datetime.now(UTC)
    done = call("set", "DEBUG", "--component", "task", "--for", "1h30m")
    assert (done.returncode, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert first.startswith("component task: debug, set for component task, until ")
    assert others == [
        "before: warn, the level of component task",
        "then: warn, the level of component task",
        "levels of their own below it have task.callback (error)",
    ]
    (override,) = read_policy(path.read_bytes()).overrides
    assert timedelta(minutes=89) < override.until - begin < timedelta(minutes=92)


def test_an_hour_is_usual(call: Call, path: Path) -> None:
    begin = datetime.now(UTC)
    call("set", "debug", "--user", "u9")
    (override,) = read_policy(path.read_bytes()).overrides
    assert timedelta(minutes=59) < override.until - begin < timedelta(minutes=62)


def test_what_is_cleared_is_told(call: Call, path: Path) -> None:
    call("set", "fatal", "--user", "u1")
    done = call("clear", "--user", "u1")
    first, second = done.stdout.splitlines()
    assert first == "user u1: debug, the level of user u1"
    assert second.startswith("before: fatal, set for user u1, until ")
    assert read_policy(path.read_bytes()).overrides == ()
    done = call("clear", "--user", "u1")
    assert done.returncode == 0
    assert "nothing was set for it" in done.stdout
    assert done.stdout.endswith("nothing is set for anybody\n")


def test_who_clears_another_name_is_told_those_that_there_are(call: Call) -> None:
    call("set", "debug", "--user", "u1")
    call("set", "debug", "--component", "task")
    done = call("clear", "--user", "U1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("\nset for a while: user u1, component task\n")


def test_a_level_that_hides_errors_is_told(call: Call) -> None:
    done = call("set", "fatal", "--user", "u1")
    assert done.returncode == 0
    assert done.stderr == "tcmon: at this level no ERROR is written; error is the highest\n"
    assert call("set", "error", "--user", "u1").stderr == ""


def test_names_in_a_file_cannot_control_the_terminal(call: Call, path: Path) -> None:
    path.write_text('{"levels": {"users": {"a\\u001b[31m\\nb": "debug"}}}')
    done = call("show")
    assert "\x1b" not in done.stdout
    assert "user a\ufffd[31m\ufffdb\n" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["set", "loud", "--user", "1"], "'loud' is no level; there are debug, info, warn, error"),
        (["set", "debug"], "name one of --component, --business and --user"),
        (["set", "debug", "--user", "1", "--component", "x"], "name one of"),
        (["set", "debug", "--user", ""], "--user names nobody"),
        (["set", "debug", "--user", "x" * 201], "cannot be in a policy"),
        (
            ["set", "debug", "--component", "httpx.*"],
            "'httpx.*' is no name of a logger; write httpx: that is every logger below it as well",
        ),
        (["set", "debug", "--component", "a b"], "write words with dots between them"),
        (["set", "debug", "--component", "httpx."], "write httpx: that is every logger below"),
        (["set", "debug", "--user", "a\x1b[31m"], "--user 'a\\x1b[31m' has signs that control"),
        (["set", "debug", "--user", "a\udcff"], "--user is no text in UTF-8, but b'a\\xff'"),
        (["clear", "--business", "a\udcff"], "--business is no text in UTF-8"),
        (["set", "debug", "--user", "1", "--for", "soon"], "'soon' is not a duration"),
        (["set", "debug", "--user", "1", "--for", "0s"], "not between 1s and 7d"),
        (["set", "debug", "--user", "1", "--for", "8d"], "belongs into specs/telemetry.yaml"),
        (["set", "--user", "1"], "Missing argument"),
        (["clear"], "name one of"),
        (["clear", "--user", "1", "--policy", ""], "--policy names no file"),
        (["show", "--format", "xml"], "'xml' is not one of"),
        (["hide"], "No such command"),
    ],
)
def test_wrong_usage_ends_with_2_and_changes_nothing(
    call: Call, path: Path, arguments: list[str], said: str
) -> None:
    before = path.read_bytes()
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
    assert path.read_bytes() == before


COMMANDS = [["show"], ["set", "debug", "--user", "1"], ["clear", "--user", "1"]]


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_faulty_policy_ends_with_1_and_stays(
    call: Call, path: Path, arguments: list[str]
) -> None:
    path.write_bytes(b'{"levels": {"defualt": "info"}}')
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"tcmon: {path} is no policy that a service takes: "
        "Object contains unknown field `defualt`; did you mean default? - at `$.levels`\n"
    )
    assert path.read_bytes() == b'{"levels": {"defualt": "info"}}'


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_file_that_is_not_there_ends_with_3(call: Call, path: Path, arguments: list[str]) -> None:
    path.unlink()
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"tcmon: there is no {path}; run tcmon build, or name the file with --policy\n"
    )
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("arguments", COMMANDS)
def test_a_loop_of_links_ends_with_3(call: Call, path: Path, arguments: list[str]) -> None:
    path.unlink()
    path.symlink_to(path.name)
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (3, "")
    assert "too many levels of symbolic links" in done.stderr


def test_without_the_library_the_command_says_how_to_get_it(path: Path) -> None:
    code = (
        "import sys; sys.modules['msgspec'] = None; sys.argv = ['tcmon', 'telemetry', 'show'];"
        "from taskcenter_monitor.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TASKCENTER_TELEMETRY_POLICY": str(path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "tcmon: the policy of telemetry is read with msgspec, which is not installed; run"
        " pip install 'taskcenter-monitor[telemetry]'\n"
    )


def test_the_file_of_a_build_is_taken_where_none_is_named(call: Call, path: Path) -> None:
    build = path.parent / "build"
    (build / "telemetry").mkdir(parents=True)
    path.rename(build / "telemetry" / "policy.json")
    manifest = {"compiler": "tcmon", "files": {"telemetry/policy.json": "0"}}
    (build / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    done = call("set", "debug", "--user", "1", TASKCENTER_TELEMETRY_POLICY="")
    assert done.returncode == 0
    assert done.stderr == (
        "tcmon: build/telemetry/policy.json is generated: the next tcmon build takes this back\n"
    )
    assert call("show", TASKCENTER_TELEMETRY_POLICY="").stdout.startswith("build/telemetry/pol")


def test_operators_at_once_lose_nothing(call: Call, path: Path) -> None:
    results: list[Done] = []

    def edit(number: int) -> None:
        results.append(call("set", "debug", "--user", f"user-{number}"))

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {done.returncode for done in results} == {0}
    users = {one.user for one in read_policy(path.read_bytes()).overrides}
    assert users == {f"user-{number}" for number in range(8)}


def test_an_interrupt_ends_with_130(path: Path) -> None:
    import fcntl

    # Somebody else edits, so the command waits.
    number = os.open(path.parent, os.O_RDONLY)
    fcntl.flock(number, fcntl.LOCK_EX)
    try:
        process = subprocess.Popen(
            [TCMON, "telemetry", "clear", "--user", "1", "--policy", path],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        out, trouble = process.communicate(timeout=30)
    finally:
        os.close(number)
    assert (process.returncode, out, trouble) == (130, "", "tcmon: interrupted\n")
    assert [file.name for file in path.parent.iterdir()] == ["policy.json"]


def test_an_edit_of_what_is_no_file_is_refused(call: Call, path: Path) -> None:
    os.mkfifo(path.parent / "pipe")
    for arguments in COMMANDS:
        done = call(*arguments, "--policy", "pipe")
        assert (done.returncode, done.stdout) == (1, "")
        assert "It is no regular file" in done.stderr


def test_the_default_policy_is_shown(call: Call, path: Path) -> None:
    path.write_bytes(b"{}")
    shown = json.loads(call("show", "--format", "json").stdout)
    assert shown["policy"]["queue"]["limit"] == Policy().queue.limit
    assert shown["subject"] == {}
    assert "in texts: url-credentials, authorization" in call("show").stdout
    path.write_bytes(b'{"redaction": {}}')
    assert "in texts: nothing" in call("show").stdout


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/New_York"])
def test_an_end_beyond_all_years_is_shown_as_it_is_written(
    call: Call, path: Path, zone: str
) -> None:
    ends = ("9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z")
    overrides = [
        {"user": str(number), "level": "debug", "until": end} for number, end in enumerate(ends)
    ]
    path.write_text(json.dumps({"overrides": overrides}), encoding="utf-8")
    done = call("show", TZ=zone)
    assert (done.returncode, done.stderr) == (0, "")
    assert "user 0, until 9999-12-31 23:59:59-12:00" in done.stdout
    shown = json.loads(call("show", "--format", "json", TZ=zone).stdout)
    assert [one["until"] for one in shown["overrides"]] == [ends[0], ends[2]]
    assert call("set", "debug", "--user", "7", TZ=zone).returncode == 0


def test_the_ratio_of_traces_is_set_shown_and_taken_back(call: Call, path: Path) -> None:
    done = call("set", "tracing", "50%", "--for", "1h30m")
    assert (done.returncode, done.stderr) == (0, "")
    first, *others = done.stdout.splitlines()
    assert first.startswith("traces: 50% recorded, until ")
    assert others == ["before: 100%", "then: 100%"]
    assert call("set", "tracing", "5%", "--route", "/api/v1/tasks").returncode == 0

    shown = call("show").stdout.splitlines()
    assert "traces that begin here: 100%" in shown
    assert any(line.startswith("  50% of all, until ") for line in shown)
    assert any(line.startswith("  5% of /api/v1/tasks, until ") for line in shown)
    tracing = json.loads(call("show", "--format", "json").stdout)["tracing"]
    assert (tracing["ratio"], tracing["routes"]) == (0.5, {"/api/v1/tasks": 0.05})
    assert [one["route"] for one in tracing["overrides"]] == [None, "/api/v1/tasks"]

    done = call("clear", "tracing")
    assert done.stdout.splitlines() == ["traces: 100% recorded", "before: 50%"]
    (left,) = read_policy(path.read_bytes()).tracing.overrides
    assert left.route == "/api/v1/tasks"
    done = call("clear", "tracing")
    assert "nothing has changed" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("set", "tracing"), "say how many traces to record"),
        (("set", "tracing", "0.5"), "write it in percent, like 50%"),
        (("set", "tracing", "101%"), "at most 100%"),
        (("set", "tracing", "5%", "--user", "u1"), "name that with --route"),
        (("set", "tracing", "5%", "--route", ""), "names nothing"),
        (("set", "tracing", "5%", "--route", "a\x1b[2J"), "signs that no route"),
        (("set", "tracing", "5%", "--route", "x" * 201), "cannot be in a policy"),
        (("set", "debug", "5%", "--user", "u1"), "goes with tracing"),
        (("set", "debug", "--user", "u1", "--route", "/a"), "--route goes with tracing"),
        (("clear", "levels"), "is not tracing"),
        (("clear", "tracing", "--component", "task"), "name that with --route"),
    ],
)
def test_ratios_that_cannot_be_meant(
    call: Call, path: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = path.read_bytes()
    done = call(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert path.read_bytes() == before
