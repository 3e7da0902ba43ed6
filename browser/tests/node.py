"""Runs the tools of this folder, which take a job as JSON and print a result as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

BROWSER = Path(__file__).parents[1]
ENDS_WITHIN = 90.0
"""Seconds; the slowest takes three."""

Job = Mapping[str, Any]


def shown(job: Job) -> list[dict[str, Any]]:
    """What each panel would show, without a browser."""
    panels: list[dict[str, Any]] = _run("panels.mjs", job)["panels"]
    return panels


def drawn(job: Job) -> dict[str, Any]:
    """What Chromium draws: the `faults` of the page, and its `panels`."""
    return _run("render.mjs", job)


def _run(tool: str, job: Job) -> dict[str, Any]:
    # Nothing of a browser is left behind, not even when it is killed.
    with tempfile.TemporaryDirectory(prefix="tcmon-", ignore_cleanup_errors=True) as folder:
        done = subprocess.run(
            ["node", str(BROWSER / tool)],
            input=json.dumps(job),
            capture_output=True,
            check=False,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": folder},
            timeout=ENDS_WITHIN,
        )
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result
