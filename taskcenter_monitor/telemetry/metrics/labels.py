"""From what a caller gives as the value of a label to what is exported."""

from __future__ import annotations

from collections.abc import Mapping

LONGEST = 200
"""Characters of a value; at most 800 bytes, of the 1000 at which Prometheus refuses a scrape."""
OTHER = "other"
"""The value of every label of the series that stands for all there is no room for."""


def texts(names: tuple[str, ...], given: Mapping[str, object]) -> tuple[str, ...] | None:
    """The values in the order of the catalogue; None where other labels are given than it has."""
    if len(given) != len(names):
        return None
    try:
        return tuple([_text(given[name]) for name in names])
    except KeyError:
        return None


def _text(value: object) -> str:
    if value is None:
        return ""
    text = value if type(value) is str else str(value)
    if len(text) > LONGEST:
        text = f"{text[: LONGEST - 1]}…"
    if not text.isascii():
        # Half a character, as of a name of a file, would make the whole scrape fail.
        text = text.encode("utf-8", "replace").decode()
    return text
