"""Programs that make spans, in processes of their own, and a real receiver for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.otlp import RECEIVERS, Protocol, Receiver
from tests.programs import Program

TRACED = """
from taskcenter_monitor.telemetry import tracing

def trace(**options):
    begin()
    given = {"endpoint": sys.argv[2], "protocol": sys.argv[3], **options}
    tracing.configure("program", **given)

def work(count, name="work"):
    for n in range(count):
        with tracing.span(name, {"n": n, "pid": os.getpid()}):
            pass
"""


@contextmanager
def receiving(protocol: Protocol = "http") -> Iterator[Receiver]:
    with RECEIVERS[protocol]() as receiver:
        yield receiver


def started(folder: Path, receiver: Receiver, source: str, *arguments: str) -> Program:
    """Runs a program with `trace` and `work`; what else it is given begins at `sys.argv[4]`."""
    protocol = next(name for name, kind in RECEIVERS.items() if isinstance(receiver, kind))
    return Program(folder, TRACED + source, receiver.endpoint, protocol, *arguments)


def ended_well(program: Program) -> None:
    status, program.said, complained = program.ended()
    assert (status, complained) == (0, "")


def numbers(receiver: Receiver, name: str = "work") -> list[int]:
    """Of the spans of a name, in order of their numbers."""
    return sorted(span.attributes["n"] for span in receiver.named(name))
