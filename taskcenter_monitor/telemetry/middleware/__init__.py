"""Middleware for servers of ASGI and WSGI: one pass for span, ids, access record and metrics.

app = AsgiMiddleware(app, trusted_proxies=["10.0.0.0/8"], slow_after=1.0)
app.wsgi_app = WsgiMiddleware(app.wsgi_app)
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.middleware.asgi import AsgiMiddleware
from taskcenter_monitor.telemetry.middleware.wsgi import WsgiMiddleware

__all__ = ["AsgiMiddleware", "WsgiMiddleware"]
