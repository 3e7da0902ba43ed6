"""Reads what promtool and amtool write, which is text for people in every version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from taskcenter_monitor.errors import CrashFault, EnvironmentFault
from taskcenter_monitor.verifiers.process import Finished
from taskcenter_monitor.verifiers.tools import Tool

_LINE = re.compile(r"\bline \d+: ")
_LIST = "yaml: unmarshal errors:\n"
_SUCCESS = re.compile(r"SUCCESS: (\d+) rules? found")
_CHECKED = re.compile(r"Checking '(.*)'  ((?s:.*))")
_FOUND = re.compile(r"(?:Found:| - .*| *SUCCESS)")
_FULL = re.compile(r"(?:no space left on device|disk quota exceeded)$")
_SUMMARY = re.compile(r"amtool: error: failed to validate \d+ file\(s\)")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What a tool finds wrong with a file; `path` is "" where it does not say which."""

    path: str
    text: str


def answered(tool: Tool, finished: Finished, codes: Collection[int]) -> Finished:
    """The same result, if it is an answer at all.

    Raises CrashFault when the tool has crashed, or did not understand how it was called.
    """
    last = (finished.err.strip() or finished.out.strip()).rpartition("\n")[2]
    usage = last.startswith(f"{tool.name}: error: ") and not _SUMMARY.fullmatch(last)
    if finished.code in codes and not usage:
        return finished
    first = (finished.err.strip() or finished.out.strip()).partition("\n")[0]
    raise CrashFault(
        f"{tool.path} gave up with exit code {finished.code} ({first or 'it says nothing'}); "
        "run it by hand, or install another version"
    )


def written(tool: Tool, finished: Finished, folder: str) -> Finished:
    """The same result, if the tool could write its own files in this folder.

    Raises EnvironmentFault when it says otherwise. promtool 2.42 panics then, with a reason or with
    a nil pointer, which tells nothing; 3 has all tests fail that come after.
    """
    for line in finished.err.splitlines():
        full = _FULL.search(line)
        if full and (line.startswith("panic: ") or f"{folder}/" in line):
            raise EnvironmentFault(
                f"{tool.name} cannot write in {folder}: {full[0]}; make room there, or set TMPDIR "
                "to a folder that has some"
            )
    return finished


def of_promtool(finished: Finished, paths: Collection[str]) -> Iterator[Complaint]:
    """All that promtool says about the files that it was given, besides that they are sound."""
    path = ""
    text: list[str] = []
    for line in [*finished.err.splitlines(), "FAILED:", *_unexpected(finished.out), ""]:
        said = line.strip().removeprefix("FAILED: ").removeprefix("parsing YAML file ")
        named, _, rest = said.partition(": ")
        begins = said in ("", "FAILED:") or "FAILED: " in line or named in paths
        if begins and text:
            yield Complaint(path, "\n".join(text))
            path, text = "", []
        if named in paths:
            path, text = named, [rest]
        elif said not in ("", "FAILED:"):
            text.append(line.rstrip() if text else said)


def of_amtool(finished: Finished) -> Iterator[Complaint]:
    """All that amtool says about the files that it was given, besides that they are sound."""
    for block in re.split(r"^(?=Checking ')", finished.out, flags=re.MULTILINE):
        checked = _CHECKED.match(block)
        path, text = (checked[1], checked[2]) if checked else ("", block)
        lines = (line for line in text.splitlines() if not _FOUND.fullmatch(line))
        said = "\n".join(line.strip() for line in lines if line.strip())
        if said:
            yield Complaint(path, said.removeprefix("FAILED: "))
    for line in finished.err.splitlines():
        if line.strip() and not _SUMMARY.fullmatch(line.strip()):
            yield Complaint("", line.strip())


def sound_rules(finished: Finished) -> int:
    """How many rules promtool has accepted."""
    return sum(int(count) for count in _SUCCESS.findall(finished.out))


def faults(complaint: Complaint) -> tuple[str, ...]:
    """The single faults of a complaint, without line numbers of generated files."""
    text = complaint.text
    texts = text.removeprefix(_LIST).split("\n") if text.startswith(_LIST) else [text]
    return tuple(_LINE.sub("", text).strip() for text in texts)


def _unexpected(out: str) -> Iterator[str]:
    """Lines of promtool's standard output that are neither progress nor success."""
    for line in out.splitlines():
        if line.strip() and not re.match(r"Checking |\s*SUCCESS: ", line):
            yield line
