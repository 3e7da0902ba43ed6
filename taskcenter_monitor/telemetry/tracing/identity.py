"""Who makes the spans: the resource of OpenTelemetry."""

from __future__ import annotations

from collections.abc import Mapping

from opentelemetry.sdk.resources import Resource
from opentelemetry.util.types import AnyValue


class Identity(Resource):
    """A resource whose attributes another `configure` replaces.

    Tracers that libraries hold keep the resource that they were made with, so it has to be the
    same one. It equals nothing but itself: the exporter groups spans by it, and the hash of its
    content, which is that of JSON, would cost more than to encode the span.
    """

    def become(self, attributes: Mapping[str, AnyValue], schema_url: str) -> None:
        """From now on these, for spans that are not exported yet as well."""
        super().__init__(attributes, schema_url)

    def merge(self, other: Resource) -> Identity:
        """OpenTelemetry does this in a process that was forked, for the id of the instance."""
        return Identity(dict(super().merge(other).attributes or {}), self.schema_url)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)
