"""Environments are looked at whichever is asked for."""

from __future__ import annotations

import pytest

from taskcenter_monitor.spec.loading import Loaded, load
from taskcenter_monitor.spec.reading import reading_order
from tests.frozen import frozen_files


@pytest.fixture(scope="module")
def frozen() -> dict[str, bytes]:
    return frozen_files()


def said(loaded: Loaded) -> list[tuple[str, str]]:
    return [(one.place.file if one.place else "", one.check) for one in loaded.diagnostics]


@pytest.mark.parametrize("environment", [None, "dev"])
@pytest.mark.parametrize(
    ("raw", "check"),
    [
        (b"a: [\n", "yaml/syntax"),
        (b"\xff", "yaml/encoding"),
        (b"- a\n", "spec/type"),
        (b"alerts.TaskCenterCPUHihg.team: x\n", "environment/no-match"),
        (b"servise.service: x\n", "environment/no-match"),
    ],
)
def test_the_faults_of_another_environment_are_told(
    frozen: dict[str, bytes], environment: str | None, raw: bytes, check: str
) -> None:
    loaded = load({**frozen, "environments/test.yaml": raw}, "specs", environment)
    assert said(loaded) == [("specs/environments/test.yaml", check)]
    assert loaded.project is not None


def test_only_the_chosen_environment_is_applied(frozen: dict[str, bytes]) -> None:
    files = {
        **frozen,
        "environments/a.yaml": b"service.service: a\n",
        "environments/b.yaml": b"service.service: b\n",
    }
    for chosen, service in ((None, "task-center"), ("a", "a"), ("b", "b")):
        loaded = load(files, "specs", chosen)
        assert loaded.project is not None
        assert loaded.project.service.value.service == service


def test_without_its_chosen_environment_there_is_no_project(frozen: dict[str, bytes]) -> None:
    files = {**frozen, "environments/test.yaml": b"a: [\n"}
    assert load(files, "specs", "test").project is None


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("environments/prod.yml", "name it environments/prod.yaml"),
        ("environments/eu/prod.yaml", "known are "),
        ("alerts/eu/http.yaml", "known are "),
        ("alerts/mine.yml", "name it alerts/mine.yaml"),
    ],
)
def test_a_file_of_another_name_has_no_effect_and_is_told(
    frozen: dict[str, bytes], name: str, hint: str
) -> None:
    loaded = load({**frozen, name: b"a: [\n"}, "specs", None)
    assert said(loaded) == [(f"specs/{name}", "spec/unknown-file")]
    assert loaded.diagnostics[0].help.startswith(hint)


def test_an_override_of_an_alert_in_a_broken_file_is_not_blamed(frozen: dict[str, bytes]) -> None:
    files = {**frozen, "alerts/system.yaml": b"component: [\n"}
    assert said(load(files, "specs", "dev")) == [("specs/alerts/system.yaml", "yaml/syntax")]


def test_files_are_asked_for_in_the_reading_order(frozen: dict[str, bytes]) -> None:
    asked: list[str] = []
    files = {**frozen, "environments/test.yml": b"", "stray.yaml": b""}
    assert load(files, "specs", "dev", asked.append).project is not None
    assert asked == reading_order(files)
    assert sorted(asked) == sorted(frozen)


@pytest.mark.parametrize(
    ("name", "old", "new", "override"),
    [
        (
            "alerts/system.yaml",
            b"above: 80%",
            b"abov: 80%",
            b"alerts.TaskCenterCPUHigh.warning.above",
        ),
        (
            "signals.yaml",
            b"  goroutines:",
            b"  goroutines:\n    x: 1",
            b"signals.goroutines.window",
        ),
        ("metrics.yaml", b"  up:", b"  up:\n    x: 1", b"metrics.up.unt"),
        ("service.yaml", b"retention:", b"retentin:", b"service.retention"),
    ],
)
def test_an_override_of_what_has_faults_of_its_own_is_not_blamed(
    frozen: dict[str, bytes], name: str, old: bytes, new: bytes, override: bytes
) -> None:
    files = {file: raw for file, raw in frozen.items() if not file.startswith("environments/")}
    files |= {"environments/test.yaml": override + b": 1\n"}
    assert old in files[name]
    files[name] = files[name].replace(old, new, 1)
    assert {file for file, _ in said(load(files, "specs", None))} == {f"specs/{name}"}
