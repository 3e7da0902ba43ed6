"""How much one span may hold, whatever is put into it."""

from __future__ import annotations

from typing import NamedTuple

ATTRIBUTES = 128
"""Of a span, an event or a link; the first ones stay, and the others are counted."""
EVENTS = 128
"""Of a span; the last ones stay."""
LINKS = 128
LONGEST = 16_384
"""Characters of one value, of a name and of what a status says; the rest is cut."""
KEPT = LONGEST + 1024
"""Characters that are kept until secrets have been hidden: what would be half a secret at the end
of what is exported is searched as a whole."""
QUEUE = 8192
"""Spans that wait for the exporter; of more the oldest are dropped. One takes some 3 KB."""
BATCH = 512
"""Spans of one request."""
DELAY = 1.0
"""Seconds that a span waits for others to go with it. OpenTelemetry itself waits for 5."""
LAST = 1.5
"""Seconds that the end of a process may be delayed to export what waits. With what the interpreter
itself takes for its end that is less than two."""


class Bounds(NamedTuple):
    """Of what waits: how many spans do, how many go at once, and after how many seconds."""

    queue: int = QUEUE
    batch: int = BATCH
    delay: float = DELAY
