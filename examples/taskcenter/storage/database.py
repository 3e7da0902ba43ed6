"""Whether the database answers."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from taskcenter.storage.pool import Pool, PoolExhausted
from taskcenter_monitor.telemetry.health import Status


def health(pool: Pool) -> Status:
    """Unhealthy where it does not; degraded where no connection is free."""
    try:
        with pool.reading() as connection:
            connection.execute(text("SELECT 1"))
    except PoolExhausted:
        return "degraded"
    except SQLAlchemyError:
        return "unhealthy"
    return "healthy"
