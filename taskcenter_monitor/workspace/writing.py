"""Writes a build: all of it or nothing, and only what changed."""

from __future__ import annotations

import errno
import marshal
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from taskcenter_monitor.errors import EnvironmentFault
from taskcenter_monitor.forking import Alongside
from taskcenter_monitor.workspace.exchange import Exchange
from taskcenter_monitor.workspace.manifest import (
    MANIFEST,
    digest,
    generated,
    is_generated,
    listed,
    manifest_text,
)

STAGE = ".tcmon-stage-"
"""Begins the name of the folder in which new files wait until all of them are there."""
ATTIC = ".attic"
"""Where the files that they replace wait, below that folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How an output folder differs from what the specs yield; paths are relative to it."""

    changed: tuple[str, ...]
    new: tuple[str, ...]
    strays: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return len(self) == 0

    def __len__(self) -> int:
        return len(self.changed) + len(self.new) + len(self.strays)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """What happens to each file, and its path; in the order of the paths."""
        words = dict.fromkeys(self.changed, "changed")
        words |= dict.fromkeys(self.new, "new    ")
        words |= dict.fromkeys(self.strays, "removed")
        return iter([(words[path], path) for path in sorted(words)])


Part = Callable[[], Iterable[tuple[str, str]]]
"""Yields path and text of files, the same ones whenever it is called."""
_Taken = tuple[dict[str, str], list[str], list[str]]
"""Digests of files, and which of them are changed and which are new."""


class Output:
    """A folder of generated files."""

    def __init__(self, folder: str, compiler: str) -> None:
        self.folder = os.path.realpath(folder)
        self._compiler = compiler

    def compare(self, *parts: Part) -> Difference:
        """What writing all files would do; nothing is written."""
        with self._faults("read"):
            return self._take(parts, None)

    def write(self, *parts: Part) -> Difference:
        """Writes what differs and removes strays.

        Each part is a function that yields files (path and text); where there are several, the
        last one is seen to by a second process meanwhile.

        Everything is first written next to its place and then renamed; whatever goes wrong until
        the end, the folder stays as it was. Raises EnvironmentFault.
        """
        with self._faults("written"), self._stage() as stage:
            difference = self._take(parts, stage)
            if not difference.is_empty:
                self._put(stage, difference)
        return difference

    @contextmanager
    def _faults(self, verb: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise EnvironmentFault(
                f"{error.filename or self.folder} cannot be {verb} ({reason}); "
                "the output is as it was"
            ) from None

    def _take(self, parts: Sequence[Part], stage: str | None) -> Difference:
        """Compares each file and, where there is a stage, puts those that differ there."""
        before = listed(self.folder)
        taken: _Taken = ({}, [], [])

        def take(files: Part) -> _Taken:
            return self._take_part(files, before, stage)

        *mine, last = parts
        if mine:
            with Alongside(lambda: take(last), marshal) as others:
                for files in mine:
                    _add(taken, take(files))
                _add(taken, others.result())
        else:
            _add(taken, take(last))
        digests, changed, new = taken
        manifest = manifest_text(digests, self._compiler)
        _add(taken, take(lambda: [(MANIFEST, manifest)]))
        ours = {*generated(self.folder, digests), *before}
        strays = sorted(path for path in ours - digests.keys() if self._is_there(path))
        return Difference(changed=tuple(changed), new=tuple(new), strays=tuple(strays))

    def _take_part(self, files: Part, before: dict[str, str], stage: str | None) -> _Taken:
        digests: dict[str, str] = {}
        changed: list[str] = []
        new: list[str] = []
        is_new = not os.path.isdir(self.folder)
        for path, text in files():
            content = text.encode()
            digests[path] = digest(content)
            old = None if is_new else _content(os.path.join(self.folder, path))
            if old == content:
                continue
            if old is not None:
                self._own(path, before)
            (new if old is None else changed).append(path)
            if stage is not None:
                _save(os.path.join(stage, path), content)
        return digests, changed, new

    def _own(self, path: str, before: dict[str, str]) -> None:
        """Refuses to replace a file that tcmon did not make."""
        full = os.path.join(self.folder, path)
        if path not in before and path != MANIFEST and not is_generated(full):
            raise EnvironmentFault(
                f"{full} was not made by tcmon and would be replaced; move it away or name "
                "another folder with --out"
            )

    def _is_there(self, path: str) -> bool:
        return os.path.isfile(os.path.join(self.folder, path))

    @contextmanager
    def _stage(self) -> Iterator[str]:
        """A folder on the same file system; leftovers of a killed build go with it."""
        parent = self.folder if os.path.isdir(self.folder) else os.path.dirname(self.folder)
        os.makedirs(parent, exist_ok=True)
        for name in os.listdir(parent):
            if name.startswith(STAGE) and not _is_at_work(name.removeprefix(STAGE)):
                shutil.rmtree(os.path.join(parent, name), ignore_errors=True)
        stage = os.path.join(parent, f"{STAGE}{os.getpid()}")
        shutil.rmtree(stage, ignore_errors=True)
        os.mkdir(stage)
        try:
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)

    def _put(self, stage: str, difference: Difference) -> None:
        if not os.path.isdir(self.folder):
            os.rename(stage, self.folder)
            return
        with Exchange(self.folder, os.path.join(stage, ATTIC)) as exchange:
            for path in (*difference.new, *difference.changed):
                exchange.put(os.path.join(stage, path), path)
            for path in difference.strays:
                exchange.remove(path)


def _is_at_work(process: str) -> bool:
    """Whether the build that a stage belongs to may still be running."""
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except OSError:
        return True
    return True


def _add(taken: _Taken, more: _Taken) -> None:
    taken[0].update(more[0])
    taken[1].extend(more[1])
    taken[2].extend(more[2])


def _content(path: str) -> bytes | None:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise OSError(errno.EINVAL, "no regular file is in its place", path)
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _save(path: str, content: bytes) -> None:
    try:
        file = open(path, "wb")  # noqa: SIM115 - closed below
    except FileNotFoundError:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        file = open(path, "wb")  # noqa: SIM115 - likewise
    with file:
        file.write(content)
