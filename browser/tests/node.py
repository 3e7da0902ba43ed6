"""Runs the tools of this folder, which take a job as JSON and print a result as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BROWSER = Path(__file__).parents[1]
ENDS_WITHIN = 90.0
"""Seconds; the slowest takes three."""
_GOES_WITHIN = 10.0

Job = Mapping[str, Any]


def shown(job: Job) -> list[dict[str, Any]]:
    """What each panel would show, without a browser."""
    panels: list[dict[str, Any]] = _run("panels.mjs", job)["panels"]
    return panels


def drawn(job: Job) -> dict[str, Any]:
    """What Chromium draws: the `faults` of the page, and its `panels`."""
    return _run("render.mjs", job)


def _run(tool: str, job: Job) -> dict[str, Any]:
    # Whatever a browser leaves behind is in a folder that goes in any case.
    with tempfile.TemporaryDirectory(prefix="tcmon-browser-", ignore_cleanup_errors=True) as folder:
        node = subprocess.Popen(
            ["node", str(BROWSER / tool)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "TMPDIR": folder},
        )
        with _ended(node):
            output, faults = node.communicate(json.dumps(job), timeout=ENDS_WITHIN)
    assert node.returncode == 0, faults
    result: dict[str, Any] = json.loads(output)
    return result


@contextmanager
def _ended(node: subprocess.Popen[str]) -> Iterator[None]:
    """Where the block breaks off, Node has the time to end its browser."""
    with node:
        try:
            yield
        except BaseException:
            node.terminate()
            try:
                node.wait(_GOES_WITHIN)
            except subprocess.TimeoutExpired:
                node.kill()
            raise
