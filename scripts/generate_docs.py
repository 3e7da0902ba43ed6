"""Writes what follows from code and specs: pages of docs/, and what the library brings along."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alerts_page import alerts_page
from checks_page import checks_page
from default_metrics import default_metrics
from default_policy import default_policy
from slo_page import slo_page
from spec_page import spec_page

ROOT = Path(__file__).parent.parent

PAGES: dict[str, Callable[[], str]] = {
    "docs/spec.md": spec_page,
    "docs/checks.md": checks_page,
    "docs/alerts.md": alerts_page,
    "docs/slo.md": slo_page,
    "taskcenter_monitor/telemetry/policy/default.json": default_policy,
    "taskcenter_monitor/telemetry/metrics/default.json": default_metrics,
}
"""A generated file to what yields its text."""


def write_pages() -> None:
    """Writes every file that is not as it should be."""
    for name, page in PAGES.items():
        path, text = ROOT / name, page()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")


if __name__ == "__main__":
    write_pages()
