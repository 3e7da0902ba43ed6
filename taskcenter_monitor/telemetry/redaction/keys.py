"""Which fields are hidden whole, told by the words of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

KNOWN = 4096
"""Names whose answer is kept. A program has some hundred; more come from keys that are data."""
LONGEST_KNOWN = 200
"""Characters of a name whose answer is kept: a longer one is data as well."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]")
"""A word of a name. Chinese is written without spaces: each of its characters is one."""

MEASURES = frozenset(
    {
        # How many and how large.
        *("amount", "bytes", "chars", "cost", "count", "counts", "len", "length", "limit", "max"),
        *("min", "quota", "rate", "ratio", "remaining", "size", "total", "usage", "used"),
        # When and for how long.
        *("age", "at", "duration", "expired", "expires", "expiry", "ms", "seconds", "time"),
        *("timeout", "timestamp", "ttl"),
        # Of what kind and in what condition.
        *("enabled", "exists", "kind", "missing", "policy", "present", "required", "status"),
        *("strength", "type", "valid", "verified", "version"),
    }
)
"""Words at the end of a name that make it tell about a secret, and not hold it."""


class Names(dict[str, bool]):
    """Whether the field of a name is hidden. Asking is one look-up once the name is known.

    An entry matches where its words stand side by side in a name, or written as one: `api_key` in
    `X-Api-Key`, `userApiKey` and `apikey`. Whatever follows them, the field is hidden
    (`token_hash`, `auth_header`, `card_number`, `password2`), unless the name ends in one of
    MEASURES: `token_count`, `password_changed_at` and `token_type` stay readable.
    """

    __slots__ = ("_entries", "_longest")

    def __init__(self, keys: Iterable[str]) -> None:
        super().__init__()
        self._entries = frozenset("".join(words(key)) for key in keys)
        self._longest = max(map(len, self._entries), default=0)

    def __missing__(self, name: str) -> bool:
        hidden = self._hides(name)
        if len(name) <= LONGEST_KNOWN:
            if len(self) >= KNOWN:
                self.clear()
            self[name] = hidden
        return hidden

    def _hides(self, name: str) -> bool:
        found = words(name)
        last = max((place for place, word in enumerate(found, 1) if not word.isdigit()), default=0)
        measured = last > 0 and found[last - 1] in MEASURES
        return any(not measured or end >= last for end in self._ends(found))

    def _ends(self, found: list[str]) -> Iterator[int]:
        """After which word an entry ends, for each entry in the words of a name."""
        for start in range(len(found)):
            joined = ""
            for end, word in enumerate(found[start:], start + 1):
                joined += word
                if len(joined) > self._longest:
                    break
                if joined in self._entries:
                    yield end


def words(name: str) -> list[str]:
    """The words of a name in lower case, split at signs and at the humps of camelCase."""
    return [word.lower() for word in _WORD.findall(name)]
