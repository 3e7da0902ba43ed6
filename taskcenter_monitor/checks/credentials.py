"""Finds what looks like a secret in a text."""

from __future__ import annotations

import re

_Shape = tuple[tuple[str, ...], re.Pattern[str], str]

_IN_ADDRESSES: tuple[_Shape, ...] = (
    (("@",), re.compile(r"://[^\s/:@]*:[^\s/@]+@"), "a password in an address"),
    (
        ("oken=", "ecret=", "assword=", "key=", "sign="),
        re.compile(r"[?&]\w*(?:[tT]oken|[sS]ecret|[pP]assword|key|sign)=[^&\s<>{}*]{6,}"),
        "a token in an address",
    ),
    (
        ("hook", "hc-ping.com/"),
        re.compile(
            r"hooks\.slack\.com/services/\w|/bot/v2/hook/\w|/api/webhooks/\d|hc-ping\.com/\w"
        ),
        "an address that is itself a secret",
    ),
)
_ANYWHERE: tuple[_Shape, ...] = (
    (
        ("xox", "glsa_", "SEC", "eyJ", "Bearer "),
        re.compile(
            r"\b(?:xox[abeprs]-\w|glsa_\w{20}|SEC[0-9a-f]{40}"
            r"|eyJ[\w-]{10,}\.[\w-]{10,}\.|Bearer [\w.~+/-]{16,})"
        ),
        "a token",
    ),
)
"""Shapes of secrets, each with the texts of which one must be there: looking for those is cheap."""
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_LONG_WORD = re.compile(r"[A-Za-z0-9+]{20,}")
_SECRET_KEY = re.compile(
    r"\w*(?:password|passwd|secret|token|apikey|credentials?)|(?:\w*_)?key", re.IGNORECASE
)


def in_prose(text: str) -> str:
    """What kind of secret a text for people holds; "" for none."""
    shapes = (*_IN_ADDRESSES, *_ANYWHERE) if "://" in text else _ANYWHERE
    for marks, pattern, name in shapes:
        for mark in marks:
            if mark in text:
                if pattern.search(text):
                    return name
                break
    return ""


def in_value(key: str, text: str) -> str:
    """What kind of secret the value under `key` holds; "" for none.

    Values are short and have no reason to look random, so more is suspected than in prose.
    """
    if text and _SECRET_KEY.fullmatch(key):
        return f"the value of {key}"
    found = in_prose(text)
    if found:
        return found
    if _UUID.search(text) or any(_is_random(word) for word in _LONG_WORD.findall(text)):
        return "a long random text"
    return ""


def _is_random(word: str) -> bool:
    """Names have few digits; a random text of 20 characters has some, and letters between them."""
    digits = sum(character.isdigit() for character in word)
    return digits >= 4 and len(word) - digits >= 4
