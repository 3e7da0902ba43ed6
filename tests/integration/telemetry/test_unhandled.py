"""Exceptions that nobody handles, in real processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import Program

pytestmark = pytest.mark.slow

RAISES = """
def fails():
    raise ValueError("nobody expects it")
"""


def test_one_of_the_main_thread_is_fatal_and_python_prints_it_as_ever(tmp_path: Path) -> None:
    program = Program(tmp_path, f"{RAISES}\nbegin()\nfails()")
    status, _, complained = program.ended()
    [line] = program.lines
    assert status == 1
    assert (line["level"], line["content"]) == ("fatal", "unhandled exception")
    assert (line["error"], line["error_type"]) == ("nobody expects it", "ValueError")
    assert "in fails" in line["stack"]
    # Where it was raised, and not where it was logged.
    assert line["caller"].endswith(f"program.py:{line_of(program, 'raise ValueError')}")
    assert complained.count("Traceback") == 1


def line_of(program: Program, text: str) -> int:
    lines = program.file.with_suffix(".py").read_text("utf-8").splitlines()
    [number] = [number for number, line in enumerate(lines, 1) if text in line]
    return number


def test_it_is_not_on_the_console_twice(tmp_path: Path) -> None:
    program = Program(tmp_path, f"{RAISES}\nbegin(file=None, console='json')\nfails()")
    status, said, complained = program.ended()
    assert (status, complained) == (1, "")
    assert said.count("nobody expects it\n") == 0
    assert said.count("unhandled exception") == 1


def test_the_hook_of_somebody_else_is_called_all_the_same(tmp_path: Path) -> None:
    hooks = """
sys.excepthook = lambda kind, error, trace: print("main", kind.__name__)
threading.excepthook = lambda args: print("thread", args.exc_type.__name__)
sys.unraisablehook = lambda args: print("nobody", args.exc_type.__name__)
"""
    source = """
begin(file=None, console="json")
thread = threading.Thread(target=fails, name="poller")
thread.start()
thread.join()
class Fails:
    def __del__(self): fails()
Fails()
fails()
"""
    program = Program(tmp_path, RAISES + hooks + source)
    status, said, complained = program.ended()
    assert (status, complained) == (1, "")
    assert [line for line in said.splitlines() if not line.startswith("{")] == [
        f"{who} ValueError" for who in ("thread", "nobody", "main")
    ]


def test_those_of_a_thread_and_of_nobody_are_errors(tmp_path: Path) -> None:
    program = Program(
        tmp_path,
        f"""{RAISES}
begin()
thread = threading.Thread(target=fails, name="poller")
thread.start()
thread.join()
class Fails:
    def __del__(self): fails()
Fails()
threading.Thread(target=sys.exit).start()
""",
    )
    status, _, complained = program.ended()
    assert status == 0
    thread, nobody = program.lines
    assert (thread["level"], thread["thread"]) == ("error", "poller")
    assert (nobody["level"], nobody["content"]) == ("error", "exception ignored")
    assert nobody["where"] == "Fails.__del__"
    assert complained.count("Traceback") == 2


@pytest.mark.parametrize("end", ["sys.exit(0)", "signal.raise_signal(signal.SIGINT)"])
def test_what_is_no_failure_is_no_record(tmp_path: Path, end: str) -> None:
    program = Program(tmp_path, f"begin()\n{end}")
    program.ended()
    assert program.lines == []


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
@pytest.mark.parametrize("made", ["Process(target=fails)", "Own()"])
def test_that_of_a_process_of_multiprocessing_is_fatal(
    tmp_path: Path, method: str, made: str
) -> None:
    program = Program(
        tmp_path,
        f"""
import multiprocessing
{RAISES}
begin()
context = multiprocessing.get_context("{method}")
class Own(context.Process):
    def run(self): fails()
if __name__ == "__main__":
    child = {made.replace("Process", "context.Process")}
    child.start()
    child.join()
    sys.exit(child.exitcode)
""",
    )
    assert program.ended()[0] == 1
    [line] = program.lines
    assert (line["level"], line["error"]) == ("fatal", "nobody expects it")
