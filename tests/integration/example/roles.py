"""Starts the roles of the example as real processes, and speaks to them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import httpx
from prometheus_client.parser import text_string_to_metric_families

T = TypeVar("T")
EXAMPLES = Path(__file__).parents[3] / "examples"
KEPT = ("PATH", "PYTEST_CURRENT_TEST")
"""Variables; with the second one a metric that the catalogue lacks is an error."""
PATIENCE = 20.0
"""Seconds for what must happen, on a machine that others use as well."""


class Role:
    """One process. `lines` are those of its log so far."""

    def __init__(self, role: str, *options: str, **environment: str) -> None:
        self.process = subprocess.Popen(
            command(role, *options),
            env={**surroundings(), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[dict[str, Any]] = []
        self.other: list[str] = []
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self.said = eventually(self._ready)
        self.url: str = self.said["url"]
        self.admin: str = self.said["admin_url"]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                self.lines.append(json.loads(line))
            except ValueError:
                self.other.append(line)

    def _ready(self) -> dict[str, Any]:
        assert self.process.poll() is None, "".join(self.other)
        return next((one for one in self.lines if one.get("content") == "listening"), {})

    def metrics(self) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
        """Each series by its name and labels."""
        text = httpx.get(f"{self.admin}/metrics", timeout=10).raise_for_status().text
        return {
            (sample.name, tuple(sorted(sample.labels.items()))): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """The sum of the series of a metric that have these labels; 0 where there is none."""
        wanted = set(labels.items())
        return sum(
            v for (n, found), v in self.metrics().items() if n == name and wanted <= {*found}
        )

    def switch_on(self, fault: str, **parameters: Any) -> None:
        """Raises where it is refused."""
        httpx.put(f"{self.admin}/faults/{fault}", json=parameters, timeout=10).raise_for_status()

    def switch_off(self, fault: str) -> None:
        """All is undone when it returns."""
        httpx.delete(f"{self.admin}/faults/{fault}", timeout=10).raise_for_status()

    def end(self, number: int = signal.SIGTERM) -> float:
        """Ends it; the seconds that took."""
        begun = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            self.process.wait(PATIENCE)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        took = time.monotonic() - begun
        self._reader.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return took


def command(*words: str) -> list[str]:
    """What starts a role, with its options."""
    return [sys.executable, "-m", "taskcenter", *words]


def surroundings() -> dict[str, str]:
    """The environment of a role: nothing of whoever runs the tests but the way to Python."""
    kept = {
        name: os.environ[name] for name in ("PATH", "PYTEST_CURRENT_TEST") if name in os.environ
    }
    return {**kept, "PYTHONPATH": str(EXAMPLES), "PYTHONDONTWRITEBYTECODE": "1"}


def eventually(look: Callable[[], T], patience: float = PATIENCE) -> T:
    """What `look` gives as soon as that is something."""
    until = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.05)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """All roles at work on one database."""

    api: Role
    worker: Role
    business: Role
    queues: Role
    load: Role

    def created(self, **said: Any) -> dict[str, Any]:
        """A task that the API has made."""
        body = {"name": "t", "business_id": "crm", "callback_url": self.callbacks("crm"), **said}
        answer = httpx.post(f"{self.api.url}/api/v1/tasks", json=body)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def task(self, id: str) -> dict[str, Any]:  # noqa: A002 - what the API calls it
        """As the API shows it now."""
        found: dict[str, Any] = httpx.get(f"{self.api.url}/api/v1/tasks/{id}").json()
        return found

    def callbacks(self, business_id: str) -> str:
        """Where a business is called back."""
        return f"{self.business.url}/callbacks/{business_id}"

    def received(self, id: str) -> list[dict[str, Any]]:  # noqa: A002
        """What came to the business systems for a task."""
        answer = httpx.get(f"{self.business.url}/received", params={"task_id": id})
        found: list[dict[str, Any]] = answer.json()["received"]
        return found


@contextmanager
def running(role: str, *options: str, **environment: str) -> Iterator[Role]:
    """A role for a block."""
    one = Role(role, *options, **environment)
    try:
        yield one
    finally:
        one.end()


@contextmanager
def company(folder: Path, rate: float = 20, options: Sequence[str] = ()) -> Iterator[Company]:
    """All of them, with faults."""
    data = ("--data", str(folder), "--faults", *options)
    policy = folder / "policy.json"
    named = {"TASKCENTER_TELEMETRY_POLICY": str(policy)}
    with ExitStack() as stack:
        business = stack.enter_context(running("business", "--faults"))
        api = stack.enter_context(running("api", *data, **named))
        worker = stack.enter_context(running("worker", *data, "--poll", "0.05"))
        queues = stack.enter_context(running("queues", "--data", str(folder), "--faults"))
        urls = (f"--url={api.url}", f"--callbacks={business.url}")
        load = stack.enter_context(running("load", *urls, f"--rate={rate}", "--faults"))
        yield Company(api=api, worker=worker, business=business, queues=queues, load=load)
