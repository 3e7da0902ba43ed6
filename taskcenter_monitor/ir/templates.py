"""How stages ask for a template without knowing where templates come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

RenderTemplate = Callable[[str, Mapping[str, Any]], str]
"""Renders a whole template: (path relative to the templates folder, variables) -> text."""
