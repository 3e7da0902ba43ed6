"""Which catalogue holds, and what is done about what it does not have."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from taskcenter_monitor.telemetry.logging.emergency import say
from taskcenter_monitor.telemetry.metrics import runtime
from taskcenter_monitor.telemetry.metrics.book import BOOK, SERIES, Book, Rules
from taskcenter_monitor.telemetry.catalogue import (
    Catalogue,
    CatalogueFault,
    catalogue_of,
    default_catalogue,
)

VARIABLE = "TASKCENTER_TELEMETRY_METRICS"
"""The variable that names the catalogue of a process."""
_TESTING = "PYTEST_CURRENT_TEST"
"""Set by pytest while a test runs, for the processes that the test starts as well."""


def configure(
    *,
    catalogue: str | os.PathLike[str] | None = None,
    strict: bool | None = None,
    series: int = SERIES,
    series_of: Mapping[str, int] | None = None,
) -> None:
    """Call it once, when the process starts. Instruments that are there already follow.

    `catalogue` is the path of a metrics.json, by default what TASKCENTER_TELEMETRY_METRICS names;
    with neither it is that of our own specs. What the catalogue does not have raises MetricError
    where `strict` says so, by default in tests of pytest; elsewhere the value is dropped and
    counted. A metric has up to `series` combinations of labels, or what `series_of` or the
    catalogue says of it.

    Shows the figures of the process and of Python as well.
    """
    configure_book(BOOK, _rules(catalogue, strict, series, series_of or {}))
    runtime.export(BOOK)


def configure_book(book: Book, rules: Rules) -> None:
    """The same for other instruments than those of the process."""
    book.hold(rules)


def _rules(
    catalogue: str | os.PathLike[str] | None,
    strict: bool | None,
    series: int,
    series_of: Mapping[str, int],
) -> Rules:
    return Rules(
        find=partial(_found, catalogue),
        strict=in_a_test if strict is None else partial(bool, strict),
        most=series,
        series=dict(series_of),
    )


def in_a_test() -> bool:
    """Whether pytest runs a test now."""
    return _TESTING in os.environ


def _found(path: str | os.PathLike[str] | None) -> Catalogue:
    """A service starts without its catalogue as well, with ours; in a test that is an error."""
    named = path if path is not None else os.environ.get(VARIABLE)
    if not named:
        return default_catalogue()
    try:
        return catalogue_of(Path(named))
    except (OSError, CatalogueFault) as error:
        if in_a_test():
            raise
        say(f"the default metrics hold, because {named} cannot be used: {error}")
        return default_catalogue()


BOOK.rules = _rules(None, None, SERIES, {})
