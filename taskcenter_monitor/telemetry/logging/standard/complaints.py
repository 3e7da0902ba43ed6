"""`warnings` as records: where they are, what kind they are, and what they say."""

from __future__ import annotations

import logging
import warnings
from typing import TextIO

NAME = "py.warnings"
"""The logger that the standard library has for them too."""


class Complaints:
    """Stands in for what prints warnings to standard error."""

    def __init__(self) -> None:
        self._before = warnings.showwarning
        self._begun = False

    def begin(self) -> None:
        """Warnings are logged from now on.

        Again where that has come to an end: `warnings.catch_warnings` puts back what it found.
        """
        found = warnings.showwarning
        if found == self.show:
            return
        if not self._begun:
            # Later it may be a hook that calls this one.
            self._before, self._begun = found, True
        warnings.showwarning = self.show

    def end(self) -> None:
        """Warnings are shown as they were, unless somebody else has put himself in between."""
        self._begun = False
        if warnings.showwarning == self.show:
            warnings.showwarning = self._before

    def show(  # noqa: PLR0913, PLR0917 - the signature is that of the standard library
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> None:
        """Logs one, unless it is meant for a file."""
        if file is not None:
            self._before(message, category, filename, lineno, file, line)
            return
        logger = logging.getLogger(NAME)
        if logger.isEnabledFor(logging.WARNING):
            logger.handle(
                logger.makeRecord(
                    NAME,
                    logging.WARNING,
                    filename,
                    lineno,
                    str(message),
                    (),
                    None,
                    extra={"category": category.__name__},
                )
            )
