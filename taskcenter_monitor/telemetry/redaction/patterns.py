"""A pattern of the policy, ready to be searched for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from taskcenter_monitor.telemetry.policy.document import Pattern
from taskcenter_monitor.telemetry.policy.expressions import compiled
from taskcenter_monitor.telemetry.redaction.checksums import CHECKSUMS
from taskcenter_monitor.telemetry.redaction.hints import guarded, needs


class Secret:
    """What one pattern hides."""

    __slots__ = ("_checksum", "_expression", "_replace", "name", "needs", "sought")

    def __init__(self, pattern: Pattern) -> None:
        self.name = pattern.name
        self.needs = needs(pattern)
        self.sought = guarded(self.needs)
        self._expression = compiled(pattern.match)
        self._replace = pattern.replace
        self._checksum = CHECKSUMS.get(pattern.checksum)

    def hide(self, text: str) -> tuple[str, int]:
        """The text without what the pattern matches, and how often it did."""
        if self._checksum is None:
            return self._expression.subn(self._replace, text)
        parts: list[str] = []
        kept = 0
        for found in self._right(text, self._checksum):
            parts += (text[kept : found.start()], found.expand(self._replace))
            kept = found.end()
        return "".join((*parts, text[kept:])), len(parts) // 2

    def _right(self, text: str, checksum: Callable[[str], bool]) -> Iterator[re.Match[str]]:
        """The matches with a right checksum.

        After a wrong one the search goes on inside it: in `12 4111111111111111` a match may begin
        at the 12, and the number in it must be found all the same.
        """
        position = 0
        while found := self._expression.search(text, position):
            position = found.start() + 1
            if checksum(found[0]):
                yield found
                position = found.end()
