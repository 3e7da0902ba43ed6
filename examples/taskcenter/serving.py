"""An application on a port, which can be closed and opened again while the process runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from taskcenter.ports import listening, url_of

GRACE = 1
"""Seconds that requests under way have to end. Whole ones, as uvicorn wants them."""


class _Server(uvicorn.Server):
    """Signals are for the whole role to handle."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Served:
    """One application. Closed, connections are refused; opened again, it is the same port."""

    def __init__(self, application: Any, host: str, port: int) -> None:  # noqa: ANN401 - any ASGI
        self._application = application
        self._socket = listening(host, port)
        self._host, self._port = self._socket.getsockname()[:2]
        self.url = url_of(self._socket)
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Returns when it answers."""
        if self._server is not None:
            return
        if self._socket.fileno() < 0:
            self._socket = listening(self._host, self._port)
        # Its log is ours, and each request has a record already.
        config = uvicorn.Config(
            self._application,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE,
        )
        self._server = _Server(config)
        self._serving = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not self._serving.done():
            await asyncio.sleep(0.005)

    async def close(self) -> None:
        """Returns when nobody listens any more."""
        server, serving = self._server, self._serving
        self._server = self._serving = None
        if server is not None and serving is not None:
            server.should_exit = True
            await serving
        self._socket.close()
