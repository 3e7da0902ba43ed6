"""Loads a policy from its file, and again whenever that changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread, current_thread

from taskcenter_monitor.telemetry.policy.complaints import (
    MISSING,
    UNHEARD,
    Complaints,
    Log,
    Trouble,
)
from taskcenter_monitor.telemetry.policy.default import default_content
from taskcenter_monitor.telemetry.policy.document import Policy
from taskcenter_monitor.telemetry.policy.files import Source, create
from taskcenter_monitor.telemetry.policy.precedence import next_expiry
from taskcenter_monitor.telemetry.policy.reading import PolicyFault, read_policy

PACE = 0.5
"""Seconds between looks at the file; a look at one that has not changed takes 2 us."""
_GLANCE = 0.05
"""Seconds after which a file that is bad at the start is read again: it may be half written."""
_LAST = 2.0
"""Seconds that the thread may take to end."""


class Watcher:
    """Looks at the file twice a second; `apply` is given each new policy that is sound.

    It is given the same one again when an override of it has ended, or the clock was changed.

    `reloads` counts how often a policy was taken from the file after the start, and `failed` how
    often none could be, where what stays bad is counted once; both only grow. `sound` is False from
    the time when it is said that the file is bad, or not there, until it is good again.
    """

    def __init__(self, path: Path, apply: Callable[[Policy], None], log: Log = UNHEARD) -> None:
        self.path = path
        self.reloads = 0
        self.failed = 0
        self.sound = True
        self._apply = apply
        self._log = log
        self._source = Source(path)
        self._complaints = Complaints(path, log)
        self._policy = Policy()
        # Of the content that it was in.
        self._hash: int | None = None
        # From the one until the other moment levels and ratios stay as they are.
        self._steady: tuple[datetime, datetime | None] | None = None
        self._stopped = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Loads the policy now and watches it from then on. Without a file one is written."""
        refusal = self._create() if not os.path.lexists(self.path) else ""
        trouble = self._read()
        if trouble == MISSING:
            # Somebody named it, and would wait in vain for what is in it.
            self._count(self._complaints.say(replace(MISSING, why=refusal)))
        elif trouble is not None:
            time.sleep(_GLANCE)
            if self._read() == trouble:
                self._count(self._complaints.say(trouble))
        _followed.append(self)
        self._launch()

    def stop(self) -> None:
        """The policy that holds stays as it is, whatever becomes of the file."""
        thread, self._thread = self._thread, None
        self._stopped.set()
        _followed[:] = [one for one in _followed if one is not self]
        if thread is not None and thread is not current_thread():
            thread.join(_LAST)

    def forked(self) -> None:
        """In a new process, which has none of the threads of the old one."""
        if self._thread is not None and not self._thread.is_alive():
            # The thread may have been at work when the process was copied.
            self._source.forget()
            self._launch()

    def look(self) -> None:
        """What the thread does twice a second."""
        trouble = self._read()
        self._count(self._complaints.hear(trouble))
        self.sound = self.sound or trouble is None
        if self._steady is not None and _is_over(*self._steady):
            self._settle(self._policy)

    def continue_from(self, other: Watcher) -> None:
        """Counts go on where those of another one ended."""
        self.reloads += other.reloads
        self.failed += other.failed

    def _create(self) -> str:
        """Writes the default policy; why that cannot be."""
        try:
            create(self.path, default_content())
        except FileExistsError:
            return ""
        except OSError as error:
            return f", and cannot be written: {error.strerror or error}"
        return ""

    def _count(self, said: bool) -> None:
        if said:
            self.failed += 1
            self.sound = False

    def _read(self) -> Trouble | None:
        """Takes a new policy from the file; what is wrong with it where that cannot be."""
        try:
            content = self._source.read()
        except FileNotFoundError:
            return MISSING
        except OSError as error:
            return Trouble(error.strerror or str(error))
        except PolicyFault as fault:
            return Trouble(str(fault))
        return self._complaints.latest if content is None else self._take(content)

    def _take(self, content: bytes) -> Trouble | None:
        found, before = hash(content), self._hash
        if found == before:
            return None
        try:
            policy = read_policy(content)
            self._settle(policy)
        except PolicyFault as fault:
            return Trouble(str(fault), found)
        except Exception as error:  # noqa: BLE001 - the start of a service does not fail for it
            return Trouble(f"{type(error).__name__}: {error}", found)
        self._policy, self._hash = policy, found
        if not policy.redaction.keys and not policy.redaction.patterns:
            self._log.warn("telemetry policy hides nothing", file=str(self.path))
        if before is not None:
            self.reloads += 1
            self._log.info("telemetry policy taken", file=str(self.path))
        return None

    def _settle(self, policy: Policy) -> None:
        now = datetime.now(UTC)
        overridden = policy.overrides or policy.tracing.overrides
        self._steady = (now, next_expiry(policy, now)) if overridden else None
        self._apply(policy)

    def _launch(self) -> None:
        self._stopped = Event()
        self._thread = Thread(
            target=self._run, args=(self._stopped,), name="telemetry-policy", daemon=True
        )
        self._thread.start()

    def _run(self, stopped: Event) -> None:
        while not stopped.wait(PACE):
            try:
                self.look()
            except Exception:  # noqa: BLE001 - a thread that ended would follow no change any more
                self._log.error("telemetry policy cannot be followed", exc_info=True)


def _is_over(since: datetime, until: datetime | None) -> bool:
    """Whether a time is over, or has not begun by a clock that was set back."""
    now = datetime.now(UTC)
    return now < since or (until is not None and now >= until)


_followed: list[Watcher] = []


def _forked() -> None:
    # A thread looks for the first time after half a second: by then all locks are new.
    for watcher in tuple(_followed):
        watcher.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)
