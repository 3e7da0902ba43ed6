"""`/metrics` and `/health`, ready-made: a server of its own for a worker, apps for a server.

checks = Health({"database": ping}, optional={"redis": ping_redis})
with admin.serve(port=6060, health=checks) as server:
    work()
app = admin.AsgiApp(checks)
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.admin.answers import Answer, Asked, Route
from taskcenter_monitor.telemetry.admin.asgi import AsgiApp
from taskcenter_monitor.telemetry.admin.server import Admin, serve
from taskcenter_monitor.telemetry.admin.wsgi import WsgiApp

__all__ = ["Admin", "Answer", "AsgiApp", "Asked", "Route", "WsgiApp", "serve"]
