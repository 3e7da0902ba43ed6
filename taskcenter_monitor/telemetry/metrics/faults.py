"""What is wrong with a metric, a label or a value: an error in tests, a dropped value elsewhere."""

from __future__ import annotations


class MetricError(Exception):
    """A metric, a label or a value that the catalogue does not have."""
