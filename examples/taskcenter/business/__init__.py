"""Stands in for the business systems: it receives callbacks and knows W3C trace context alone."""
