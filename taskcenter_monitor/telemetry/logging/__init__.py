"""Structured logging: `get_logger` and `configure` are what a service needs."""

from __future__ import annotations

from taskcenter_monitor.telemetry.logging.configuration import (
    configure,
    export_figures,
    flush,
    get_logger,
    shutdown,
    subscribe,
    unsubscribe,
)
from taskcenter_monitor.telemetry.logging.levels import DEBUG, ERROR, FATAL, INFO, WARN
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.sinks.rotation import Rotation

__all__ = [
    "DEBUG",
    "ERROR",
    "FATAL",
    "INFO",
    "WARN",
    "Logger",
    "Rotation",
    "configure",
    "export_figures",
    "flush",
    "get_logger",
    "shutdown",
    "subscribe",
    "unsubscribe",
]
