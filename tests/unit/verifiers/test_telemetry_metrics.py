"""What the library of the services says about a catalogue, at the line that it comes from."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from taskcenter_monitor.diagnostics import Level, Origin
from taskcenter_monitor.emitters.metrics import emit
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers import telemetry
from tests.stacks import monitoring_of, templates

FILE = Origin("specs/metrics.yaml")
SHORT, LONG = FILE.at("metrics", "a"), FILE.at("metrics", "ab")
FAULTY = '{"metrics": {"%s": {"type": "counter", "unit": "count", "help": ""}}}'


def written(text: str) -> Artifact:
    return Artifact(
        path="telemetry/metrics.json",
        text=text,
        origin=FILE,
        origins=(("$.metrics.ab", LONG), ("$.metrics.a", SHORT)),
    )


def test_the_frozen_catalogue_is_one() -> None:
    (made,) = emit(monitoring_of(), templates().render)
    assert list(telemetry.verify_metrics([made])) == []


def test_where_there_is_none_there_is_nothing_to_prove() -> None:
    assert list(telemetry.verify_metrics([])) == []
    assert list(telemetry.verify_metrics([replace(written("{"), path="other.json")])) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [(FAULTY % "a", SHORT), (FAULTY % "ab", LONG), (FAULTY % "c", FILE), ("{", FILE)],
)
def test_what_services_refuse_is_told_where_it_is_written(text: str, place: Origin) -> None:
    (fault,) = telemetry.verify_metrics([written(text)])
    assert (fault.check, fault.level, fault.place) == ("telemetry/metrics", Level.ERROR, place)
    assert fault.message.startswith("services can make no instruments of this: ")
    assert fault.help == "found in telemetry/metrics.json"


def test_without_the_library_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msgspec", None)
    (note,) = telemetry.verify_metrics([written("{")])
    assert (note.check, note.level) == ("telemetry/unproven", Level.NOTE)
