from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.verifiers import process
from taskcenter_monitor.verifiers.process import Command, Runtime, run

Script = Callable[..., str]
PATH = {"PATH": os.environ.get("PATH", os.defpath)}


def command(*args: str, **settings: str) -> Command:
    return Command(args=args, folder="/", settings=tuple(settings.items()))


def gone(pid: int) -> bool:
    """Whether a process has ended; a killed one takes a moment where the machine is busy."""
    for _ in range(200):
        if _is_gone(pid):
            return True
        time.sleep(0.05)
    return False


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except (ProcessLookupError, FileNotFoundError):
        return True


def test_results_come_in_the_order_of_the_commands(script: Script) -> None:
    path = script('echo "out $1"; echo "err $1" >&2; exit $1')
    finished = run([command(path, str(code)) for code in (3, 0, 1)], Runtime(jobs=2))
    assert [(each.code, each.out, each.err) for each in finished] == [
        (3, "out 3\n", "err 3\n"),
        (0, "out 0\n", "err 0\n"),
        (1, "out 1\n", "err 1\n"),
    ]


def test_nothing_to_run_yields_nothing() -> None:
    assert run([], Runtime()) == ()


def test_programs_run_at_the_same_time_when_there_are_jobs_for_them(
    script: Script, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    reader = script(f"cat {tmp_path}/pipe", "reader")
    writer = script(f"echo hello > {tmp_path}/pipe", "writer")
    runtime = Runtime(environment=PATH, jobs=2, timeout=60)
    assert run([command(reader), command(writer)], runtime)[0].out == "hello\n"


def test_one_job_runs_one_program_after_the_other(script: Script, tmp_path: Path) -> None:
    log = tmp_path / "log"
    path = script(f"echo begin $1 >> {log}; echo end $1 >> {log}")
    run([command(path, name) for name in "abc"], Runtime(jobs=1))
    assert log.read_text().splitlines() == [
        f"{moment} {name}" for name in "abc" for moment in ("begin", "end")
    ]


def test_a_program_sees_the_given_environment_and_nothing_else(script: Script) -> None:
    path = script("env")
    (finished,) = run([command(path, GOGC="400")], Runtime(environment={**PATH, "LANG": "C"}))
    seen = {line.partition("=")[0] for line in finished.out.splitlines()}
    assert (
        {"GOGC", "LANG", "PATH"} <= seen <= {"GOGC", "LANG", "PATH", "PWD", "SHLVL", "_", "OLDPWD"}
    )


def test_a_program_that_asks_for_input_gets_none(script: Script) -> None:
    (finished,) = run([command(script("cat; echo done"))], Runtime(environment=PATH))
    assert finished.out == "done\n"


def test_output_that_is_no_utf8_is_kept_readable(script: Script) -> None:
    (finished,) = run([command(script(r"printf 'a\377b'"))], Runtime())
    assert finished.out == "a\ufffdb"


def test_more_output_than_a_pipe_holds_is_read_from_both_streams(script: Script) -> None:
    path = script("head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero")
    (finished,) = run([command(path)], Runtime(environment=PATH))
    assert (len(finished.out), len(finished.err)) == (300_000, 300_000)


@pytest.mark.slow
def test_a_hanging_program_is_stopped_with_everything_it_has_started(
    script: Script, tmp_path: Path
) -> None:
    pids = tmp_path / "pids"
    path = script(f"sleep 600 & echo $! $$ > {pids}; wait", "promtool")
    with pytest.raises(EnvironmentFault, match=r"promtool did not finish within 2 s"):
        run([command(path)], Runtime(environment=PATH, timeout=2))
    assert all(gone(int(pid)) for pid in pids.read_text().split())


def test_a_program_that_closes_its_streams_and_stays_is_stopped(script: Script) -> None:
    path = script("exec >&- 2>&-; sleep 600", "amtool")
    with pytest.raises(EnvironmentFault, match="amtool did not finish"):
        run([command(path)], Runtime(environment=PATH, timeout=0.3))


def test_a_program_killed_by_a_signal_is_a_crash(script: Script) -> None:
    with pytest.raises(EnvironmentFault, match=r"tool was killed by SIGSEGV; run it by hand"):
        run([command(script("kill -SEGV $$"))], Runtime(environment=PATH))


def test_a_flood_of_output_is_stopped(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "OUTPUT_LIMIT", 1 << 20)
    with pytest.raises(EnvironmentFault, match="wrote more than 1 MiB"):
        run([command(script("yes"))], Runtime(environment=PATH, timeout=60))


def test_a_crash_stops_the_others(script: Script, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    os.mkfifo(pid)
    slow = script(f"echo $$ > {pid}; exec sleep 600", "slow")
    crash = script(f"cat {pid} > {pid}.read; kill -KILL $$", "crash")
    with pytest.raises(EnvironmentFault, match="crash was killed by SIGKILL"):
        run([command(slow), command(crash)], Runtime(environment=PATH, jobs=2, timeout=60))
    assert gone(int(Path(f"{pid}.read").read_text()))


def test_a_missing_program_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"nosuch cannot be started \(no such file"):
        run([command(str(tmp_path / "nosuch"))], Runtime())


def test_a_program_of_another_machine_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "promtool"
    path.write_bytes(b"\x00\x01\x02\x03")
    path.chmod(0o755)
    with pytest.raises(EnvironmentFault, match=r"cannot be started \(exec format error\)"):
        run([command(str(path))], Runtime())


def test_a_file_that_may_not_be_run_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "promtool"
    path.write_text("#!/bin/sh\n")
    with pytest.raises(EnvironmentFault, match=r"cannot be started \(permission denied\)"):
        run([command(str(path))], Runtime())
