from __future__ import annotations

import re
import shutil
from pathlib import Path

import alerts_page
import pytest

from tests.frozen import FROZEN
from tests.promises import promised


@pytest.fixture(autouse=True)
def specs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the frozen specs, of which the page is made."""
    copy = tmp_path / "specs"
    shutil.copytree(FROZEN, copy)
    monkeypatch.setattr(alerts_page, "SPECS", copy)
    return copy


def rows_of(alert: str) -> list[str]:
    return [row for row in alerts_page.alerts_page().splitlines() if f"`{alert}`" in row]


def test_an_alert_has_a_row_with_its_severities() -> None:
    (row,) = rows_of("TaskCenterCPUHigh")

    assert "CPU使用率告警 | CPU usage high | critical, warning |" in row
    assert "[runbook](../build/runbooks/TaskCenterCPUHigh.md)" in row


def test_the_number_that_people_change_most_days_makes_no_page_stale(specs: Path) -> None:
    before = alerts_page.alerts_page()
    file = specs / "alerts" / "system.yaml"
    text, count = re.subn(r"above: \d+%", "above: 61%", file.read_text("utf-8"), count=1)
    assert count == 1
    file.write_text(text, "utf-8")

    assert alerts_page.alerts_page() == before


def test_the_page_says_how_many_rules_there_are() -> None:
    page = alerts_page.alerts_page()

    assert f"{page.count('[runbook](')} alerts make" in page


def test_faulty_specs_make_no_page(specs: Path) -> None:
    (specs / "service.yaml").write_text("service: [", "utf-8")

    with pytest.raises(ValueError, match="tcmon validate"):
        alerts_page.alerts_page()


def test_an_slo_has_two_alerts_with_the_severities_of_its_windows(specs: Path) -> None:
    for name, text in promised(api={}, uptime={"signal": "api_availability_time"}).items():
        (specs / name).write_bytes(text)

    (burning,), (missing,) = (
        rows_of("TaskCenterApiSloBudgetBurn"),
        rows_of("TaskCenterApiSloNoData"),
    )
    assert "| API availability: error budget burns | critical, warning |" in burning
    assert "| API availability: no data | warning |" in missing
    assert len(rows_of("TaskCenterUptimeSloBudgetBurn")) == 1
    assert rows_of("TaskCenterUptimeSloNoData") == []
