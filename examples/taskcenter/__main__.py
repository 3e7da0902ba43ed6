"""Starts one role: `python -m taskcenter api --port 8080 --admin-port 6060`."""

from __future__ import annotations

import sys

from taskcenter.options import parsed
from taskcenter.roles import run

if __name__ == "__main__":
    sys.exit(run(parsed(sys.argv[1:])))
