"""Writes the pages of docs/ that are taken from the code and the specs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alerts_page import alerts_page
from checks_page import checks_page
from slo_page import slo_page
from spec_page import spec_page

DOCS = Path(__file__).parent.parent / "docs"

PAGES: dict[str, Callable[[], str]] = {
    "spec.md": spec_page,
    "checks.md": checks_page,
    "alerts.md": alerts_page,
    "slo.md": slo_page,
}
"""A page of docs/ to what yields its text."""


def write_pages() -> None:
    """Writes every page that is not as it should be."""
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote docs/{name}")


if __name__ == "__main__":
    write_pages()
