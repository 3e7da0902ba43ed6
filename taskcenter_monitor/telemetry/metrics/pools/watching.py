"""Follows the pool of an engine of SQLAlchemy, of an asynchronous one too."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any

from taskcenter_monitor.telemetry.metrics.book import BOOK, Book
from taskcenter_monitor.telemetry.metrics.pools.figures import PoolFigures

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.ext.asyncio import AsyncEngine


def watch(engine: Engine | AsyncEngine, db_name: str, book: Book = BOOK) -> None:
    """Shows what the pool of this engine does, as `db_name`. Call it once, when it is made.

    In use, idle, the most there may be (0 is no limit), and how often and how long somebody waited
    because all were in use, a wait in vain included.
    """
    # Imported here: whoever calls this has it.
    from sqlalchemy import event

    own: Any = getattr(engine, "sync_engine", engine)
    figures = PoolFigures(book, db_name)
    # Pools that replace this one, as `dispose` makes them, take what listens here along.
    pool = own.pool
    event.listen(pool, "connect", lambda *_: figures.changed(opened=1))
    event.listen(pool, "close", lambda *_: figures.changed(opened=-1))
    event.listen(pool, "checkout", lambda *_: figures.changed(used=1))
    event.listen(pool, "checkin", lambda *_: figures.changed(used=-1))
    # From then on it is no longer the pool's.
    event.listen(pool, "detach", lambda *_: figures.changed(opened=-1, used=-1))
    event.listen(own, "engine_disposed", lambda _: _disposed(own, figures))
    _measure(own, figures)


def _disposed(engine: Engine, figures: PoolFigures) -> None:
    figures.thrown_away()
    _measure(engine, figures)


def _measure(engine: Engine, figures: PoolFigures) -> None:
    """Of a pool that has a queue: how long it is waited for."""
    pool: Any = engine.pool
    figures.limited_to(_most(pool))
    queue: Any = getattr(pool, "_pool", None)
    if hasattr(queue, "get") and hasattr(queue, "empty"):
        queue.get = _timed(queue, queue.get, figures)


def _timed(queue: Any, get: Callable[..., Any], figures: PoolFigures) -> Callable[..., Any]:  # noqa: ANN401 - of several types
    """As the pool calls it, with whether to wait and for how many seconds."""

    def timed(block: bool = True, timeout: float | None = None) -> Any:  # noqa: ANN401 - its own
        if not block or not queue.empty():
            return get(block, timeout)
        begun = perf_counter()
        try:
            return get(block, timeout)
        finally:
            figures.waited(perf_counter() - begun)

    return timed


def _most(pool: Any) -> int:  # noqa: ANN401 - of several types
    """Of a pool with a queue its size and what it may have beyond; others have no limit."""
    size, beyond = getattr(pool, "size", None), getattr(pool, "_max_overflow", None)
    if not callable(size) or beyond is None or beyond < 0:
        return 0
    return int(size()) + int(beyond)
