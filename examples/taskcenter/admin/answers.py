"""What is answered on the admin port."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import sleep

from taskcenter.admin.condition import Condition
from taskcenter.admin.port import Question, Reply
from taskcenter.faults.switchboard import Refused, Switchboard
from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.health import Health

Answerer = Callable[[Question], Reply]


class Admin:
    """GET /metrics and /health; /faults where there are any."""

    def __init__(
        self, health: Health, switchboard: Switchboard | None, condition: Condition
    ) -> None:
        self._health = health
        self._switchboard = switchboard
        self._condition = condition

    def __call__(self, question: Question) -> Reply:
        """The answer."""
        if question.path == "/metrics":
            return self._metrics(question)
        if question.path == "/health":
            return self._report()
        if question.path.startswith("/faults") and self._switchboard is not None:
            return faults_answer(self._switchboard, question)
        return shown(404, {"error": "there are /metrics, /health, and with --faults /faults"})

    def _metrics(self, question: Question) -> Reply:
        if self._condition.down:
            return shown(503, {"error": "down, as it was asked to be"})
        sleep(self._condition.delay)
        found = metrics.expose(question.headers.get("accept", ""))
        return Reply(200, found.body, found.content_type)

    def _report(self) -> Reply:
        report = self._health.report()
        answer = {"status": report.status, "components": dict(report.components)}
        return shown(report.http_status, answer)


def faults_answer(switchboard: Switchboard, question: Question) -> Reply:
    """GET /faults, PUT and DELETE /faults/NAME."""
    name = question.path.removeprefix("/faults").strip("/")
    try:
        if question.method == "GET" and not name:
            return shown(200, switchboard.shown())
        if question.method == "PUT":
            switchboard.switch_on(name, _parameters(question.body))
        elif question.method == "DELETE":
            switchboard.switch_off(name)
        else:
            return shown(405, {"error": "GET /faults, PUT and DELETE /faults/NAME"})
    except Refused as refused:
        return shown(refused.status, {"error": str(refused)})
    return shown(200, switchboard.shown()[name])


def shown(status: int, value: object) -> Reply:
    """As JSON."""
    return Reply(status, json.dumps(value).encode() + b"\n")


def _parameters(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(400, "expected an object of JSON with the parameters of the fault")
    return found
