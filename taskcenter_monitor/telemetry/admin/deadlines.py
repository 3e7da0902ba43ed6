"""Ends connections on which a request does not arrive in time, or nobody takes the answer.

The timeout of a socket holds for each piece: whoever sends a byte now and then keeps a thread.
"""

from __future__ import annotations

from contextlib import suppress
from socket import SHUT_RDWR, socket
from time import monotonic


class Deadlines:
    """Of the connections of one server, by the monotonic clock."""

    def __init__(self) -> None:
        self._until: dict[socket, float] = {}

    def __len__(self) -> int:
        """How many connections there are."""
        return len(self._until)

    def begin(self, connection: socket, seconds: float) -> None:
        """It has so long from now, whatever it had before."""
        self._until[connection] = monotonic() + seconds

    def end(self, connection: socket) -> None:
        """It is closed."""
        self._until.pop(connection, None)

    def enforce(self) -> None:
        """Whoever reads or writes on one that is late finds it closed."""
        now = monotonic()
        for connection, until in list(self._until.items()):
            if until < now:
                with suppress(OSError):
                    connection.shutdown(SHUT_RDWR)
