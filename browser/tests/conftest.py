"""The dashboards under test, a Prometheus for them, and what Grafana's libraries make of both."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from browser.tests import logs
from browser.tests.boards import ROOT, panels, probes_of, read
from browser.tests.node import drawn, shown
from taskcenter_monitor.live.seeding import Seeded
from taskcenter_monitor.vocabulary.durations import parse_duration
from taskcenter_monitor.vocabulary.names import DASHBOARD_UIDS, dashboard_path
from tests.seeded import seeded

Board = dict[str, Any]

MOMENT = 1767614400
"""12:00 UTC on 2026-01-05, a Monday: pictures of one moment can be compared."""
PICTURES = ROOT / "docs" / "images"


def pytest_configure() -> None:
    # As with Ctrl-C: servers, browsers and their folders go before the tests do.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build", default=str(ROOT / "build"), help="the folder with the dashboards")
    parser.addoption("--pictures", action="store_true", help="write docs/images/ anew")


@pytest.fixture(scope="session", params=DASHBOARD_UIDS)
def name(request: pytest.FixtureRequest) -> str:
    """Each dashboard in turn."""
    found: str = request.param
    return found


@pytest.fixture(scope="session")
def board(name: str, pytestconfig: pytest.Config) -> Board:
    """The dashboard that was generated."""
    return read(Path(pytestconfig.getoption("--build"), dashboard_path(name)))


@pytest.fixture(scope="session")
def live() -> Iterator[Seeded]:
    """A Prometheus with the hours behind it that dashboards show, the same in every run."""
    with seeded(now=MOMENT) as found:
        yield found


@pytest.fixture(scope="session")
def job(board: Board, live: Seeded) -> Board:
    """What the tools need to show the dashboard as people see it when they open it."""
    back = re.fullmatch(r"now-(\w+)", board["time"]["from"])
    assert back is not None
    end = int(live.now) * 1000
    start = end - round(parse_duration(back[1]) * 1000)
    return {
        "dashboard": board,
        "prometheus": live.url,
        "range": {"from": start, "to": end},
        "answers": logs.answers(board, start, end),
        "probes": {str(panel["id"]): probes_of(panel) for panel in panels(board)},
    }


@pytest.fixture(scope="session")
def reports(job: Board) -> Mapping[int, Board]:
    """What each panel would show, by its id."""
    return {panel["id"]: panel for panel in shown(job)}


@pytest.fixture(scope="session")
def picture(
    name: str, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Where the picture of the dashboard goes."""
    wanted = pytestconfig.getoption("--pictures")
    folder = PICTURES if wanted else tmp_path_factory.mktemp("pictures")
    folder.mkdir(exist_ok=True)
    return folder / f"dashboard-{name}.png"


@pytest.fixture(scope="session")
def page(job: Board, picture: Path) -> Board:
    """What Chromium draws of the dashboard; it is photographed on the way."""
    return drawn({**job, "picture": str(picture)})
