"""Accesses to a cache."""

from __future__ import annotations

from collections.abc import Mapping
from sys import _getframe
from typing import Any, Required, TypedDict, Unpack, cast

from opentelemetry.util.types import AttributeValue

from taskcenter_monitor.telemetry import metrics
from taskcenter_monitor.telemetry.logging import Logger
from taskcenter_monitor.telemetry.logging.operations import operation_text
from taskcenter_monitor.telemetry.logging.record import Place
from taskcenter_monitor.telemetry.operations.counting import count, observe
from taskcenter_monitor.telemetry.operations.operation import Operation

_CACHE_OPERATIONS = metrics.counter("task_center_cache_operations_total")
_CACHE_OPERATION_DURATION = metrics.histogram("task_center_cache_operation_duration_seconds")


class CacheSaid(TypedDict, total=False):
    """What `cache` is told. `slow_after` is in seconds."""

    system: Required[str]
    operation: Required[str]
    key: str
    slow_after: float


class Cache(Operation):
    """An access; the block may set `hit` and `size` (bytes)."""

    __slots__ = ("hit", "size")
    known = frozenset(CacheSaid.__annotations__)
    required = frozenset({"system", "operation"})

    def __init__(self, log: Logger, said: dict[str, Any], place: Place) -> None:
        super().__init__(log, said, place)
        self.hit: bool | None = None
        self.size: int | None = None

    def _described(self) -> tuple[str, Mapping[str, AttributeValue]]:
        said = self._said
        # The key stands in the record alone: ids of people are often part of one.
        return said["operation"], {
            "db.system.name": said["system"],
            "db.operation.name": said["operation"],
        }

    def _fields(self) -> dict[str, Any]:
        fields = dict(self._said)
        if self.hit is not None:
            fields["hit"] = self.attributes["taskcenter.cache.hit"] = self.hit
        if self.size is not None:
            fields["size"] = self.attributes["taskcenter.cache.size"] = self.size
        return fields

    def _record_kind(self) -> str:
        return "cache"

    def _text(self, fields: dict[str, Any]) -> str:
        return operation_text(fields)

    def _count(self, took: float) -> None:
        labels = {"system": self._said["system"], "operation": self._said["operation"]}
        if self._error is not None:
            result = "error"
        elif self.hit is None:
            result = "done"
        else:
            result = "hit" if self.hit else "miss"
        count(_CACHE_OPERATIONS, **labels, result=result)
        observe(_CACHE_OPERATION_DURATION, took, **labels)


def cache(log: Logger, **said: Unpack[CacheSaid]) -> Cache:
    """An access to a cache: `system`, `operation`, `key`. The block may set `hit` and `size`."""
    frame = _getframe(1)
    place = (frame.f_code.co_filename, frame.f_lineno)
    return Cache(log, cast("dict[str, Any]", said), place)
