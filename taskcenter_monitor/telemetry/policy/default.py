"""The policy of a process that is given none: what our own specs yield."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from taskcenter_monitor.telemetry.policy.document import Policy

_PACKAGED = Path(__file__).with_name("default.json")


@cache
def default_policy() -> Policy:
    """Read in a fraction of a millisecond: it is ours, so its expressions are not tried."""
    return msgspec.json.decode(default_content(), type=Policy)


def default_content() -> bytes:
    """The same as the content of a file.

    A package without it does not start: it would write what the policy hides.
    """
    return _PACKAGED.read_bytes()
