"""Whether a text can hold what a pattern hides, told much faster than by searching for it.

Texts are brought into a plain form first: lower case, every digit a 0, without what may stand
between digits. What a pattern needs (its `words`, a run of its `digits`) is brought into the same
form, so whatever holds the one holds the other: there are false alarms, and nothing is missed.

A form is made of bytes one by one, which is why it is fast, and so it knows the case of ASCII
alone. Bytes EF and BC are left out and 90 to 99 are zeros: the full-width digits １３８ are these
three in UTF-8. Quotes have become backslashes, as they have in a line of JSON: quotes of JSON's own
are left out, so a quote that is part of a text is told from all the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from taskcenter_monitor.telemetry.policy.document import Pattern

_WIDE = bytes(range(0x90, 0x9A))
_PLAIN = bytes.maketrans(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789" + _WIDE,
    b"abcdefghijklmnopqrstuvwxyz000000000" + b"0" * len(_WIDE),
)
_LEFT_OUT = b' -_"\xef\xbc'
_RARE = "\\=%@'&?#$+~^*!;<>|`jqzx"
"""Characters that many lines do not hold. To look for one takes 12 ns, for a word 100."""
_UNSURE = re.compile(r"[\x00-\x1f]+")

Guarded = tuple[tuple[str, tuple[str, ...]], ...]
"""Needs by a rare character of theirs, or by themselves: without it, none of them is looked for."""


def plain_line(line: bytes) -> str:
    """The plain form of a line of JSON."""
    return line.translate(_PLAIN, _LEFT_OUT).decode("latin-1")


def plain_text(text: str) -> str:
    """The plain form of a text: that of the text as JSON, but for the escapes of line ends."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return quoted.encode("utf-8", "surrogatepass").translate(_PLAIN, _LEFT_OUT).decode("latin-1")


def needs(pattern: Pattern) -> frozenset[str]:
    """The plain form of a text holds one of these where the pattern is to be searched for.

    An empty one is held by every text.
    """
    found = {_plain_word(word) for word in pattern.words}
    if pattern.digits:
        found.add("0" * pattern.digits)
    return frozenset(found or {""})


def guarded(all_needs: Iterable[str]) -> Guarded:
    """The needs, in the order in which they are looked for; without those that hold another."""
    distinct = set(all_needs)
    groups: dict[str, list[str]] = {}
    for need in sorted(distinct):
        if not any(other in need for other in distinct - {need}):
            guard = next((rare for rare in _RARE if rare in need), need)
            groups.setdefault(guard, []).append(need)
    return tuple((guard, tuple(group)) for guard, group in sorted(groups.items(), key=_cheap_first))


def holds(plain: str, sought: Guarded) -> bool:
    """Whether a plain form holds one of the needs."""
    for guard, group in sought:
        if guard in plain:
            for need in group:
                if need in plain:
                    return True
    return False


def _cheap_first(group: tuple[str, list[str]]) -> int:
    return len(group[0])


def _plain_word(word: str) -> str:
    """The longest part of a word whose form is sure.

    Line ends are escaped in JSON, and the case of what is not ASCII is not known here.
    """
    sure = "".join("\0" if _has_case(character) else character for character in word)
    return max((plain_text(part) for part in _UNSURE.split(sure)), key=len)


def _has_case(character: str) -> bool:
    return not character.isascii() and not character.lower() == character == character.upper()
