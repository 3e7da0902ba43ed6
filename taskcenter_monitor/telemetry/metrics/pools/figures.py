"""What the pool of one database is doing, counted as its events come in."""

from __future__ import annotations

import os
from threading import Lock

from taskcenter_monitor.telemetry.metrics.book import Book
from taskcenter_monitor.telemetry.metrics.instruments import Counter, Gauge


class PoolFigures:
    """Connections in use and idle, the most there may be, and waits for one.

    Counted here and not asked of the pool: what it says of itself lags behind its own events.
    """

    def __init__(self, book: Book, name: str) -> None:
        labels = {"db_name": name}
        self._most = book.instrument(Gauge, "go_sql_max_open_connections").labels(**labels)
        self._in_use = book.instrument(Gauge, "go_sql_in_use_connections").labels(**labels)
        self._idle = book.instrument(Gauge, "go_sql_idle_connections").labels(**labels)
        self._waits = book.instrument(Counter, "go_sql_wait_count_total").labels(**labels)
        self._waited = book.instrument(Counter, "go_sql_wait_duration_seconds_total").labels(
            **labels
        )
        self._lock = Lock()
        self._process = os.getpid()
        self._open = self._used = 0
        os.register_at_fork(after_in_child=self._begin_anew)
        self._show()

    def limited_to(self, most: int) -> None:
        """So many there may be; 0 is as many as are wanted."""
        self._most.set(most)

    def changed(self, *, opened: int = 0, used: int = 0) -> None:
        """So many more are open, or in use; fewer where it is below 0."""
        with self._lock:
            self._open = max(0, self._open + opened)
            self._used = max(0, self._used + used)
            self._show()

    def thrown_away(self) -> None:
        """All that are idle; those in use are closed when they come back."""
        with self._lock:
            self._open = self._used
            self._show()

    def waited(self, seconds: float) -> None:
        """Somebody has waited for a connection, whether or not one came."""
        self._waits.inc()
        self._waited.inc(max(0.0, seconds))

    def _show(self) -> None:
        self._in_use.set(self._used)
        self._idle.set(max(0, self._open - self._used))

    def _begin_anew(self) -> None:
        """What the parent has open is not for its child to use."""
        self._lock = Lock()
        self._open = self._used = 0
        self._show()
