"""The example as real processes on loopback: API, worker, and a business that is called back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

from tests.e2e.neighbours import Call, Neighbour
from tests.toolchains import ROOT

PATIENCE = 30.0
"""Seconds that anything may take on a machine that is busy."""
PAUSE = 0.02
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Role:
    """A process of the example, and what it logs."""

    process: subprocess.Popen[bytes]
    log: Path
    trouble: Path

    @property
    def lines(self) -> list[Line]:
        """All whole lines; one that is no JSON fails the test."""
        if not self.log.exists():
            return []
        whole, _, _ = self.log.read_text("utf-8").rpartition("\n")
        return [json.loads(line) for line in whole.splitlines()]

    def until(self, holds: Callable[[Line], bool]) -> Line:
        """The first line for which something holds, once it is there."""
        end = monotonic() + PATIENCE
        while True:
            found = next(filter(holds, self.lines), None)
            if found is not None:
                return found
            assert self.process.poll() is None, self.trouble.read_text("utf-8")
            assert monotonic() < end, f"no such line among {self.lines[-5:]}"
            sleep(PAUSE)

    def ready(self) -> Line:
        """What it says of itself once it can be used."""
        return self.until(lambda line: line["content"] == "listening")

    @property
    def url(self) -> str:
        """Where it takes requests."""
        return str(self.ready()["url"])

    @property
    def admin(self) -> str:
        """Host and port of its metrics."""
        return urlsplit(str(self.ready()["admin_url"])).netloc


@dataclass(frozen=True, slots=True)
class Cast:
    """Starts roles in one folder, with one database; `environment` is theirs beside our own."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    @contextmanager
    def role(self, name: str, *options: str) -> Iterator[Role]:
        """One of them, ready; gone afterwards."""
        log, trouble = self.folder / f"{name}.log", self.folder / f"{name}.err"
        command = [sys.executable, "-m", "taskcenter", name, f"--log={log}", *options]
        with trouble.open("wb") as said:
            process = subprocess.Popen(
                command, cwd=self.folder, env=self._environment(), stdout=said, stderr=said
            )
        try:
            one = Role(process, log, trouble)
            one.ready()
            yield one
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            finally:
                process.kill()

    def _environment(self) -> dict[str, str]:
        ours = {name: text for name, text in os.environ.items() if not _is_telling(name)}
        return {**ours, "PYTHONPATH": str(ROOT / "examples"), **self.environment}


@dataclass(frozen=True, slots=True)
class TaskCenter:
    """All roles that one request passes."""

    api: Role
    worker: Role
    business: Role

    @property
    def lines(self) -> list[Line]:
        """Of the API and the worker."""
        return [*self.api.lines, *self.worker.lines]

    def creates(self, neighbour: Neighbour, call: Call, **task: object) -> str:
        """The id of a task whose business is called back at once; `task` replaces what it is."""
        usual = {"name": "report", "business_id": "crm", "callback_url": self.callbacks}
        body = json.dumps({**usual, **task})
        headers = {"content-type": "application/json", **call.headers}
        sent = replace(call, headers=headers, body=body)
        answer = neighbour.calls("POST", self.tasks, sent)
        assert answer.status == 201, answer.body
        return str(json.loads(answer.body)["id"])

    @property
    def tasks(self) -> str:
        """Where tasks are made."""
        return f"{self.api.url}/api/v1/tasks"

    @property
    def callbacks(self) -> str:
        """Where the business is called back."""
        return f"{self.business.url}/callbacks/crm"

    def called_back(self, task_id: str, holds: Callable[[Line], bool] = bool) -> Line:
        """What the business got of a task: `headers` and `body`."""
        end = monotonic() + PATIENCE
        while True:
            found = asked(f"{self.business.url}/received?task_id={task_id}")["received"]
            if found and holds(found[0]):
                return dict(found[0])
            assert monotonic() < end, found
            sleep(PAUSE)


@contextmanager
def task_center(folder: Path, environment: Mapping[str, str]) -> Iterator[TaskCenter]:
    """The example as it is started in production, but for ports and the pace of the worker."""
    cast = Cast(folder, environment)
    data = f"--data={folder / 'data'}"
    with ExitStack() as held:
        enter = held.enter_context
        yield TaskCenter(
            business=enter(cast.role("business")),
            api=enter(cast.role("api", data)),
            worker=enter(cast.role("worker", data, "--poll=0.05")),
        )


def asked(url: str) -> Any:
    """What is answered, as JSON."""
    with urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 - of a server of the test
        return json.load(answer)


def _is_telling(name: str) -> bool:
    """Whether a variable of whoever runs the tests would set the example up."""
    return name.startswith(("OTEL_", "TASKCENTER_", "PROMETHEUS_"))
