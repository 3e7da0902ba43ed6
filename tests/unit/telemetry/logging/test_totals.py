"""What the library shows of itself is what the catalogue and the guide say that it does."""

from __future__ import annotations

import re
from typing import cast

import pytest
import yaml
from prometheus_client import CollectorRegistry

from taskcenter_monitor.telemetry.logging import operations
from taskcenter_monitor.telemetry.logging.figures import Figures
from taskcenter_monitor.telemetry.logging.record import Record
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.logging.totals import lag
from taskcenter_monitor.telemetry.policy.default import default_policy
from taskcenter_monitor.telemetry.policy.document import Policy
from tests.toolchains import ROOT

GUIDE = (ROOT / "docs/telemetry.md").read_text("utf-8")
OWN = re.compile(r"task_center_(?:log|telemetry)_\w+")


@pytest.fixture(scope="module")
def exported() -> dict[str, tuple[str, list[str]]]:
    registry = CollectorRegistry()
    figures = Figures(Stream(Policy()), registry)
    labels = {name: list(counter._labelnames) for name, counter in figures._counters.items()}
    return {
        f"{family.name}_total" if family.type == "counter" else family.name: (
            family.type,
            labels.get(family.name, []),
        )
        for family in registry.collect()
    }


def test_the_catalogue_has_each_with_its_type_and_labels(
    exported: dict[str, tuple[str, list[str]]],
) -> None:
    metrics = yaml.safe_load((ROOT / "specs/metrics.yaml").read_text("utf-8"))["metrics"]

    known = {
        name: (metric["type"], metric["labels"])
        for name, metric in metrics.items()
        if OWN.fullmatch(name)
    }

    assert known == exported


def test_the_guide_has_each(exported: dict[str, tuple[str, list[str]]]) -> None:
    rows = re.findall(r"^\| `(\w+)(?:\{(\w+)\})?` \|", GUIDE, re.MULTILINE)

    shown = {name: [label] if label else [] for name, label in rows if OWN.fullmatch(name)}
    assert shown == {name: labels for name, (_, labels) in exported.items()}


def test_the_guide_says_from_when_on_a_full_queue_drops() -> None:
    queue = default_policy().queue
    beyond = queue.drop_beyond
    debug, info, warn = (
        int(share * queue.limit) for share in (beyond.debug, beyond.info, beyond.warn)
    )

    row = (
        f"| dropped from {debug} waiting records on | from {info} | from {warn} |"
        f" never: {queue.reserve:,} more fit, then the caller waits |"
    )

    assert row in GUIDE


def test_the_guide_says_what_operations_have_and_from_when_on_they_are_slow() -> None:
    kinds = {
        "http": operations.HttpRequest,
        "database": operations.DatabaseOperation,
        "cache": operations.CacheOperation,
        "queue": operations.QueueOperation,
    }
    shared = operations.Operation.__annotations__.keys()
    for kind, fields in kinds.items():
        call = "http_request" if kind == "http" else kind
        named = ", ".join(f"`{name}`" for name in fields.__annotations__ if name not in shared)
        assert f"| `{call}` | {named} | {operations.SLOW[kind]:g} s |" in GUIDE


def test_a_clock_that_was_set_back_makes_no_lag() -> None:
    stream = Stream(Policy())
    stream.pipe.queue.append(cast("Record", (2_000_000_000,)))
    assert lag(stream, 1_000_000_000) == 0
    assert lag(stream, 3_500_000_000) == 1.5
