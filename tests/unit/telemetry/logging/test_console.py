"""Lines as people see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest

from taskcenter_monitor.telemetry.logging import configuration
from taskcenter_monitor.telemetry.logging.console import Colours, Console, Palette

STACK = 'Traceback (most recent call last):\n  File "a.py", line 1, in f\nValueError: no'


def shown(tmp_path: Path, *entries: dict[str, Any], palette: Palette | None = None) -> str:
    file = tmp_path / "out"
    with file.open("w") as stream:
        console = Console(stream, palette or Palette())
        console.write(
            [
                orjson.dumps(
                    {
                        "@timestamp": "2026-03-04T15:16:17.891+08:00",
                        "level": "info",
                        "caller": "task/run.py:42",
                        "service": "worker",
                        "component": "task",
                        **entry,
                    }
                )
                + b"\n"
                for entry in entries
            ]
        )
    return file.read_text()


def test_fields_stand_below_each_other_with_ids_and_the_place_behind_them(tmp_path: Path) -> None:
    text = shown(
        tmp_path,
        {"trace": "ab12", "content": "task done", "request_id": "r-1", "attempts": 3, "why": "a b"},
        {"level": "warn", "content": "任务已完成", "空": "", "last": [1, True, None]},
        {"component": "", "content": "x" * 45, "ok": True},
    )

    assert text == (
        "15:16:17.891 info  task           task done                                "
        "attempts=3 why='a b' request_id=r-1 trace=ab12 task/run.py:42\n"
        "15:16:17.891 warn  task           任务已完成                               "
        "空='' last=[1, True, None] task/run.py:42\n"
        "15:16:17.891 info                 xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx "
        "ok=True task/run.py:42\n"
    )


def test_a_stack_is_shown_in_its_lines(tmp_path: Path) -> None:
    entry = {"level": "error", "content": "failed", "error": "no", "error_type": "ValueError"}
    text = shown(tmp_path, {**entry, "stack": STACK})

    assert text.splitlines() == [
        f"15:16:17.891 error task           {'failed':40} task/run.py:42",
        *(f"  {line}" for line in STACK.splitlines()),
    ]


def test_the_stack_of_the_call_comes_before_that_of_the_exception(tmp_path: Path) -> None:
    text = shown(tmp_path, {"content": "x", "called_from": "Stack:\n  here", "stack": STACK})

    assert text.index("\n  Stack:\n    here\n") < text.index("\n  Traceback")


@pytest.mark.parametrize("name", ["exception", "stack", "exc_info", "called_from", "event"])
@pytest.mark.parametrize("value", [5, None, True, [1], {"a": 1}])
def test_a_field_of_any_name_and_type_is_a_field(tmp_path: Path, name: str, value: object) -> None:
    text = shown(tmp_path, {"content": "x", name: value}, {"content": "next", "n": 1})

    assert f" {name}={value!r} " in text
    assert text.splitlines()[1].endswith("n=1 task/run.py:42")


def test_a_line_that_cannot_be_shown_is_written_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "out"
    with file.open("w") as stream:
        console = Console(stream, Palette())
        console.write([b'["no entry"]\n', b'{"content":"x","n":1}\n', b"no json\n"])
        assert str(console) == str(file)
    first, second, third = file.read_text().splitlines()

    assert (first, third) == ('["no entry"]', "no json")
    assert second.endswith("n=1")


FORGED = "15:16:17.891 error pay            stolen"


@pytest.mark.parametrize(
    "entry",
    [
        {"content": f"x\n{FORGED}"},
        {"content": "x", "component": f"a\n{FORGED}"},
        {"content": "x", "field": f"a\n{FORGED}"},
        {"content": "x", f"a\n{FORGED}": 1},
        {"content": "x", "stack": f"Error: x\n{FORGED}"},
        {"content": f"x\u2028{FORGED}"},
    ],
)
def test_nobody_forges_a_line(tmp_path: Path, entry: dict[str, Any]) -> None:
    lines = shown(tmp_path, entry).splitlines()

    assert FORGED in "".join(lines)
    assert not any(line.startswith(FORGED[:12]) for line in lines[1:])


def test_nothing_turns_the_text_behind_it_around(tmp_path: Path) -> None:
    assert r"a\u202eb" in shown(tmp_path, {"content": "a\u202eb"})


def test_an_error_without_a_stack_is_a_field(tmp_path: Path) -> None:
    assert "error='not there'" in shown(tmp_path, {"content": "x", "error": "not there"})


def test_levels_have_colours(tmp_path: Path) -> None:
    text = shown(tmp_path, {"level": "error", "content": "failed", "a": 1}, palette=Colours())

    assert text == (
        "\x1b[2m15:16:17.891\x1b[0m \x1b[1;31merror\x1b[0m \x1b[34mtask          \x1b[0m "
        f"\x1b[1m{'failed':40}\x1b[0m \x1b[36ma\x1b[0m=1 \x1b[2mtask/run.py:42\x1b[0m\n"
    )
    levels = {
        level: shown(tmp_path, {"level": level, "content": ""}, palette=Colours())
        for level in ("debug", "info", "warn", "error", "fatal")
    }
    assert len({text.replace(level, "") for level, text in levels.items()}) == 5


@pytest.mark.parametrize("palette", [Palette(), Colours()])
def test_nothing_that_is_logged_steers_the_terminal(tmp_path: Path, palette: Palette) -> None:
    evil = "a\x1b]0;title\x07b\x9bc\rd"
    text = shown(
        tmp_path,
        {"content": evil, "component": evil, evil: evil, "inside": [evil], "stack": evil},
        palette=palette,
    )

    assert not set("\x07\x9b\r") & set(text)
    assert "\x1b]" not in text
    assert r"a\x1b]0;title\x07b\x9bc\x0dd" in text


@pytest.mark.parametrize(
    ("variables", "terminal", "colours"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_there_are_colours_on_a_terminal_for_who_wants_them(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], terminal: bool, colours: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdout.isatty", lambda: terminal)

    assert isinstance(configuration._palette(), Colours) == colours
