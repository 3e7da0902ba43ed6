"""What `tcmon validate` does with promtool: `python -m benchmarks.tools_part PROMTOOL OUT`.

Reads the rule files of an output and hands them to the verifier, which stages them, starts its
processes and reads their answers. Loading, checking and compiling are no part of it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from taskcenter_monitor.diagnostics import Origin
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers import verify
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.verifiers.tools import identify


def main(promtool: str, out: str) -> int:
    """The exit code: 1 where promtool finds anything wrong."""
    runtime = Runtime(environment=os.environ, jobs=os.cpu_count() or 1)
    (tool,) = identify({"promtool": promtool}, runtime)
    found = verify(_artifacts(Path(out)), Bench(tool=tool, runtime=runtime, stage=_staged))
    for diagnostic in found[:10]:
        print(diagnostic)
    return 1 if found else 0


def _artifacts(out: Path) -> list[Artifact]:
    paths = sorted((out / "prometheus" / "rules").glob("*.yml"))
    return [_artifact(path.relative_to(out).as_posix(), path.read_text("utf-8")) for path in paths]


def _artifact(path: str, text: str) -> Artifact:
    rules = text.count("\n      - record: ") + text.count("\n      - alert: ")
    origin = Origin("specs")
    origins = tuple((f"rule {number + 1}", origin) for number in range(rules))
    return Artifact(path=path, text=text, origin=origin, origins=origins)


@contextmanager
def _staged(artifacts: Sequence[Artifact]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        for artifact in artifacts:
            path = Path(folder) / artifact.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artifact.text, encoding="utf-8")
        yield folder


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
