"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolExhausted

from taskcenter.storage.pool import Pool
from taskcenter_monitor.telemetry.health import Status


def health(pool: Pool) -> Status:
    """Degraded where no connection is free; raises where it does not answer."""
    try:
        with pool.reading() as connection:
            connection.execute(text("SELECT 1"))
    except PoolExhausted:
        return "degraded"
    return "healthy"
