"""The logger class of gunicorn: arbiter and workers write into the stream.

    gunicorn --logger-class taskcenter_monitor.telemetry.logging.gunicorn.Logger app:app

Levels are those of the policy, for the loggers `gunicorn.error` and `gunicorn.access`, so
`loglevel` is not read. Lines go where `configure` says, so the paths of `errorlog` and `accesslog`
are not opened; with `accesslog` there is a record for each request. A `configure` in
gunicorn.conf.py holds for the arbiter too; without one its lines go to standard output.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger as Standard

from taskcenter_monitor.telemetry.logging import operations, standard
from taskcenter_monitor.telemetry.logging.configuration import configure, get_logger
from taskcenter_monitor.telemetry.logging.standard.access import gunicorn_status
from taskcenter_monitor.telemetry.logging.stream import STREAM

ACCESS = "gunicorn.access"


class Logger(Standard):  # type: ignore[misc] # gunicorn has no types
    """What gunicorn says of itself and of requests, as records."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401
        """Called at the start and with every new configuration."""
        if not standard.tied_to(STREAM):
            configure(cfg.settings["proc_name"].get() or "")
        super().setup(cfg)
        # Named to the loggers themselves: a worker of uvicorn takes their handlers for its own.
        bridge = standard.bridge()
        for log in (self.error_log, self.access_log):
            log.setLevel(logging.NOTSET)
            if bridge is not None and bridge not in log.handlers:
                log.addHandler(bridge)

    def access(
        self,
        resp: Any,  # noqa: ANN401
        req: Any,  # noqa: ANN401, ARG002
        environ: dict[str, Any],
        request_time: timedelta,
    ) -> None:
        """A request has been answered."""
        if not self.access_log_enabled:
            return
        said: operations.HttpRequest = {
            "method": str(environ.get("REQUEST_METHOD", "-")),
            "path": str(environ.get("PATH_INFO") or environ.get("RAW_URI", "-")),
            "status": gunicorn_status(resp.status),
            # Only sync workers have a timedelta; that of the others has the same two parts.
            "duration": request_time.seconds + request_time.microseconds / 1_000_000,
        }
        if environ.get("REMOTE_ADDR"):
            said["client"] = str(environ["REMOTE_ADDR"])
        if isinstance(getattr(resp, "sent", None), int):
            said["bytes_out"] = resp.sent
        if environ.get("HTTP_USER_AGENT"):
            said["user_agent"] = environ["HTTP_USER_AGENT"]
        operations.http_request(get_logger(ACCESS), **said)

    def _set_handler(self, *_: object, **__: object) -> None:
        """None of its own: what it would open is not written to."""
