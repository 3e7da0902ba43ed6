"""What all tests share."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import HealthCheck, settings

from tests.toolchains import TOOLCHAINS, Toolchain

settings.register_profile(
    "ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("ci"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", params=TOOLCHAINS, ids=[each.name for each in TOOLCHAINS])
def toolchain(request: pytest.FixtureRequest) -> Toolchain:
    """Each toolchain in turn: a test that asks for it runs over all that were found."""
    found: Toolchain = request.param
    return found


def pytest_collection_finish() -> None:
    """Takes what collecting has made out of the collector's sight.

    All of it stays to the end, and would be looked through again and again.
    """
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what tests have measured, which they hand over as the property `measured`."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    measured = [
        str(value)
        for report in reports
        if report.when == "call"
        for name, value in report.user_properties
        if name == "measured"
    ]
    if measured:
        terminalreporter.section("measured")
        for line in measured:
            terminalreporter.write_line(line)
