"""How many processors this process may use: go_sched_gomaxprocs_threads of a Go service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def processors(root: Path = _ROOT, own: Path = _OWN) -> float:
    """The CPU quota of the container, a fraction too, or the cores that the system lets it use."""
    return min([float(_cores()), *_quotas(root, own)])


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return os.cpu_count() or 1


def _quotas(root: Path, own: Path) -> Iterator[float]:
    """Of the groups that the process is in; none where there is no limit, or nothing to read."""
    for folder in _groups(root, own):
        # cgroup 2: `max 100000` or `200000 100000`, microseconds of each period.
        yield from _share(_words(folder / "cpu.max"))
        # cgroup 1: the same in two files, -1 where there is no limit.
        quota = _words(folder / "cpu.cfs_quota_us")
        yield from _share([*quota, *_words(folder / "cpu.cfs_period_us")])


def _groups(root: Path, own: Path) -> Iterator[Path]:
    yield root
    yield root / "cpu"
    for line in _words(own):
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        base = root if not controllers else root / "cpu"
        if not controllers or "cpu" in controllers.split(","):
            inner = base / path.lstrip("/")
            yield inner
            yield from (parent for parent in inner.parents if base in parent.parents)


def _words(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", "replace").split()
    except OSError:
        return []


def _share(numbers: list[str]) -> Iterator[float]:
    try:
        quota, period = map(int, numbers)
    except ValueError:
        return
    if quota > 0 and period > 0:
        yield quota / period
