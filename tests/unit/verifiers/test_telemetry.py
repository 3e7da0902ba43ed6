"""What the library of the services says about a policy, at the line that it comes from."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from taskcenter_monitor.compiler.telemetry import compile_telemetry
from taskcenter_monitor.diagnostics import Diagnostic, Level, Origin, Span
from taskcenter_monitor.emitters.telemetry import policy_text
from taskcenter_monitor.errors import ToolFault
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.ir.telemetry import Policy
from taskcenter_monitor.spec.loading import Loaded, load
from taskcenter_monitor.verifiers import telemetry, trials
from tests.frozen import frozen_files
from tests.unit.checks.cases import Case, Edit, edited

FILE = Origin("specs/telemetry.yaml")
PATTERNS = FILE.at("redaction", "patterns")


def policy_of(loaded: Loaded) -> Policy:
    assert loaded.project is not None, loaded.diagnostics
    policy = compile_telemetry(loaded.project)
    assert policy is not None
    return policy


def with_values(values: Mapping[str, Any]) -> Loaded:
    return load(
        edited(Case(check="", edits=(Edit(file="telemetry.yaml", set=values),))), "specs", None
    )


def written(policy: Policy, text: str = "") -> Artifact:
    origins = (
        ("$.redaction", FILE.at("redaction")),
        ("$.redaction.patterns[0]", PATTERNS.at("first")),
        ("$.queue", FILE.at("queue")),
    )
    return Artifact(
        path="telemetry/policy.json",
        text=text or policy_text(policy),
        origin=policy.origin,
        origins=origins,
    )


def found(values: Mapping[str, Any]) -> list[Diagnostic]:
    policy = policy_of(with_values(values))
    return list(telemetry.verify([written(policy)], policy))


def test_the_frozen_policy_hides_what_it_says() -> None:
    assert found({}) == []


def test_without_a_policy_there_is_nothing_to_prove() -> None:
    assert list(telemetry.verify([], None)) == []


@pytest.mark.parametrize(
    ("kind", "key", "text", "after", "message"),
    [
        ("hides", "call 12", "call 12", "call ***", "nothing is hidden in this text"),
        (
            "hides",
            "tel=13812345678",
            "tel=13812345678",
            "tel=138***",
            "the text comes out as 'tel=***', not as 'tel=138***'",
        ),
        (
            "keeps",
            0,
            "tel=13812345678",
            None,
            "this text is to stay as it is, and comes out as 'tel=***'",
        ),
    ],
)
def test_a_wrong_example_is_told_where_it_stands(
    kind: str, key: str | int, text: str, after: str | None, message: str
) -> None:
    examples = {kind: {text: after} if after is not None else [text]}
    (fault,) = found({"redaction.patterns.mobile-phone.examples": examples})

    assert fault.check == "telemetry/example"
    assert fault.place == PATTERNS.at("mobile-phone", "examples", kind, key)
    assert fault.message == message


def test_the_line_of_an_example_is_shown() -> None:
    files = frozen_files()
    text = files["telemetry.yaml"].decode()
    old = '"mail to *** bounced"'
    assert text.count(old) == 1
    files["telemetry.yaml"] = text.replace(old, '"mail to nobody"').encode()
    loaded = load(files, "specs", None)
    policy = policy_of(loaded)

    (fault,) = telemetry.verify([written(policy)], policy)

    span = loaded.sources.locate(fault).place
    assert isinstance(span, Span)
    assert span.file == "specs/telemetry.yaml"
    assert span.source[span.column - 1 : span.end_column - 1] == '"mail to nobody"'


def test_who_else_finds_something_is_named() -> None:
    kept = {"hides": {"a zq": "a *"}, "keeps": ["see li@example.com"]}
    values = {"redaction.patterns.mine": {"match": "zq", "replace": "*", "examples": kept}}
    (fault,) = found(values)

    assert fault.place == PATTERNS.at("mine", "examples", "keeps", 0)
    assert fault.help == "something in it is found by email"


def test_a_wrong_checksum_is_found_by_its_example() -> None:
    (*faults,) = found({"redaction.patterns.bank-card.checksum": "resident_id"})

    assert faults
    assert {fault.message for fault in faults} == {"nothing is hidden in this text"}


def test_an_id_that_is_hidden_whole_is_told() -> None:
    values = {"redaction.plain": ["trace", "session_id", "token_count"]}
    (fault,) = found(values)

    assert (fault.check, fault.place) == ("telemetry/plain", FILE.at("redaction", "plain", 1))
    assert fault.message == "session_id is hidden whole, for a word of it is among `keys`"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"redaction": {"patterns": [{"name": "a", "match": "("}]}}', PATTERNS.at("first")),
        ('{"redaction": {"patterns": [{"name": "", "match": "a"}]}}', PATTERNS.at("first")),
        ('{"redaction": {"mask": 5}}', FILE.at("redaction")),
        ('{"queue": {"limit": 0}}', FILE.at("queue")),
        ('{"version": 2}', FILE),
        ("{", FILE),
    ],
)
def test_a_policy_that_services_refuse_is_told_at_the_part_that_they_name(
    text: str, place: Origin
) -> None:
    policy = policy_of(with_values({}))
    (fault,) = telemetry.verify([written(policy, text)], policy)

    assert (fault.check, fault.place) == ("telemetry/policy", place)
    assert fault.message.startswith("services refuse this policy: ")
    assert fault.help == "found in telemetry/policy.json"


def test_without_the_library_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = policy_of(with_values({}))
    monkeypatch.setitem(sys.modules, "msgspec", None)

    (note,) = telemetry.verify([written(policy, "{")], policy)
    with pytest.raises(ToolFault, match="msgspec, with which services read their policy, is not"):
        telemetry.require_library()

    assert (note.check, note.level) == ("telemetry/unproven", Level.NOTE)
    assert note.help == "pip install 'taskcenter-monitor[telemetry]'"


def test_with_the_library_nothing_is_missing() -> None:
    telemetry.require_library()


def test_the_file_is_found_by_its_path() -> None:
    policy = policy_of(with_values({}))

    other = replace(written(policy, "{"), path="telemetry/other.json")
    assert list(telemetry.verify([other], policy)) == []


@pytest.mark.parametrize(
    ("match", "hides", "keeps"),
    [
        # What no sign of the expression tells: two ways to find the same.
        ("(?:a|a)+$", "aaa", "b"),
        (r"<(?:\w|[a-m]x?)+>", "<ab>", "<>"),
        ("(a+)+$", "aaa", "a" * 38 + "!"),
    ],
)
def test_a_search_without_an_end_is_killed_and_told(
    monkeypatch: pytest.MonkeyPatch, match: str, hides: str, keeps: str
) -> None:
    monkeypatch.setattr(trials, "LIMIT", 0.3)
    examples = {"hides": {hides: "***"}, "keeps": [keeps]}
    (fault,) = found({"redaction.patterns.mine": {"match": match, "examples": examples}})

    assert (fault.check, fault.place) == ("telemetry/endless", PATTERNS.at("mine", "match"))
    assert fault.message == "a search for this was not over after 0.3 s, and was killed"


def test_where_no_process_can_be_made_examples_are_tried_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    (fault,) = found({"redaction.patterns.mobile-phone.examples.keeps": ["tel=13812345678"]})

    assert fault.check == "telemetry/example"
