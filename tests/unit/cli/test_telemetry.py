"""What `tcmon telemetry` says where a file cannot be changed."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest

from taskcenter_monitor.cli import telemetry
from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.telemetry.policy import editing


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.EROFS, "read-only file system; where it is a ConfigMap, that is what to edit"),
        (errno.EACCES, "permission denied; where it is a ConfigMap, that is what to edit"),
        (errno.ENOSPC, "no space left on device"),
    ],
)
def test_why_a_file_cannot_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
) -> None:
    def refuse(path: Path, content: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    file = tmp_path / "policy.json"
    file.write_bytes(b"{}")
    monkeypatch.setattr(editing, "replace", refuse)

    with pytest.raises(EnvironmentFault) as caught:
        telemetry._set(str(file), "debug", ("user", "1"), timedelta(hours=1))

    assert str(caught.value) == f"{file} cannot be changed: {said}"


def test_somebody_who_edits_for_long_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(number: int, folder: Path) -> None:
        raise TimeoutError(None, "somebody else has been editing it for a while", str(folder))

    file = tmp_path / "policy.json"
    file.write_bytes(b"{}")
    monkeypatch.setattr(editing, "_lock", wait)

    with pytest.raises(EnvironmentFault, match="cannot be changed: somebody else has been"):
        telemetry._clear(str(file), ("user", "1"))
