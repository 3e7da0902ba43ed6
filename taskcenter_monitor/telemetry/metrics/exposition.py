"""What a scrape is answered."""

from __future__ import annotations

from typing import NamedTuple

from prometheus_client import REGISTRY
from prometheus_client.exposition import choose_encoder


class Exposition(NamedTuple):
    """The body of an answer and its type."""

    body: bytes
    content_type: str


def expose(accept: str = "") -> Exposition:
    """All metrics of this process, in the form that the `Accept` of a scrape asks for."""
    encode, content_type = choose_encoder(accept)
    return Exposition(encode(REGISTRY), content_type)
