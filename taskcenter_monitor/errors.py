"""Faults of the environment: not of the specs, and not bugs."""

from __future__ import annotations


class EnvironmentFault(Exception):
    """Something outside the specs stops the run: a tool, a folder, a disk.

    The message is one sentence that says what to do; the command exits with 3.
    """


class ToolFault(EnvironmentFault):
    """A tool is missing, too old or does not work; a command that can do without says how.

    That goes behind the message, as one more thing to do.
    """


class CrashFault(ToolFault):
    """A tool ended without an answer; whoever gave it a folder may know why."""


class UsageFault(Exception):
    """The command was called in a way that cannot work; the command exits with 2."""
