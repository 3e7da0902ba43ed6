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

QUANTITIES = frozenset(
    {
        # How many and how large.
        *("amount", "bits", "bytes", "chars", "cost", "count", "counts", "kb", "kib", "len"),
        *("length", "limit", "max", "memory", "min", "offset", "quota", "rate", "ratio"),
        *("remaining", "rows", "size", "total", "usage", "used"),
        # When and for how long.
        *("age", "at", "delay", "duration", "elapsed", "expired", "expires", "expiry", "lag"),
        *("latency", "micros", "microseconds", "millis", "milliseconds", "ms", "nanos"),
        *("nanoseconds", "ns", "seconds", "time", "timeout", "timestamp", "ttl", "us"),
    }
)
"""Words at the end of a name that make a number in it one that was counted or measured."""
MEASURES = QUANTITIES | {
    # Of what kind and in what condition.
    *("enabled", "exists", "kind", "missing", "policy", "present", "required", "status"),
    *("strength", "type", "valid", "verified", "version"),
}
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
        answer = self._tell(words(name))
        if len(name) <= LONGEST_KNOWN:
            if len(self) >= KNOWN:
                self.clear()
            self[name] = answer
        return answer

    def _tell(self, found: list[str]) -> bool:
        last = _last(found)
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


class Quantities(Names):
    """Whether the numbers in a field of a name are counted or measured, as in `disk_bytes`.

    Fifteen seconds in nanoseconds have as many digits as a phone. A name with an entry in it, as
    `phone_used`, may hold the number of that all the same.
    """

    __slots__ = ()

    def _tell(self, found: list[str]) -> bool:
        last = _last(found)
        return last > 0 and found[last - 1] in QUANTITIES and not any(self._ends(found))


def _last(found: list[str]) -> int:
    """Which word of a name is the last that is no number, counted from 1; 0 is none."""
    return max((place for place, word in enumerate(found, 1) if not word.isdigit()), default=0)


def words(name: str) -> list[str]:
    """The words of a name in lower case, split at signs and at the humps of camelCase."""
    return [word.lower() for word in _WORD.findall(name)]
