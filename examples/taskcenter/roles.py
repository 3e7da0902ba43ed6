"""What each word of the command line starts, and how a role that cannot start says so."""

from __future__ import annotations

import asyncio
import importlib
import sys

from taskcenter.options import Options
from taskcenter.ports import PortBusy
from taskcenter.storage.schema import DatabaseUnusable

FAILED = 1
"""The exit code of a role that could not start; wrong usage is 2, as argparse has it."""


INTERRUPTED = 130
"""The exit code of a role that Ctrl-C has ended before it was ready."""


def run(options: Options) -> int:
    """Until SIGTERM or SIGINT; the exit code."""
    try:
        role = importlib.import_module(f"taskcenter.{options.role}.main")
        code: int = asyncio.run(role.run(options))
    except (PortBusy, DatabaseUnusable) as fault:
        sys.stderr.write(f"taskcenter {options.role}: {fault}\n")
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code
