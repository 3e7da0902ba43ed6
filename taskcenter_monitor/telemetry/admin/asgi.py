"""The answers as an application of ASGI, to mount beside a service's own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from taskcenter_monitor.telemetry.admin.answers import Asked, answer
from taskcenter_monitor.telemetry.health import Health

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class AsgiApp:
    """Answers `/metrics`, and `/health` where there are checks; 404 to everything else."""

    def __init__(self, health: Health | None = None) -> None:
        self._health = health

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        if scope["type"] != "http":
            return
        if self._health is not None:
            self._health.runs_in(asyncio.get_running_loop())
        asked = _asked(scope)
        # A check may take seconds, and many series some tens of milliseconds.
        found = await asyncio.to_thread(answer, asked, self._health)
        headers = [(name.lower().encode(), value.encode()) for name, value in found.all_headers()]
        await send({"type": "http.response.start", "status": found.status, "headers": headers})
        body = b"" if asked.method == "HEAD" else found.body
        await send({"type": "http.response.body", "body": body})


def _asked(scope: Scope) -> Asked:
    """The path is that below where the application is mounted, or the whole one."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    below = path.removeprefix(root) if root and path.startswith(root) else path
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    known = path if path in ("/metrics", "/health") else below
    return Asked(method=scope["method"], path=known, headers=headers)


async def _live(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
