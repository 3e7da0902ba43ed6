"""Whether jsonnet did the same job: `python -m benchmarks.same_rules OURS JSONNET`.

Compares every file of jsonnet with the one of the same name that tcmon has written: of a rule file
the group and all its rules, word for word but for white space in PromQL and the order of rules;
of a runbook all but the PromQL.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml


def differing(ours: Path, jsonnet: Path) -> list[str]:
    """The names of the files that do not hold the same rules."""
    rules, runbooks = sorted(jsonnet.glob("rules/*.yml")), sorted(jsonnet.glob("runbooks/*.md"))
    assert all((rules, runbooks)), f"jsonnet has not written everything into {jsonnet}"
    wrong = [
        path for path in rules if _group(path) != _group(ours / "prometheus" / "rules" / path.name)
    ]
    wrong += [path for path in runbooks if _words(path) != _words(ours / "runbooks" / path.name)]
    return [path.name for path in wrong]


def _words(runbook: Path) -> str:
    return runbook.read_text(encoding="utf-8").partition("## PromQL")[0]


def _group(path: Path) -> dict[str, Any]:
    (group,) = yaml.load(path.read_bytes(), yaml.CSafeLoader)["groups"]
    return {**group, "rules": sorted(map(_outline, group["rules"]))}


def _outline(rule: dict[str, Any]) -> str:
    return json.dumps({**rule, "expr": " ".join(rule["expr"].split())}, sort_keys=True)


if __name__ == "__main__":
    different = differing(Path(sys.argv[1]), Path(sys.argv[2]))
    sys.exit(f"tcmon and jsonnet differ in {', '.join(different)}" if different else 0)
