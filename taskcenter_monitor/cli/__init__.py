"""The command `tcmon`. One thin module a command, imported only when that command runs."""

from __future__ import annotations

import gc
import os
import sys

from taskcenter_monitor import __version__
from taskcenter_monitor.cli.streams import flushed, forgiving, unwritten

COMMANDS: dict[str, str] = {
    "build": "Compile the specs into rules, configurations and runbooks.",
    "test": "Prove that alerts fire, stay quiet and reach somebody; writes nothing.",
    "validate": "Prove the specs with promtool and amtool; writes nothing.",
    "route": "Show who is told of an alert, and what mutes it.",
    "explain": "Show the path of an alert: PromQL, routes, and how soon people know.",
    "slo": "Show error budgets: how large, how fast they may go, how soon people know.",
    "telemetry": "Show and change which records and traces services keep, while they run.",
    "init": "Put the default specs into a new folder.",
}
"""Every command, with the line that `tcmon --help` says of it; its module has the same name."""


def main() -> None:
    """The console entry point."""
    try:
        code = _run()
    except KeyboardInterrupt:
        code = 130
    except OSError as error:
        code = unwritten(error)
    # Taking apart what a run has built takes Python a tenth of the run; the system does it at once.
    os._exit(flushed(code))


def _run() -> int:
    if sys.argv[1:] == ["--version"]:
        # Answered before anything is imported: scripts ask for it all the time.
        print(f"tcmon {__version__}")
        return 0
    # One run makes many values and throws few away: collecting them takes a third of its time.
    gc.disable()
    forgiving()
    # Looking for plug-ins means reading the metadata of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
    from taskcenter_monitor.cli.app import run

    return run()
