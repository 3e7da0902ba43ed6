"""The file that services load."""

from __future__ import annotations

import json
from typing import Any

from taskcenter_monitor.emitters import TARGETS, emit
from taskcenter_monitor.ir.artifact import Artifact
from tests.stacks import monitoring_of, templates
from tests.unit.checks.cases import Edit


def artifact(**values: Any) -> Artifact:
    named = {key.replace("__", "."): value for key, value in values.items()}
    made = emit(
        monitoring_of(Edit(file="telemetry.yaml", set=named)), templates().render, ["telemetry"]
    )
    (found,) = made
    return found


def test_policy_json_is_a_target() -> None:
    assert "telemetry" in TARGETS
    assert artifact().path == "telemetry/policy.json"


def test_the_file_has_every_key_and_no_overrides() -> None:
    pattern = {
        "match": r"(sk-)[0-9a-f]{8}",
        "replace": r"\1*",
        "words": ["sk-"],
        "digits": 3,
        "checksum": "luhn",
        "examples": {"hides": {"sk-0123abcd": "sk-*"}, "keeps": ["sk-"]},
    }
    made = artifact(
        levels={
            "default": "warn",
            "components": {"b": "info", "a.b": "error"},
            "users": {"7": "debug"},
        },
        queue={"limit": 10, "reserve": 20, "drop_beyond": {"debug": "12.5%"}},
        aggregation={"window": "1m30s", "first": 3, "similarity": "90%", "groups": 7},
        sampling={"default": "100%", "debug": "10%", "components": {"a": "0.1%"}},
        tracing={"ratio": "10%", "routes": {"task callback": "100%", "/api/v1/tasks": "0.1%"}},
        redaction={"keys": ["token"], "plain": ["id"], "mask": "#", "patterns": {"sk": pattern}},
    )

    assert json.loads(made.text) == {
        "version": 1,
        "levels": {
            "default": "warn",
            "components": {"a.b": "error", "b": "info"},
            "businesses": {},
            "users": {"7": "debug"},
        },
        "overrides": [],
        "queue": {
            "limit": 10,
            "reserve": 20,
            "drop_beyond": {"debug": 0.125, "info": 0.75, "warn": 1.0},
        },
        "aggregation": {"window": 90.0, "first": 3, "similarity": 0.9, "groups": 7},
        "sampling": {"default": 1.0, "debug": 0.1, "components": {"a": 0.001}},
        "tracing": {"ratio": 0.1, "routes": {"/api/v1/tasks": 0.001, "task callback": 1.0}},
        "redaction": {
            "keys": ["token"],
            "plain": ["id"],
            "mask": "#",
            "patterns": [
                {
                    "name": "sk",
                    "match": r"(sk-)[0-9a-f]{8}",
                    "replace": r"\1*",
                    "words": ["sk-"],
                    "digits": 3,
                    "checksum": "luhn",
                }
            ],
        },
    }


def test_patterns_stay_in_their_order() -> None:
    def pattern(match: str) -> dict[str, Any]:
        return {"match": match, "examples": {"hides": {match: "***"}, "keeps": ["-"]}}

    made = artifact(redaction__patterns={"z": pattern("z"), "a": pattern("a"), "m": pattern("m")})

    found = [one["name"] for one in json.loads(made.text)["redaction"]["patterns"]]
    assert found == ["z", "a", "m"]


def test_parts_of_the_file_are_known_by_their_paths() -> None:
    made = artifact()
    origins = dict(made.origins)

    assert origins["$.levels"] == made.origin.at("levels")
    first = json.loads(made.text)["redaction"]["patterns"][0]["name"]
    assert origins["$.redaction.patterns[0]"] == made.origin.at("redaction", "patterns", first)
