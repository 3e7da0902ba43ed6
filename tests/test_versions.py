"""The output for the oldest and the newest servers, side by side, and what makes it differ."""

from __future__ import annotations

import re

import pytest
from build_latest import RELEASES

from taskcenter_monitor.vocabulary import versions
from tests.versions import VERSIONS, golden_files, side_by_side


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return side_by_side()


@pytest.mark.slow
@pytest.mark.parametrize("name", dict(golden_files()))
def test_the_output_is_what_was_agreed_on(name: str, now: dict[str, str]) -> None:
    assert now.get(name) == dict(golden_files())[name], "look at it, then run `make golden`"


@pytest.mark.slow
def test_nothing_else_depends_on_the_versions(now: dict[str, str]) -> None:
    assert now.keys() == dict(golden_files()).keys(), "run `make golden`"


def test_the_oldest_supported_and_the_newest_built_are_compared() -> None:
    oldest, newest = VERSIONS.values()
    assert oldest == {
        "prometheus": versions.version_text(versions.OLDEST_PROMETHEUS),
        "alertmanager": versions.version_text(versions.OLDEST_ALERTMANAGER),
    }
    built = {release.commands[1]: release.version for release in RELEASES}
    # The module of Prometheus 3.16.0 has the version v0.316.0.
    major, minor = re.fullmatch(r"v0\.(\d)(\d\d)\.\d+", built["prometheus"]).groups()  # type: ignore[union-attr]
    assert newest["prometheus"] == f"{major}.{int(minor)}"
    assert built["alertmanager"].startswith(f"v{newest['alertmanager']}.")
