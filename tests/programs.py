"""Small programs that log, run in processes of their own: what is left of them is what counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

PREAMBLE = """
import os, signal, sys, threading, time
# As in a terminal: whoever runs the tests in the background may have both ignored.
if threading.current_thread() is threading.main_thread():
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
from taskcenter_monitor.telemetry.logging import configure, flush, get_logger, shutdown
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Aggregation, Policy, Queue

log = get_logger("program")

def begin(**options):
    configure("program", **{"file": sys.argv[1], "console": "none", **options})
    # Room for all that a test logs at once: what is dropped is another test.
    STREAM.apply(Policy(queue=Queue(limit=1_000_000)))
"""
LONGEST = 60.0
"""Seconds; a program that waits for itself takes longer."""


class Program:
    """One that runs, with the file that it logs to."""

    said = ""

    def __init__(self, folder: Path, source: str, *arguments: str) -> None:
        self.file = folder / "program.log"
        script = folder / "program.py"
        script.write_text(PREAMBLE + source, encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", script, self.file, *arguments],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def ended(self) -> tuple[int, str, str]:
        """Its status, and what it has said on standard output and standard error."""
        try:
            said, complained = self.process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode, said.decode(), complained.decode()

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What it has logged: each of them whole, or this fails."""
        if not self.file.exists():
            return []
        return [json.loads(line) for line in self.file.read_text("utf-8").splitlines()]

    def numbers(self, **having: object) -> list[int]:
        """The field `n` of the lines that have these fields too."""
        return [
            line["n"]
            for line in self.lines
            if "n" in line and all(line.get(name) == value for name, value in having.items())
        ]


def ran(folder: Path, source: str, *arguments: str) -> Program:
    """A program that has ended well and said nothing on standard error."""
    program = Program(folder, source, *arguments)
    status, program.said, complained = program.ended()
    assert (status, complained) == (0, "")
    return program


def repeated(numbers: list[int]) -> list[int]:
    """Those that are there more than once."""
    return [number for number, count in Counter(numbers).items() if count > 1]
