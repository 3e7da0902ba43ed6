"""Executes due tasks."""
