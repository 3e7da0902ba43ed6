"""What tells a number of a kind from any other number as long."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

_RESIDENT_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""Of GB 11643: 2 to the power of the place, modulo 11."""
_CHECKS = "10X98765432"
"""The last character for each remainder of the weighted sum, ISO 7064 MOD 11-2."""
_YEARS = range(1800, 2100)
"""Of birth. The example of GB 11643 itself is of 1880."""


def luhn(text: str) -> bool:
    """Whether the digits of a text are a card number, by ISO/IEC 7812-1."""
    digits = [int(character) for character in text if character in "0123456789"]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return bool(digits) and (sum(digits[-1::-2]) + doubled) % 10 == 0


def resident_id(text: str) -> bool:
    """Whether a text holds the number of a Chinese identity card with a day of birth that exists.

    One of 11 numbers has a right check character; with the date, one of some thousand has both.
    """
    found = _RESIDENT_ID.search(text.replace(" ", "").replace("-", ""))
    if found is None or not _existing_day(found[0][6:14]):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(found[0][:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == found[0][17].upper()


def _existing_day(digits: str) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return year in _YEARS


CHECKSUMS: dict[str, Callable[[str], bool]] = {"luhn": luhn, "resident_id": resident_id}
"""By the name that a pattern of the policy gives."""
