"""The tables, and the engine they are reached by."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
)
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

WRITES = "taskcenter_writes"
"""The execution option of a transaction that writes."""


class DatabaseUnusable(Exception):
    """There is none at this URL, or no driver for it."""


METADATA = MetaData()
# Moments are seconds since 1970. `trace` holds the headers that carry the trace of the request;
# `claim` is the worker that executes the task, until `lease`; `made_by` names the fault, if one is.
TASKS = Table(
    "tasks",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("business_id", String(50), nullable=False),
    Column("queue", String(50), nullable=False),
    Column("callback_url", String(500), nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created", Float(53), nullable=False),
    Column("due", Float(53), nullable=False),
    Column("expires", Float(53), nullable=False),
    Column("finished", Float(53)),
    Column("timeout", Float(53), nullable=False),
    Column("max_retries", Integer, nullable=False),
    Column("intervals", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claim", String(32), nullable=False),
    Column("lease", Float(53), nullable=False),
    Column("error", Text, nullable=False),
    Column("trace", Text, nullable=False),
    Column("made_by", String(30), nullable=False),
    Index("tasks_due", "state", "queue", "due"),
    Index("tasks_of_business", "business_id", "state"),
    Index("tasks_claimed", "claim"),
)
QUEUES = Table(
    "queues",
    METADATA,
    Column("name", String(50), primary_key=True),
    Column("paused", Integer, nullable=False),
)


def connected(url: str, connections: int) -> Engine:
    """The engine of this URL, with a pool of so many connections; the tables are there."""
    try:
        engine = create_engine(url, poolclass=QueuePool, pool_size=connections, max_overflow=0)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise DatabaseUnusable(f"cannot use the database: {error}") from error
    if engine.dialect.name == "sqlite":
        _prepared(engine)
    try:
        with engine.execution_options(**{WRITES: True}).begin() as connection:
            METADATA.create_all(connection)
    except (SQLAlchemyError, OSError) as error:
        reason = getattr(error, "orig", None) or error
        shown = engine.url.render_as_string(hide_password=True)
        raise DatabaseUnusable(f"cannot use the database {shown}: {reason}") from error
    return engine


def _prepared(engine: Engine) -> None:
    """Several processes read while one writes, and wait for each other."""
    if engine.url.database:
        folder = Path(engine.url.database).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnusable(f"cannot make the folder of the database: {error}") from error

    @event.listens_for(engine, "connect")
    def connect(connection: object, _record: object) -> None:
        # The driver would begin transactions by itself, and later than where we say.
        connection.isolation_level = None  # type: ignore[attr-defined]
        cursor = connection.cursor()  # type: ignore[attr-defined]
        for setting in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Who reads first and writes later is refused where another has written meanwhile.
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
