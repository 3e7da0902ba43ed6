"""Structured logging: `get_logger` and `configure` are what a service needs."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.configuration import (
    configure,
    export_figures,
    flush,
    get_logger,
    shutdown,
)
from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, FATAL, INFO, WARN
from taskcenter_monitor.telemetry.logging.logger import Logger

__all__ = [
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "WARN",
    "Logger",
    "configure",
    "export_figures",
    "flush",
    "get_logger",
    "shutdown",
]
