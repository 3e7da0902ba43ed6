"""Outlets that write files."""
