from __future__ import annotations

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from taskcenter_monitor.diagnostics import Diagnostic, Origin
from taskcenter_monitor.spec.loading import Loaded, load
from taskcenter_monitor.spec.telemetry import Aggregation, Queue, Sampling, Telemetry
from tests.frozen import frozen_files
from tests.unit.checks.cases import Case, Edit, edited

FILE = Origin("specs/telemetry.yaml")


def faults(model: Any, data: dict[str, Any]) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return [f"{one['type']}: {one['msg']}" for one in caught.value.errors()]


def loaded_with(**values: Any) -> Loaded:
    """The frozen specs with values of telemetry.yaml; two underscores stand for a dot."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    return load(
        edited(Case(check="", edits=(Edit(file="telemetry.yaml", set=named),))), "specs", None
    )


def fault_of(**values: Any) -> Diagnostic:
    (fault,) = loaded_with(**values).diagnostics
    return fault


@pytest.mark.parametrize("share", ["0%", "0.1%", "50%", "100%", "99.999999999%"])
def test_a_share_goes_from_nothing_to_all(share: str) -> None:
    assert Sampling.model_validate({"default": share}).default == share


@pytest.mark.parametrize(
    ("share", "message"),
    [
        (0.5, "0.5 has no unit; write it in percent, like 50%"),
        (1, "1 has no unit; write it in percent, like 100%"),
        (20, "20 has no unit; write it in percent, like 20%"),
        ("0.05", "0.05 has no unit; write it in percent, like 5%"),
        ("101%", "101% is more than all of it; a share is at most 100%"),
        ("-1%", "'-1%' is no share; write it in percent, like 50%"),
        ("50 %", "'50 %' is no share; write it in percent, like 50%"),
        ("1.0000000001%", "1.0000000001% has too many digits; write at most 9 behind the point"),
        ("", "'' is no share; write it in percent, like 50%"),
    ],
)
def test_what_is_no_share_is_told_how_to_be_one(share: object, message: str) -> None:
    assert faults(Sampling, {"debug": share}) == [f"telemetry/share: {message}"]


def test_a_share_is_no_truth() -> None:
    assert faults(Sampling, {"debug": True}) == ["spec/type: expected text, found true"]


@pytest.mark.parametrize("window", ["1ms", "10s", "1d", "23h59m"])
def test_repeats_are_counted_for_a_day_at_most(window: str) -> None:
    assert Aggregation.model_validate({"window": window}).window == window


@pytest.mark.parametrize("window", ["0s", "1d1ms", "2w", "10", "-1s"])
def test_other_windows_are_refused(window: str) -> None:
    (said,) = faults(Aggregation, {"window": window})

    assert said.startswith("duration/value: ")


@pytest.mark.parametrize("limit", [0, -1, 10_000_001, 1.5, "8192"])
def test_a_limit_counts_records(limit: object) -> None:
    assert len(faults(Queue, {"limit": limit})) == 1


@pytest.mark.parametrize(
    ("values", "check", "place"),
    [
        ({"levels__default": "warning"}, "spec/value", FILE.at("levels", "default")),
        ({"levels__users": {"": "debug"}}, "spec/value", FILE.at_key("levels", "users", "")),
        (
            {"levels__businesses": {"a" * 201: "debug"}},
            "spec/value",
            FILE.at_key("levels", "businesses", "a" * 201),
        ),
        ({"queue__limits": 5}, "spec/unknown-key", FILE.at_key("queue", "limits")),
        ({"sampling__debug": "1.5"}, "telemetry/share", FILE.at("sampling", "debug")),
        ({"redaction__mask": ""}, "spec/value", FILE.at("redaction", "mask")),
        ({"redaction__keys": ["a b"]}, "spec/value", FILE.at("redaction", "keys", 0)),
        (
            {"redaction__patterns": {"Card": {"match": "4"}}},
            "spec/name",
            FILE.at_key("redaction", "patterns", "Card"),
        ),
        (
            {"redaction__patterns__email__checksum": "crc"},
            "spec/value",
            FILE.at("redaction", "patterns", "email", "checksum"),
        ),
        (
            {"redaction__patterns__email__match": "x" * 2001},
            "spec/value",
            FILE.at("redaction", "patterns", "email", "match"),
        ),
        ({"overrides": []}, "spec/unknown-key", FILE.at_key("overrides")),
    ],
)
def test_a_fault_is_told_at_its_place(values: dict[str, Any], check: str, place: Origin) -> None:
    fault = fault_of(**values)

    assert (fault.check, fault.place) == (check, place)


def test_a_level_that_python_spells_otherwise_is_told_the_right_one() -> None:
    assert fault_of(levels__default="warning").help == "did you mean 'warn'?"


def test_everything_may_be_left_out() -> None:
    files = frozen_files()
    files["telemetry.yaml"] = b"{}\n"
    project = load(files, "specs", None).project

    assert project is not None
    assert project.telemetry is not None
    assert project.telemetry.value == Telemetry()


def test_a_project_needs_no_telemetry() -> None:
    files = frozen_files()
    del files["telemetry.yaml"]
    loaded = load(files, "specs", None)

    assert not loaded.diagnostics
    assert loaded.project is not None
    assert loaded.project.telemetry is None


def in_environment(overrides: dict[str, object], files: dict[str, bytes]) -> Loaded:
    added = yaml.safe_dump(overrides, allow_unicode=True).encode()
    return load({**files, "environments/dev.yaml": added}, "specs", "dev")


@pytest.mark.parametrize(
    ("path", "value", "check"),
    [
        ("telemetry.levels.components.httpx", "trace", "spec/value"),
        ("telemetry.levels.components.sqlalchemy.engine", "loud", "spec/value"),
        ("telemetry.sampling.debug", 0.5, "telemetry/share"),
        ("telemetry.redaction.patterns.bank-card.digits", -1, "spec/value"),
    ],
)
def test_a_fault_in_an_override_is_told_in_the_environment(
    path: str, value: object, check: str
) -> None:
    files = frozen_files()
    files["telemetry.yaml"] = files["telemetry.yaml"].replace(
        b"    httpx: warn\n", b"    httpx: warn\n    sqlalchemy.engine: warn\n"
    )
    loaded = in_environment({path: value}, files)
    (fault,) = loaded.diagnostics

    assert fault.check == check
    assert isinstance(fault.place, Origin)
    located = loaded.sources.span(fault.place)
    assert (located.file, located.line) == ("specs/environments/dev.yaml", 1)


def test_an_environment_replaces_the_level_of_a_logger_with_dots_in_its_name() -> None:
    files = frozen_files()
    files["telemetry.yaml"] = files["telemetry.yaml"].replace(
        b"    httpx: warn\n", b"    httpx: warn\n    httpx.client: warn\n"
    )
    overrides: dict[str, object] = {
        "telemetry.levels.default": "debug",
        "telemetry.levels.components.httpx.client": "error",
    }
    project = in_environment(overrides, files).project

    assert project is not None
    assert project.telemetry is not None
    levels = project.telemetry.value.levels
    assert levels.default == "debug"
    assert levels.components == {"httpx": "warn", "httpx.client": "error", "httpcore": "warn"}


def test_an_environment_cannot_speak_of_telemetry_that_is_not_there() -> None:
    files = frozen_files()
    del files["telemetry.yaml"]
    (fault,) = in_environment({"telemetry.levels.default": "debug"}, files).diagnostics

    assert fault.check == "environment/no-match"
    assert fault.message == "the override matches nothing: 'levels' is not there"


@pytest.mark.parametrize(
    ("values", "message", "hint"),
    [
        ({"levels__default": "INFO"}, "'INFO' is not known here", "did you mean 'info'?"),
        ({"levels__default": "WARNING"}, "'WARNING' is not known here", "did you mean 'warn'?"),
        ({"aggregation__window": 10}, "'10' is not a duration", ""),
        ({"redaction__mask": ""}, "expected a text of at least 1 characters, found 0", ""),
        ({"redaction__mask": "*" * 33}, "expected a text of at most 32 characters, found 33", ""),
    ],
)
def test_a_fault_says_what_would_be_right(values: dict[str, Any], message: str, hint: str) -> None:
    fault = fault_of(**values)

    assert fault.message.startswith(message)
    assert fault.help.startswith(hint)
