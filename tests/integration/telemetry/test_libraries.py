"""Libraries and existing code in real processes, with the real console."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.integration.telemetry.lines import environment, run

pytestmark = pytest.mark.slow

SETUP = """\
from taskcenter_monitor.telemetry.logging import configure, get_logger
configure("worker", console="json")
"""


def written(folder: Path, script: str) -> list[dict[str, Any]]:
    """The lines of a script that has nothing else to say."""
    done = run(folder, script)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("echo", ["False", "True", "'debug'"])
def test_sqlalchemy_is_heard_once_whether_or_not_it_echoes(tmp_path: Path, echo: str) -> None:
    lines = written(
        tmp_path,
        SETUP
        + f"""
import sqlalchemy
engine = sqlalchemy.create_engine("sqlite://", echo={echo}, echo_pool={echo})
with engine.connect() as connection:
    connection.execute(sqlalchemy.text("select :number"), {{"number": 7}}).all()
get_logger("task").info("done")
""",
    )

    said = Counter(entry["content"] for entry in lines)
    # With `debug` its INFO is shown as well: the level of the policy is INFO.
    assert said["select ?"] == (0 if echo == "False" else 1)
    assert set(said.values()) == {1}
    assert lines[-1]["content"] == "done"
    for entry in lines[:-1]:
        assert entry["component"].startswith("sqlalchemy.")
        assert entry["caller"].split("/")[0] in ("engine", "pool")


def test_a_task_that_nobody_waited_for_warnings_and_opentelemetry(tmp_path: Path) -> None:
    lines = written(
        tmp_path,
        SETUP
        + """
import asyncio, gc, warnings
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider

async def fail():
    raise LookupError("gone")

async def main():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0.01)
    del task
    gc.collect()

asyncio.run(main())
warnings.warn("old way", DeprecationWarning)
trace.set_tracer_provider(TracerProvider())
trace.set_tracer_provider(TracerProvider())
""",
    )

    lost, old, provider = lines
    assert (lost["component"], lost["level"], lost["error_type"]) == (
        "asyncio",
        "error",
        "LookupError",
    )
    assert lost["content"].startswith("Task exception was never retrieved")
    assert 'raise LookupError("gone")' in lost["stack"]
    assert (old["component"], old["content"]) == ("py.warnings", "old way")
    assert old["caller"].split("/")[-1].startswith("script.py:")
    assert provider["component"] == "opentelemetry.trace"


def test_existing_code_that_configures_logging_itself(tmp_path: Path) -> None:
    lines = written(
        tmp_path,
        """
import logging, logging.config, logging.handlers, queue, sys
logging.basicConfig(stream=sys.stdout, level=logging.DEBUG, format="%(message)s")
log = logging.getLogger("before")
log.addHandler(logging.StreamHandler())
"""
        + SETUP
        + """
import structlog
log.info("one")
logging.LoggerAdapter(log, {"job": 7}).info("two")
logging.config.dictConfig({
    "version": 1, "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"app": {"handlers": ["console"], "propagate": False}},
})
logging.getLogger("app.part").info("three")
waiting = queue.Queue()
listener = logging.handlers.QueueListener(waiting, *logging.getLogger().handlers)
listener.start()
far = logging.getLogger("far")
far.addHandler(logging.handlers.QueueHandler(waiting))
far.propagate = False
far.warning("four %s", "times")
listener.stop()
structlog.get_logger("struct").info("five")
logging.basicConfig(force=True)
logging.info("six")
log.debug("unheard: the policy says so, whatever the application had")
""",
    )

    assert [(entry["component"], entry["content"]) for entry in lines] == [
        ("before", "one"),
        ("before", "two"),
        ("app.part", "three"),
        ("far", "four times"),
        ("struct", "five"),
        ("root", "six"),
    ]
    assert lines[1]["job"] == 7


def test_what_is_heavy_and_not_always_needed_is_not_imported(tmp_path: Path) -> None:
    # How long an import takes `python -m benchmarks.logging` measures.
    heavy = ("gunicorn", "uvicorn", "sqlalchemy", "rapidfuzz", "logging.config", "asyncio")
    exporting = ("prometheus_client", "opentelemetry.instrumentation", "opentelemetry.sdk")
    done = run(
        tmp_path,
        "import sys\nimport structlog\nbefore = set(sys.modules)\n"
        "def added(*names): return [n for n in names if n in sys.modules and n not in before]\n"
        "import taskcenter_monitor.telemetry.logging as logging\n"
        "import taskcenter_monitor.telemetry.testing\n"
        f"print(added(*{heavy}, *{exporting}))\n"
        "logging.configure('svc')\n"
        f"print(added(*{heavy}, *{exporting}))\n",
    )

    assert done.stdout == "[]\n['prometheus_client']\n"


def on_a_terminal(folder: Path, script: str, **variables: str) -> str:
    (folder / "script.py").write_text(script)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "script.py"],
        cwd=folder,
        env=environment(folder, TERM="xterm", **variables),
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    seen = b""
    try:
        while part := os.read(ours, 65_536):
            seen += part
    except OSError:
        # How Linux says that nobody has the other end any more.
        pass
    finally:
        os.close(ours)
        process.wait(60)
    return seen.decode().replace("\r\n", "\n")


SHOWN = """
import logging
from taskcenter_monitor.telemetry.logging import configure
configure("worker")
log = logging.getLogger("task")
log.warning("任务 %s", "重试", extra={"attempts": 3})
try:
    raise LookupError("gone")
except LookupError:
    log.exception("failed")
"""


def test_people_see_colours_and_stacks_on_a_terminal(tmp_path: Path) -> None:
    warned, failed, *stack = on_a_terminal(tmp_path, SHOWN).splitlines()

    assert "\x1b[33mwarn \x1b[0m" in warned
    assert "任务 重试" in warned
    assert "attempts\x1b[0m=3" in warned
    assert "\x1b[1;31merror\x1b[0m" in failed
    assert stack[0] == "  Traceback (most recent call last):"
    assert stack[-1] == "  LookupError: gone"


def test_people_who_want_none_see_no_colours(tmp_path: Path) -> None:
    seen = on_a_terminal(tmp_path, SHOWN, NO_COLOR="1")

    assert "\x1b" not in seen
    assert " warn  task           任务 重试" in seen
