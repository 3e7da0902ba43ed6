"""The pool of an engine, as its connections come and go."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from threading import Timer

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool, QueuePool

from taskcenter_monitor.telemetry.catalogue import default_catalogue
from taskcenter_monitor.telemetry.metrics import pools
from taskcenter_monitor.telemetry.metrics.book import Book
from tests.unit.telemetry.metrics.books import book_of, shown


def engine_of(**pool: object) -> Engine:
    return create_engine("sqlite://", connect_args={"check_same_thread": False}, **pool)


@pytest.fixture
def book() -> Book:
    return book_of(default_catalogue(), strict=True)


@pytest.fixture
def engine(book: Book) -> Iterator[Engine]:
    made = engine_of(poolclass=QueuePool, pool_size=1, max_overflow=1, pool_timeout=0.2)
    pools.watch(made, "tasks", book)
    yield made
    made.dispose()


def state(book: Book) -> tuple[float | None, float | None]:
    """In use and idle."""
    names = ("go_sql_in_use_connections", "go_sql_idle_connections")
    first, second = (shown(book, name, db_name="tasks") for name in names)
    return first, second


def waits(book: Book) -> tuple[float, float]:
    """How often, and for how many seconds."""
    names = ("go_sql_wait_count_total", "go_sql_wait_duration_seconds_total")
    first, second = (shown(book, name, db_name="tasks") or 0.0 for name in names)
    return first, second


def test_everything_is_there_before_anybody_connects(book: Book, engine: Engine) -> None:
    assert shown(book, "go_sql_max_open_connections", db_name="tasks") == 2
    assert state(book) == (0, 0)
    assert shown(book, "go_sql_wait_count_total", db_name="tasks") == 0


def test_connections_are_in_use_and_then_idle_or_closed(book: Book, engine: Engine) -> None:
    first, second = engine.connect(), engine.connect()
    assert state(book) == (2, 0)
    first.close()
    assert state(book) == (1, 1)
    # One is kept; the other was more than the pool keeps.
    second.close()
    assert state(book) == (0, 1)
    engine.connect().close()
    assert state(book) == (0, 1)
    assert waits(book) == (0, 0)


def test_a_wait_that_ends_is_counted_with_its_time(book: Book, engine: Engine) -> None:
    first, second = engine.connect(), engine.connect()
    back = Timer(0.05, first.close)
    back.start()
    third = engine.connect()
    back.join()
    count, seconds = waits(book)
    assert count == 1
    assert 0.01 < seconds < 0.2
    assert state(book) == (2, 0)
    second.close()
    third.close()


def test_a_wait_in_vain_counts_too(book: Book, engine: Engine) -> None:
    with engine.connect(), engine.connect(), pytest.raises(PoolTimeoutError):
        engine.connect()
    count, seconds = waits(book)
    assert count == 1
    assert seconds >= 0.19


def test_a_new_pool_is_watched_as_the_old_one(book: Book, engine: Engine) -> None:
    old = engine.connect()
    engine.connect().close()
    engine.dispose()
    assert state(book) == (1, 0)
    with engine.connect(), engine.connect(), pytest.raises(PoolTimeoutError):
        engine.connect()
    assert waits(book)[0] == 1
    # Nobody else closes what comes back to a pool that is no more.
    driver = old.connection.dbapi_connection
    old.close()
    assert state(book)[0] == 0
    assert driver is not None
    driver.close()


def test_connections_that_are_lost_are_not_idle(book: Book, engine: Engine) -> None:
    broken = engine.connect()
    broken.invalidate()
    broken.close()
    assert state(book) == (0, 0)
    detached = engine.connect()
    detached.detach()
    assert state(book) == (0, 0)
    detached.close()
    assert state(book) == (0, 0)


def test_a_connection_that_fails_is_none(book: Book) -> None:
    engine = create_engine("sqlite:////nowhere/at/all.db", poolclass=QueuePool)
    pools.watch(engine, "tasks", book)
    with suppress(Exception):
        engine.connect()
    assert state(book) == (0, 0)


@pytest.mark.parametrize(
    "limits", [{"poolclass": NullPool}, {"poolclass": QueuePool, "max_overflow": -1}]
)
def test_no_limit_is_0_as_in_go(book: Book, limits: dict[str, object]) -> None:
    engine = engine_of(**limits)
    pools.watch(engine, "tasks", book)
    assert shown(book, "go_sql_max_open_connections", db_name="tasks") == 0
    with engine.connect():
        assert state(book) == (1, 0)
    assert state(book)[0] == 0
    engine.dispose()
