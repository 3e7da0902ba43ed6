"""A large project is seen to by two processes, and nobody can tell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.specs import Size, write_project
from taskcenter_monitor.pipeline import LARGE
from taskcenter_monitor.workspace.writing import STAGE

pytestmark = pytest.mark.slow

TCMON = Path(sys.executable).with_name("tcmon")


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


@pytest.fixture
def large(tmp_path: Path) -> Path:
    write_project(tmp_path / "specs", Size(alerts=LARGE + 100))
    return tmp_path


def build(folder: Path, cores: int, out: str) -> subprocess.CompletedProcess[str]:
    allowed = set(sorted(os.sched_getaffinity(0))[:cores])
    return subprocess.run(
        [TCMON, "build", "--out", out],
        cwd=folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, allowed),
        check=False,
    )


def test_one_core_and_two_yield_the_same_bytes(large: Path) -> None:
    assert [build(large, cores, f"out{cores}").returncode for cores in (1, 2)] == [0, 0]
    assert tree(large / "out1") == tree(large / "out2")
    assert len(list((large / "out2/runbooks").iterdir())) > LARGE


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("above: 2GiB", "above: 2s", "unit/threshold"),
        # Here the compiler, which runs meanwhile, stumbles as well.
        ("_cache_size\n", "_cash_size\n", "name/unknown-signal"),
    ],
)
def test_one_core_and_two_say_the_same(large: Path, old: str, new: str, check: str) -> None:
    (file,) = (large / "specs/alerts").glob("*-services-001.yaml")
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    one, two = (build(large, cores, "out") for cores in (1, 2))
    assert f"error[{check}]" in one.stderr
    assert (one.returncode, one.stderr) == (two.returncode, two.stderr)
    assert one.returncode == 1
    assert not (large / "out").exists()


def test_an_interrupt_ends_the_second_process_and_its_files(large: Path) -> None:
    (large / "own").mkdir()
    (large / "own/runbook.md.j2").write_text(
        "<% for a in range(99999) %><% for b in range(99999) %><% endfor %><% endfor %>"
    )
    with subprocess.Popen(
        [TCMON, "build", "--templates", "own"], cwd=large, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "writing" in line:
                break
        process.send_signal(signal.SIGTERM)
        # Ends only once nobody holds the pipe any more, the second process included.
        assert process.stderr.read() == "tcmon: interrupted\n"
        assert process.wait(30) == 130
    assert not (large / "build").exists()
    assert not list(large.glob(f"{STAGE}*"))
