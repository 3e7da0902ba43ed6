"""Statements that a service runs in a database."""

from __future__ import annotations

from collections.abc import Mapping
from sys import _getframe
from typing import Any, Required, TypedDict, Unpack, cast

from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.logging import Logger
from taskcenter_monitor.telemetry.logging.operations import operation_text
from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.logging.statements import without_literals
from taskcenter_monitor.telemetry.operations.counting import count, observe
from taskcenter_monitor.telemetry.operations.operation import Operation

_DATABASE_OPERATIONS = metrics.counter("task_center_database_operations_total")
_DATABASE_OPERATION_DURATION = metrics.histogram("task_center_database_operation_duration_seconds")


class DatabaseSaid(TypedDict, total=False):
    """What `database` is told. `slow_after` is in seconds."""

    system: Required[str]
    operation: Required[str]
    database: str
    table: str
    statement: str
    slow_after: float


class Database(Operation):
    """A statement; the block may set `rows`."""

    __slots__ = ("_statement", "rows")
    known = frozenset(DatabaseSaid.__annotations__)
    required = frozenset({"system", "operation"})

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        super().__init__(log, said, place)
        self.rows: int | None = None
        self._statement = ""

    def _described(self) -> tuple[str, Mapping[str, AttributeValue]]:
        said = self._said
        found = {"db.system.name": said["system"], "db.operation.name": said["operation"]}
        target = ""
        for name, key in (("db.namespace", "database"), ("db.collection.name", "table")):
            if key in said:
                target = found[name] = said[key]
        if "statement" in said:
            self._statement = without_literals(str(said["statement"]), str(said["system"]))
            found["db.query.text"] = self._statement
        return f"{said['operation']} {target}".rstrip(), found

    def _fields(self) -> dict[str, Any]:
        fields = dict(self._said)
        if "statement" in fields:
            fields["statement"] = self._statement
        if self.rows is not None:
            fields["rows"] = self.rows
            self.attributes["db.response.returned_rows"] = self.rows
        return fields

    def _record_kind(self) -> str:
        return "database"

    def _text(self, fields: dict[str, Any]) -> str:
        return operation_text(fields, "table")

    def _count(self, took: float) -> None:
        labels = {"system": self._said["system"], "operation": self._said["operation"]}
        count(_DATABASE_OPERATIONS, **labels, status=self._outcome())
        observe(_DATABASE_OPERATION_DURATION, took, **labels)


def database(log: Logger, **said: Unpack[DatabaseSaid]) -> Database:
    """A statement: `system`, `operation`, and `database`, `table`, `statement`.

    Texts and numbers in the statement are left out. The block may set `rows`.
    """
    frame = _getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    return Database(log, cast("dict[str, Any]", said), place)
