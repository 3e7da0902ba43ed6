"""A process that leads a session may be preferred; where the system refuses, nothing happens."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from taskcenter_monitor.workspace.precedence import NICENESS, prefer


def test_it_is_asked_for_the_process_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(os, "setpriority", lambda *given: asked.append(given))
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        prefer(child.pid)
    finally:
        child.communicate(b"\n")
    assert asked == [(os.PRIO_PROCESS, child.pid, NICENESS)]


def test_a_refusal_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(which: int, who: int, priority: int) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "setpriority", refused)
    prefer(2**22 + 1)  # There is no such process either.
