"""The business systems that may create tasks."""

from __future__ import annotations


def code_of(business_id: str) -> str:
    """The code of a business system, which is what people call it."""
    return business_id.upper()
