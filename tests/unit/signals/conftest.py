"""Lowers a signal as it stands in a spec, with the shipped templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import promql_parser
import pytest
from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.signals import KINDS
from taskcenter_monitor.signals.base import Lowered, SignalModel, Surroundings
from taskcenter_monitor.spec.faults import diagnose
from taskcenter_monitor.templating import Templates
from taskcenter_monitor.vocabulary.units import BYTES, COUNT, SECONDS, Unit

TEMPLATES = Path(__file__).parents[3] / "templates"
TITLE = {"zh": "标题", "en": "title"}

Signal = Callable[..., SignalModel]
Lower = Callable[..., Lowered]
Faults = Callable[..., list[str]]


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates(
        {
            path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
            for path in TEMPLATES.rglob("*.j2")
        }
    )


@pytest.fixture(scope="session")
def signal() -> Signal:
    """A signal from its keys; `title` need not be given."""

    def make(kind: str, **keys: Any) -> SignalModel:
        return KINDS[kind].model_validate({"title": TITLE, "kind": kind, **keys})

    return make


@pytest.fixture(scope="session")
def lower(templates: Templates, signal: Signal) -> Lower:
    """A signal in PromQL, all of which Prometheus can read."""

    def make(kind: str, operands: Mapping[str, str] | None = None, **keys: Any) -> Lowered:
        lowered = signal(kind, **keys).lower(templates.promql, operands or {})
        for recording in lowered.recordings:
            promql_parser.parse(recording.expr)
        promql_parser.parse(f"{lowered.operand} > 1")
        if lowered.guard:
            promql_parser.parse(f"{lowered.operand} > 1\nand\n{lowered.guard}")
        return lowered

    return make


@pytest.fixture(scope="session")
def faults() -> Faults:
    """What is wrong with a signal, as `path check message`."""

    def make(kind: str, **keys: Any) -> list[str]:
        data = {"title": TITLE, "kind": kind, **keys}
        with pytest.raises(ValidationError) as caught:
            KINDS[kind].model_validate(data)
        found = diagnose(caught.value, KINDS[kind], data, Origin("specs/signals.yaml"))
        return [
            f"{'/'.join(map(str, one.place.path))} {one.check} {one.message}"
            for one in found
            if isinstance(one.place, Origin)
        ]

    return make


@pytest.fixture(scope="session")
def around() -> Surroundings:
    """A catalogue in which every series has `job`, `instance` and `own`."""

    def unit_of(series: str) -> Unit:
        return next(
            (unit for word, unit in (("seconds", SECONDS), ("bytes", BYTES)) if word in series),
            COUNT,
        )

    return Surroundings(labels_of=lambda _: ("job", "instance", "own"), unit_of=unit_of)
