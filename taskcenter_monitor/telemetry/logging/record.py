"""What a call leaves behind: values only; rendering them is the writer's work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from opentelemetry.context import Context

if TYPE_CHECKING:
    from taskcenter_monitor.telemetry.logging.channels import Channel

Content: TypeAlias = str | tuple[str, tuple[Any, ...]]
"""The constant text of a call, with its arguments where it has any."""
Said: TypeAlias = tuple[Content, Mapping[str, Any]]
"""What a call says: its content and its fields."""
Place: TypeAlias = tuple[str, int]
"""File and line of the caller."""
Record: TypeAlias = tuple[
    int,  # when: nanoseconds since 1970
    int,  # level
    "Channel",
    Content,
    Mapping[str, Any],  # fields of the call
    Mapping[str, Any],  # bound to the logger
    Place,
    Context,  # holds the ids and the span
    BaseException | None,
]
"""A plain tuple: a class of its own would cost a caller as much as all the rest."""
