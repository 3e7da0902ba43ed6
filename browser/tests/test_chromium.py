"""Chromium leaves nothing behind, however what started it ends."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from browser.tests.node import BROWSER, ENDS_WITHIN

STARTED = """
import { launch } from './src/chromium.mjs';
const browser = await launch();
console.log(browser.process().pid);
process.stdin.on('end', () => browser.close()).resume();
"""


def started(folder: Path) -> tuple[subprocess.Popen[str], int]:
    """A Node with a Chromium that has its files in the folder, and the process of the latter."""
    node = subprocess.Popen(
        ["node", "--input-type=module", "--eval", STARTED],
        cwd=BROWSER,
        env={**os.environ, "TMPDIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert node.stdout is not None
    return node, int(node.stdout.readline())


def is_running(process: int) -> bool:
    """Whether the process still does something; one that nobody waited for does not."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_and_removes_its_folder(name: str, tmp_path: Path) -> None:
    node, process = started(tmp_path)
    with node:
        assert is_running(process)
        assert [*tmp_path.glob("tcmon-chromium-*/*")]
        number = signal.Signals[name]
        node.send_signal(number)
        assert node.wait(ENDS_WITHIN) == 128 + number
    assert not is_running(process)
    assert [*tmp_path.iterdir()] == []


def test_so_does_its_usual_end(tmp_path: Path) -> None:
    node, process = started(tmp_path)
    node.communicate(timeout=ENDS_WITHIN)
    assert node.returncode == 0
    assert not is_running(process)
    assert [*tmp_path.iterdir()] == []
