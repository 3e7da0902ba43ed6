"""How a process begins, forks and ends without losing a line.

What is written, by the way a process ends:

- the end of the interpreter, `sys.exit`, an exception, Ctrl-C: all, also what later callbacks of
  atexit and `__del__` log
- SIGTERM and SIGHUP that nobody handles: all
- SIGTERM and SIGHUP with a handler that was there before `configure`: all; it runs after all has
  been written, and from then on each call returns when its line is written. After SIGHUP that ends
  with the handler, for a process that is told to reload goes on
- the same with a handler that was set after `configure`: we do not see the signal. All is written
  where the process then ends in a way named above; a handler that ends it by `os._exit`, or by the
  default action of the signal, has to call `flush` first
- a fork: what was logged before is the parent's and is written before the fork; processes of
  multiprocessing write all when they end
- `os._exit`, SIGKILL, a crash of the interpreter: all but the last 10 ms and what the outlet is
  behind; `flush` before an `os._exit` leaves nothing

An outlet that does not take lines delays an end by `LAST` seconds and a fork by twice `GRACE` at
most; what is lost then is said on standard error.
"""

from __future__ import annotations

from taskcenter_monitor.telemetry.carrying import carry
from taskcenter_monitor.telemetry.logging import exceptions, signals
from taskcenter_monitor.telemetry.logging.processes import LAST
from taskcenter_monitor.telemetry.logging.stream import Stream

__all__ = ["LAST", "install"]


def install(stream: Stream) -> None:
    """Hooks into exceptions that nobody handles, into signals, and into threads; once a process.

    The end of the interpreter and forks are those of every stream, configured or not.
    """
    stream.writer.resume()
    carry()
    exceptions.install(stream)
    signals.install(stream)
