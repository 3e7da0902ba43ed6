"""Services: real processes that log, and follow a policy meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

LIFE = 60.0
"""Seconds after which a service ends, whatever becomes of its test."""

WORKER = f"""
import os, sys, time
from taskcenter_monitor.telemetry import context
from taskcenter_monitor.telemetry.logging import configure, get_logger

configure("worker", console="json")
log = get_logger("task.run")

def work():
    end = time.monotonic() + {LIFE}
    while time.monotonic() < end:
        with context.bound(user_id="user-9999", business_id="b1"):
            log.debug("tick", process=os.getpid())
            log.info("tock", process=os.getpid())
        time.sleep(0.02)
"""

Record = dict[str, Any]


class Service:
    """One of them. Its lines go to a file beside its policy."""

    def __init__(self, folder: Path, code: str, policy: Path) -> None:
        self.policy = policy
        self._lines = folder / "lines.jsonl"
        self._trouble = folder / "stderr.txt"
        script = folder / "service.py"
        script.write_text(WORKER + code, encoding="utf-8")
        with self._lines.open("wb") as out, self._trouble.open("wb") as trouble:
            self._process = subprocess.Popen(
                [sys.executable, script],
                stdout=out,
                stderr=trouble,
                env={**os.environ, "TASKCENTER_TELEMETRY_POLICY": str(policy)},
            )

    def stop(self) -> None:
        self._process.kill()
        self._process.wait(10)

    @property
    def records(self) -> list[Record]:
        whole, _, _ = self._lines.read_bytes().rpartition(b"\n")
        return [json.loads(line) for line in whole.splitlines()]

    @property
    def trouble(self) -> str:
        return self._trouble.read_text("utf-8")

    def of(self, component: str) -> list[Record]:
        return [record for record in self.records if record["component"] == component]

    def wait(self, wanted: Callable[[Record], bool], seconds: float = 20.0) -> Record:
        """The first record that is wanted."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for record in self.records:
                if wanted(record):
                    return record
            time.sleep(0.02)
        raise AssertionError(f"no such record; {self.trouble} {self.records[-3:]}")

    def ready(self) -> None:
        self.wait(lambda record: record["content"] == "tock")

    def seconds_until(self, content: str, since: float) -> float:
        """How long after a moment such a record was made for the first time."""
        return (
            moment(self.wait(lambda one: one["content"] == content and moment(one) > since)) - since
        )

    def last(self, content: str) -> float:
        """When such a record was made for the last time."""
        return max(moment(record) for record in self.records if record["content"] == content)


def moment(record: Record) -> float:
    """Seconds since 1970."""
    return datetime.fromisoformat(record["@timestamp"]).timestamp()
