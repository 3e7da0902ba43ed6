"""Warnings as lines."""

from __future__ import annotations

import sys
import warnings
from functools import partial
from pathlib import Path

import pytest

from taskcenter_monitor.telemetry.logging import standard
from taskcenter_monitor.telemetry.logging.standard import _tied
from taskcenter_monitor.telemetry.logging.standard.complaints import Complaints
from taskcenter_monitor.telemetry.logging.stream import Stream
from taskcenter_monitor.telemetry.policy.document import Levels, Policy
from taskcenter_monitor.telemetry.testing import Captured


@pytest.fixture(autouse=True)
def _shown(logs: Captured) -> None:
    """As outside of pytest, which turns warnings into errors and looks at all of them itself."""
    warnings.simplefilter("always")
    warnings.showwarning = _tied[0].complaints.show


def test_a_warning_has_its_place_its_kind_and_its_text(logs: Captured) -> None:
    warnings.warn("use %s instead", DeprecationWarning, stacklevel=1)

    entry = logs[0]
    assert (entry["level"], entry["component"]) == ("warn", "py.warnings")
    assert (entry["content"], entry["category"]) == ("use %s instead", "DeprecationWarning")
    assert entry["caller"].startswith(f"{Path(__file__).parent.name}/{Path(__file__).name}:")
    assert len(logs) == 1


def test_one_for_a_file_is_written_there(logs: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[object] = []
    monkeypatch.setattr(warnings, "showwarning", lambda *given: shown.append(given))
    complaints, before = Complaints(), warnings.showwarning
    complaints.begin()
    warnings.showwarning("x", UserWarning, "f.py", 1, sys.stderr)
    complaints.end()

    assert shown == [("x", UserWarning, "f.py", 1, sys.stderr, None)]
    assert warnings.showwarning is before
    assert logs.contents == []


def test_the_policy_has_a_level_for_them(stream: Stream, logs: Captured) -> None:
    stream.apply(Policy(levels=Levels(components={"py.warnings": "error"})))
    warnings.warn("x", stacklevel=1)

    assert logs.contents == []


def test_they_are_caught_again_where_somebody_has_put_back_what_was(
    stream: Stream, logs: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(warnings, "showwarning", lambda *given: shown.append(given))
    warnings.warn("shown", stacklevel=1)
    assert len(shown) == 1
    standard.install(stream)
    warnings.warn("logged", stacklevel=1)

    assert logs.contents == ["logged"]


def test_a_hook_upon_ours_makes_no_circle(stream: Stream, logs: Captured) -> None:
    shown: list[object] = []
    complaints = _tied[0].complaints
    complaints._before = lambda *given: shown.append(given)
    warnings.showwarning = partial(complaints.show)
    standard.install(stream)
    warnings.showwarning("x", UserWarning, "f.py", 1, sys.stderr)

    assert len(shown) == 1
    assert logs.contents == []
