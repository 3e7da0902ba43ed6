"""Middleware for servers of ASGI and WSGI: one pass for span, ids, access record and metrics."""

from __future__ import annotations

from taskcenter_monitor.telemetry.middleware.asgi import AsgiMiddleware

__all__ = ["AsgiMiddleware"]
