"""Compiles a project with jsonnet: `python -m benchmarks.jsonnet_build ENGINE DATA OUT`.

The program is `jsonnet_program/main.jsonnet`; each key of what it yields becomes a file, as with
`jsonnet -m`. It makes rules and runbooks and nothing else: no routing, no checks, no places.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

PROGRAM = Path(__file__).parent / "jsonnet_program"
ENGINES = {"go": "_gojsonnet", "rust": "rjsonnet"}
"""go-jsonnet and jrsonnet, by the modules of their packages gojsonnet and rjsonnet."""


def build(engine: str, data: str, out: str) -> None:
    """Writes the rules and runbooks of a project."""
    program = f"(import 'main.jsonnet')(import '{Path(data).resolve()}')"
    evaluate = import_module(ENGINES[engine]).evaluate_snippet
    files = json.loads(evaluate("build", program, jpathdir=str(PROGRAM)))
    folder = Path(out)
    for part in ("rules", "runbooks"):
        (folder / part).mkdir(parents=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    build(*sys.argv[1:])
