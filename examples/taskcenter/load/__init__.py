"""Sends steady traffic to an API."""
