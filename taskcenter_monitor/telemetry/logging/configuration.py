"""Sets the logging of a process up, and takes it down."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from taskcenter_monitor.telemetry.logging import figures, lifecycle, standard
from taskcenter_monitor.telemetry.logging.console import Colours, Console, Palette
from taskcenter_monitor.telemetry.logging.lifecycle import LAST
from taskcenter_monitor.telemetry.logging.logger import Logger
from taskcenter_monitor.telemetry.logging.outlets import Descriptor, Outlet
from taskcenter_monitor.telemetry.logging.sinks.rotation import Rotation
from taskcenter_monitor.telemetry.logging.stream import STREAM
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.policy.files import VARIABLE

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

Form = Literal["auto", "human", "json", "none"]


def get_logger(name: str = "", **fields: object) -> Logger:
    """A logger. Its name is the component that levels are set for, like `task.callback`."""
    return STREAM.logger(name, **fields)


def configure(
    service: str = "",
    *,
    file: str | os.PathLike[str] | None = None,
    rotation: Rotation | None = None,
    console: Form = "auto",
    policy: str | os.PathLike[str] | None = None,
) -> None:
    """Call it once, when the process starts. What was logged before is written as well.

    `service` is in every line. With a `file` lines go there, and on a terminal they are shown to
    people at once; without one they go to standard output. `console` chooses the form there: `auto`
    is `human` on a terminal and otherwise `json`, or `none` beside a file. `policy` is the path of
    policy.json, by default what the variable TASKCENTER_TELEMETRY_POLICY names; it is watched, and
    written where it is not there. With neither the default policy holds.

    A file that cannot be written stops nobody: its lines go to standard error until it can.

    Another call, as where gunicorn reads its configuration again, replaces the one before: what was
    logged until then goes where that said, and its files are closed.
    """
    outlets = list(_outlets(file, rotation or Rotation(), console))
    STREAM.deliver_to(outlets, service)
    named = policy if policy is not None else os.environ.get(VARIABLE)
    if named:
        STREAM.watch(Path(named))
    else:
        STREAM.unwatch()
    standard.install(STREAM)
    figures.export(STREAM)
    lifecycle.install(STREAM)


def subscribe(observer: Callable[[Policy], None]) -> None:
    """Calls the observer with each new policy once it holds, and again when an override has ended.

    It is called by the thread that follows the policy; what it raises is logged.
    """
    STREAM.subscribe(observer)


def unsubscribe(observer: Callable[[Policy], None]) -> None:
    """It is called no more."""
    STREAM.unsubscribe(observer)


def export_figures(registry: CollectorRegistry) -> None:
    """Shows the figures of logging itself in this registry, instead of the default one.

    Call it before `configure`.
    """
    figures.export(STREAM, registry)


def flush(timeout: float = LAST) -> bool:
    """Waits until all that was logged before is written; whether it was, in `timeout` seconds."""
    return STREAM.flush(timeout)


def shutdown(timeout: float = LAST) -> bool:
    """Writes all there is; what is logged later is written by its caller."""
    return STREAM.writer.stop(timeout)


def _outlets(file: str | os.PathLike[str] | None, rotation: Rotation, form: Form) -> list[Outlet]:
    outlets: list[Outlet] = []
    if file is not None:
        # With gzip and more: most services write to standard output.
        from taskcenter_monitor.telemetry.logging.sinks.files import LogFile

        outlets.append(LogFile(Path(file), rotation))
    if form == "auto":
        form = "human" if _is_terminal(sys.stdout) else "none" if outlets else "json"
    if form == "human" and sys.stdout is not None:
        outlets.append(Console(sys.stdout, _palette()))
    elif form != "none":
        outlets.append(Descriptor(sys.stdout))
    return outlets


def _is_terminal(stream: TextIO | None) -> bool:
    # Python has no standard output where it was closed when the process began.
    return stream is not None and not stream.closed and stream.isatty()


def _palette() -> Palette:
    """https://no-color.org, and a terminal that says of itself that it has none."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return Palette()
    return Colours() if _is_terminal(sys.stdout) else Palette()
