"""Mistakes in dashboards, by the lint that catches them.

An edit finds its place in any dashboard; where there is none of that kind it says so.
"""

from __future__ import annotations

from tests.unit.verifiers.dashboards.edits import Edit
from tests.unit.verifiers.dashboards.mistakes_of_boards import OF_BOARDS
from tests.unit.verifiers.dashboards.mistakes_of_fields import OF_FIELDS
from tests.unit.verifiers.dashboards.mistakes_of_panels import OF_PANELS
from tests.unit.verifiers.dashboards.mistakes_of_queries import OF_QUERIES

MISTAKES: list[tuple[str, str, Edit]] = [
    (name, lint, edit)
    for family in (OF_BOARDS, OF_PANELS, OF_FIELDS, OF_QUERIES)
    for lint, edits in family.items()
    for name, edit in edits.items()
]
"""What is wrong, the id that says so, and how to make it wrong."""
