"""The answers as an application of WSGI."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any

from taskcenter_monitor.telemetry.admin.answers import Asked, answer
from taskcenter_monitor.telemetry.health import Health

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class WsgiApp:
    """Answers `/metrics`, and `/health` where there are checks; 404 to everything else."""

    def __init__(self, health: Health | None = None) -> None:
        self._health = health

    def __call__(
        self, environ: Mapping[str, Any], start_response: StartResponse
    ) -> Iterable[bytes]:
        """As WSGI has it."""
        asked = Asked(
            method=environ["REQUEST_METHOD"],
            path=environ.get("PATH_INFO", ""),
            headers={
                "accept": environ.get("HTTP_ACCEPT", ""),
                "accept-encoding": environ.get("HTTP_ACCEPT_ENCODING", ""),
            },
        )
        found = answer(asked, self._health)
        phrase = HTTPStatus(found.status).phrase
        start_response(f"{found.status} {phrase}", list(found.all_headers()))
        return [b"" if asked.method == "HEAD" else found.body]
