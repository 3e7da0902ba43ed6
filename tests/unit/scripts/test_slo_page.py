from __future__ import annotations

import re
from pathlib import Path

import pytest
import slo_page
from slo_words import PAST

from taskcenter_monitor.pipeline import Compiled
from taskcenter_monitor.vocabulary.burning import BASE_SECONDS
from tests.promises import compiled

WEEKLY = {"period": "7d", "windows": ["fast"]}


def page(monkeypatch: pytest.MonkeyPatch, done: Compiled) -> str:
    monkeypatch.setattr(slo_page, "_compiled", lambda: done)
    return slo_page.slo_page()


def rows(text: str, first: str) -> list[list[str]]:
    """The cells of the rows that begin like this."""
    found = [line for line in text.splitlines() if line.startswith(f"| {first} |")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in found]


def test_every_slo_has_its_budget_and_its_traffic(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(monkeypatch, compiled(api={}, weekly={"objective": "95%", **WEEKLY}))
    budget, needed = rows(text, "`weekly`")
    assert budget[3:7] == ["95%", "5%", "7d", "8h24m"]
    assert needed[1:] == ["2", "12", "-"]


def test_tables_of_times_are_not_repeated_for_the_same_limits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = page(monkeypatch, compiled(api={}, other={}, weekly=WEEKLY))
    assert len(rows(text, "objective 99.9%")) == 2, "of 30d and of 7d"
    assert rows(text, "1h, 5m")[0][1:] == ["4m56s", "13m8s", "-", "4m56s"]


def test_what_is_recorded_is_listed_as_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    text = page(monkeypatch, compiled(api={}))
    assert rows(text, '`slo:burn_rate:ratio{slo="api"}`')[0][1] == (
        "`slo:api:error_ratio_rate1h / 0.001"
        " and 60 * sum_over_time(slo:api:total_rate5m[1h]) >= 139`"
    )


def test_a_fault_in_the_specs_is_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="have faults"):
        page(monkeypatch, compiled(api={"objective": "soon"}))


def test_the_shipped_page_has_no_hole_and_links_only_to_its_headings() -> None:
    text = slo_page.slo_page()
    assert not re.search(r"\{[a-z_]+\}", text.replace("{slo=", ""))
    headings = {
        re.sub(r"[^a-z -]", "", one.lower()).replace(" ", "-")
        for one in re.findall(r"^## (.*)$", text, re.MULTILINE)
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_the_rates_stand_first_in_the_file_of_an_slo() -> None:
    """The recipe for the past cuts off what follows them."""
    assert "sed '/error_ratio_rate/,$d'" in PAST
    root = Path(__file__).parents[3]
    for file in (root / "build/prometheus/rules").glob("slo-*.rules.yml"):
        kept = file.read_text("utf-8").partition("error_ratio_rate")[0]
        records = re.findall(r"record: \S+:(\w+)$", kept, re.MULTILINE)
        assert records == ["bad_rate5m", "total_rate5m"]


def test_the_formulas_on_the_page_are_about_this_base_window() -> None:
    assert BASE_SECONDS == 300
