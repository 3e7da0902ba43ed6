"""Puts files into a folder so that a failure half-way leaves the folder as it was."""

from __future__ import annotations

import os
import shutil
from types import TracebackType

from taskcenter_monitor.errors import EnvironmentFault


class Exchange:
    """Renames files into `folder`, one at a time; undoes all of it when the block fails.

    A reader sees the old or the new content of a file, never a part. `attic` is a folder on the
    same file system, where the old files are kept until the block ends.
    """

    def __init__(self, folder: str, attic: str) -> None:
        self._folder = folder
        self._attic = attic
        self._undo: list[tuple[str, str | None]] = []

    def __enter__(self) -> Exchange:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            lost = self._roll_back()
            if lost:
                raise EnvironmentFault(
                    f"{', '.join(lost)} could not be put back; run tcmon build again"
                ) from error

    def put(self, source: str, path: str) -> None:
        """Moves a finished file to `path` in the folder."""
        target = os.path.join(self._folder, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        self._remember(path, target)
        os.replace(source, target)

    def remove(self, path: str) -> None:
        """Removes a file, and the folders that it leaves empty."""
        target = os.path.join(self._folder, path)
        self._remember(path, target)
        os.unlink(target)
        self._remove_empty(os.path.dirname(path))

    def _remember(self, path: str, target: str) -> None:
        if not os.path.lexists(target):
            self._undo.append((path, None))
            return
        kept = os.path.join(self._attic, path)
        os.makedirs(os.path.dirname(kept), exist_ok=True)
        try:
            os.link(target, kept, follow_symlinks=False)
        except OSError:
            # A file system without hard links.
            shutil.copy2(target, kept, follow_symlinks=False)
        self._undo.append((path, kept))

    def _roll_back(self) -> list[str]:
        """Puts everything back, the last change first; the paths where that did not work."""
        lost = []
        for path, kept in reversed(self._undo):
            try:
                self._put_back(path, kept)
            except OSError:
                lost.append(path)
        return lost

    def _put_back(self, path: str, kept: str | None) -> None:
        target = os.path.join(self._folder, path)
        if kept is not None:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.replace(kept, target)
        elif os.path.lexists(target):
            os.unlink(target)
            self._remove_empty(os.path.dirname(path))

    def _remove_empty(self, path: str) -> None:
        while path:
            try:
                os.rmdir(os.path.join(self._folder, path))
            except OSError:
                return
            path = os.path.dirname(path)
