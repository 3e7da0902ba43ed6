"""Tells a container whether what runs in it is well: `python -m taskcenter.probe URL`."""

from __future__ import annotations

import sys

import httpx

TIMEOUT = 3.0
"""Seconds; the probe of the compose file has five."""


def well(url: str) -> bool:
    """Whether it answers, and with less than 400."""
    try:
        return httpx.get(url, timeout=TIMEOUT, trust_env=False).status_code < 400
    except (httpx.HTTPError, httpx.InvalidURL):
        return False


if __name__ == "__main__":
    sys.exit(0 if len(sys.argv) == 2 and well(sys.argv[1]) else 1)
