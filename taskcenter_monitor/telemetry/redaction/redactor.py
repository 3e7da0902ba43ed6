"""Applies the redaction of a policy: to names, to texts, to the fields of a record."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from taskcenter_monitor.telemetry.policy.document import Redaction
from taskcenter_monitor.telemetry.redaction.hints import guarded, holds, plain_line, plain_text
from taskcenter_monitor.telemetry.redaction.keys import KNOWN, LONGEST_KNOWN, Names, Quantities
from taskcenter_monitor.telemetry.redaction.patterns import Secret
from taskcenter_monitor.telemetry.redaction.walk import Walk, WalkByName

KEYS = "keys"
"""Under which hidden fields are counted; the others are counted by the name of the pattern."""
LONGEST = 32_768
"""Characters of a text that are searched. A sound pattern takes some ms for them. One whose time
grows with the square of the length takes a second, which the queue of the writer bears."""
MARGIN = 1024
"""Characters before the end of what is searched that are not shown: a secret may be cut there."""

_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)}
"""From the full-width digits ０ to ９ to 0 to 9: Chinese input methods write both."""


class Redactor:
    """What a policy hides. Counts and known names are for one thread, the writer."""

    __slots__ = ("_clean", "_patterns", "_sought", "counted", "counts", "hides", "mask", "plain")

    def __init__(self, redaction: Redaction) -> None:
        self.mask = redaction.mask
        self.plain = frozenset(redaction.plain)
        self.hides = Names(redaction.keys).__getitem__
        """Whether a field of this name is hidden whole. May be asked by any thread."""
        self.counted = Quantities(redaction.keys).__getitem__
        """Whether numbers in a field of this name are no secrets, however they look."""
        self._patterns = tuple(Secret(pattern) for pattern in redaction.patterns)
        self._sought = guarded(need for secret in self._patterns for need in secret.needs)
        self._clean: set[str] = set()
        self.counts = dict.fromkeys((KEYS, *(secret.name for secret in self._patterns)), 0)
        """How often something was hidden, by `keys` or the name of the pattern."""

    def suspects(self, line: bytes) -> bool:
        """Whether a pattern may match in a text of a line of JSON; False is certain.

        What is in every line, as the @ of `@timestamp`, is better left out of the line.
        """
        plain = plain_line(line)
        # The same as `holds`, whose call would cost a tenth of the time.
        for guard, group in self._sought:
            if guard in plain:
                for need in group:
                    if need in plain:
                        return True
        return False

    def text(self, value: str) -> str:
        """The text without what the patterns match.

        Of one that is longer than LONGEST and suspicious, the beginning is searched and shown.
        """
        plain = plain_text(value)
        if not holds(plain, self._sought):
            return value
        if len(value) <= LONGEST:
            return self._searched(value, plain)
        start = value[:LONGEST]
        return self._searched(start, plain_text(start))[:-MARGIN] + self.mask

    def excerpt(self, value: str, length: int) -> str:
        """At most so many of the first characters of `text`, without what a secret begins there.

        Nothing behind `length` + MARGIN is looked at: who keeps that many keeps enough.
        """
        reach = length + MARGIN
        shown = self.text(value[:reach])
        if len(value) >= reach:
            # What was hidden has brought the end of what was searched nearer.
            shown = shown[:-MARGIN] + self.mask
        return shown[:length]

    def uncounted(self) -> Redactor:
        """One that hides the same and may be used by any thread, for nobody counts with it."""
        other = copy(self)
        other.counts = dict(self.counts)
        return other

    def _searched(self, value: str, plain: str) -> str:
        text = narrow = value if value.isascii() else value.translate(_NARROW)
        for secret in self._patterns:
            if holds(plain, secret.sought):
                shown, hidden = secret.hide(text)
                # What was hidden before may match again, and is the same afterwards.
                if shown != text:
                    self.counts[secret.name] += hidden
                    text, plain = shown, plain_text(shown)
        return value if text is narrow or text == narrow else text

    def fields(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields without what keys and patterns hide, at any depth; the given stay as they are.

        Numbers and all other values are searched as they are written, and names of fields too;
        but not numbers whose name says that they were counted or measured, as `disk_bytes`.
        """
        return Walk(self).mapping(fields, 0)

    def by_name(self, fields: Mapping[str, object]) -> dict[str, object]:
        """The fields without those that keys hide, at any depth; no text is searched.

        A fourth of the time of `fields`, for what `suspects` is asked about afterwards.
        """
        return WalkByName(self).mapping(fields, 0)

    def arguments(self, given: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments of a text, which may be mappings, without what keys hide."""
        if not any(isinstance(each, dict | list) for each in given):
            return given
        return tuple(WalkByName(self).sequence(given))

    def name(self, name: str) -> str:
        """The name of a field without what the patterns match. Most names come again."""
        if name in self._clean:
            return name
        shown = self.text(name)
        if shown == name and len(name) <= LONGEST_KNOWN:
            if len(self._clean) >= KNOWN:
                self._clean.clear()
            self._clean.add(name)
        return shown

    def hidden(self, value: object) -> str:
        """The mask in place of a value, counted as a hidden field unless it was hidden already."""
        self.counts[KEYS] += value != self.mask
        return self.mask
