"""What faults do to the admin port itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Condition:
    """`down` answers no scrape; `delay` answers it so many seconds later."""

    down: bool = False
    delay: float = 0.0
