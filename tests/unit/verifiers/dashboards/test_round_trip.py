"""Grafana's own models keep all of a dashboard: what they do not know they would drop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.unit.verifiers.dashboards.generated import generated
from tests.unit.verifiers.dashboards.sample import sample


def lost(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """Everything that is there before and not after, or not the same."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            if key not in after:
                yield f"{path}.{key}"
            else:
                yield from lost(value, after[key], f"{path}.{key}")
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from lost(one, other, f"{path}[{number}]")
    elif before != after:
        yield f"{path}: {before!r} is {after!r}"


def there_and_back(board: dict[str, Any]) -> Any:
    register_default_plugins()
    return json.loads(JSONEncoder().encode(Dashboard.from_json(board)))


def test_nothing_is_lost_on_the_way_through_grafanas_models() -> None:
    for name, board in {"sample.json": sample(), **generated()[0]}.items():
        assert list(lost(board, there_and_back(board), name)) == []


@pytest.mark.parametrize(
    ("path", "key"),
    [((), "style"), (("panels", 1), "nullPointMode"), (("panels", 1, "targets", 0), "step")],
)
def test_what_grafana_does_not_know_is_lost(path: tuple[Any, ...], key: str) -> None:
    board = sample()
    place: Any = board
    for step in path:
        place = place[step]
    place[key] = "x"
    assert [one.rpartition(".")[2] for one in lost(board, there_and_back(board))] == [key]
