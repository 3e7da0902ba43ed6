"""Ids that others give: whether they may be bound.

Bound ids are written in every line, and not searched for secrets there. So what has come from
outside is searched before: people use numbers of phones and addresses of mail as ids.
"""

from __future__ import annotations

import re

from taskcenter_monitor.telemetry.logging.stream import STREAM

LONGEST = 200
"""Signs of an id, as many as a policy has of one."""
_REQUEST_ID = re.compile(r"[\w.:/+=@-]{1,128}", re.ASCII)
_RANDOM = re.compile(
    r"[0-9a-f]{16}|[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""What is made up: one in a thousand has the digits of a phone in it by chance. Not to search it
saves a tenth of the time of a request."""


def sound_request_id(given: str) -> bool:
    """Whether a request may go by the id that its caller has given it."""
    if _RANDOM.fullmatch(given) and not given.isdecimal():
        return True
    return _REQUEST_ID.fullmatch(given) is not None and STREAM.shows(given)


def sound_id(given: str) -> bool:
    """The same of any other id, which may be in any script."""
    return 0 < len(given) <= LONGEST and given.isprintable() and STREAM.shows(given)
