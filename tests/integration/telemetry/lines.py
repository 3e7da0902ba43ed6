"""Real servers on loopback, and the lines that they write."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
BIN = Path(sys.executable).parent
_PORT = re.compile(r"http://127\.0\.0\.1:(\d+)")
PATIENCE = 30.0
"""Seconds that a server may take to start on a machine that is busy."""


class Server:
    """A process whose standard output and standard error are files in `folder`."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.process = process

    @property
    def stderr(self) -> str:
        return (self.folder / "stderr").read_text()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """All of them: one that is no JSON fails the test."""
        whole = (self.folder / "stdout").read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def contents(self, component: str) -> list[str]:
        return [entry["content"] for entry in self.lines if entry["component"] == component]

    def port(self) -> int:
        """As the server says it; it was started with 0."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            said = (self.folder / "stdout").read_text() + self.stderr
            if found := _PORT.search(said):
                return int(found[1])
            assert self.process.poll() is None, said
            time.sleep(0.05)
        raise TimeoutError(said)

    def get(self, path: str) -> int:
        """The status of one request. A server that has just started is asked again."""
        deadline = time.monotonic() + PATIENCE
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port(), timeout=PATIENCE)
            try:
                connection.request("GET", path, headers={"User-Agent": "test"})
                return connection.getresponse().status
            except ConnectionRefusedError:
                assert time.monotonic() < deadline
                time.sleep(0.05)
            finally:
                connection.close()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV_")}
    return {**kept, "PYTHONPATH": str(ROOT), "HOME": str(folder), **more}


@contextmanager
def serving(folder: Path, command: Sequence[str | Path]) -> Iterator[Server]:
    with (folder / "stdout").open("wb") as out, (folder / "stderr").open("wb") as err:
        process = subprocess.Popen(
            command, cwd=folder, stdout=out, stderr=err, env=environment(folder)
        )
    server = Server(folder, process)
    try:
        yield server
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)


def run(folder: Path, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(script)
    return subprocess.run(
        [sys.executable, "script.py"],
        cwd=folder,
        env=environment(folder, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
