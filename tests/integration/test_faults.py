"""Every fault of people, on the real command: where, what, what to do, and nothing is written."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.frozen import FROZEN

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests/cases/faults").glob("*.yaml"))
HEAD = re.compile(r"(?m)^(?=\S+?:\d+:\d+: (?:error|warning|note)\[)")
TALLY = re.compile(r"(?m)^\d+ errors?(?:, \d+ warnings?)? in \d+ files?$")

Case = Mapping[str, Any]


def tcmon(folder: Path, out: Path, arguments: Sequence[str] = ()) -> tuple[int, str]:
    command = [str(Path(sys.executable).with_name("tcmon")), "build", "--specs", "specs"]
    done = subprocess.run(
        [*command, "--out", str(out), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the frozen specs and what a good build made of them."""
    folder = tmp_path_factory.mktemp("good")
    shutil.copytree(FROZEN, folder / "specs")
    code, said = tcmon(folder, folder / "build")
    assert code == 0, said
    return folder


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_fault_is_shown_and_nothing_is_written(path: Path, good: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text("utf-8"))
    shutil.copytree(good / "specs", tmp_path / "specs")
    for edit in case["edits"]:
        apply(edit, tmp_path / "specs")
    before = snapshot(good / "build")
    arguments = ["--env", case["environment"]] if "environment" in case else []

    code, said = tcmon(tmp_path, good / "build", arguments)

    assert "Traceback" not in said
    expected = [described(fault, tmp_path / "specs") for fault in case["faults"]]
    errors = [block for block in blocks(said) if ": error[" in block.partition("\n")[0]]
    assert errors[: len(expected)] == expected
    assert len(errors) == case.get("count", len(expected))
    assert code == 1
    assert snapshot(good / "build") == before
    assert [entry.name for entry in tmp_path.iterdir() if entry.name == "build"] == []


def test_every_fault_of_people_has_a_case() -> None:
    assert len(CASES) >= 28


def apply(edit: Mapping[str, Any], specs: Path) -> None:
    """Makes one edit of a case."""
    if "link" in edit:
        (specs / edit["link"]).symlink_to(edit["to"])
        return
    if "remove" in edit:
        (specs / edit["remove"]).unlink()
        return
    path = specs / edit["file"]
    path.parent.mkdir(exist_ok=True)
    if "old" in edit:
        text = path.read_text("utf-8")
        assert edit["old"] in text
        path.write_text(text.replace(edit["old"], edit["new"], 1), "utf-8", newline="")
    elif "latin1" in edit:
        path.write_text(edit["latin1"], "latin-1")
    elif "size" in edit:
        path.write_bytes(b"#" * edit["size"])
    else:
        path.write_text(edit["text"], "utf-8")


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """The bytes of every file, and when it was written."""
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def blocks(said: str) -> list[str]:
    """Each diagnostic with its lines, without what was printed around them."""
    return [TALLY.sub("", block).rstrip("\n") for block in HEAD.split(said)[1:]]


def described(fault: Case, specs: Path) -> str:
    """A fault as the command prints it."""
    line, column, source, length = place_of(fault, specs)
    check, _, message = fault["says"].partition(" ")
    shown = [f"specs/{fault['file']}:{line}:{column}: error[{check}] {message}"]
    if source.strip():
        before = source[: column - 1].expandtabs(4)
        under = len(source[: column - 1 + length].expandtabs(4)) - len(before)
        shown.append(f"{line:>4} | {visible(fault.get('shown', source))}")
        shown.append(f"     | {' ' * len(before)}{'^' * under}")
    if "help" in fault:
        shown.append(f"  help: {fault['help']}")
    return "\n".join(shown)


def visible(source: str) -> str:
    """The line as it is shown: what a terminal might obey is replaced."""
    return re.sub(r"[\x00-\x1f]", "\ufffd", source.expandtabs(4))


def place_of(fault: Case, specs: Path) -> tuple[int, int, str, int]:
    """Line, column, the whole line and the length of what stands between « and »."""
    before, _, rest = fault["at"].partition("«")
    marked, _, after = rest.partition("»")
    if not fault["at"].strip("«»"):
        return 1, 1, "", 1
    text = (specs / fault["file"]).read_text("utf-8", errors="replace")
    assert text.count(before + marked + after) == 1
    start = text.index(before + marked + after) + len(before)
    first = text.rfind("\n", 0, start) + 1
    line = text.count("\n", 0, start) + 1
    return line, start - first + 1, text[first:].partition("\n")[0], len(marked)
