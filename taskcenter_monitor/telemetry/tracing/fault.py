"""What cannot be done as it was asked for."""

from __future__ import annotations


class TracingFault(Exception):
    """A setting that cannot be followed."""
