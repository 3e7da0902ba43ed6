"""The languages that people are spoken to in."""

from __future__ import annotations

LANGUAGES: dict[str, str] = {"zh-CN": "zh", "en": "en"}
"""A locale, as `specs/service.yaml` names it, to the key that texts in specs have for it."""
