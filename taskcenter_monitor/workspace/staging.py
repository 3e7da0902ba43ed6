"""Puts files where an external tool can look at them, for as long as it looks."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from taskcenter_monitor.errors import EnvironmentFault


@contextmanager
def staged(files: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A temporary folder with these files (path and text). Raises EnvironmentFault."""
    folder = tempfile.mkdtemp(prefix="tcmon-")
    try:
        try:
            for path, text in files:
                full = os.path.join(folder, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8", newline="\n") as file:
                    file.write(text)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(f"{folder} cannot be written: {reason}") from None
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
