"""A signal that comes while a process starts waits until somebody can end that process."""

from __future__ import annotations

import signal

import pytest

from taskcenter_monitor.verifiers.process import undisturbed


def test_a_signal_comes_once_all_is_known() -> None:
    done: list[str] = []
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            _interrupted(done)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert done == ["known"]


def _interrupted(done: list[str]) -> None:
    with undisturbed():
        signal.raise_signal(signal.SIGINT)
        done.append("known")


def test_without_a_signal_nothing_changes() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with undisturbed():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before
