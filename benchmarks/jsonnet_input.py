"""Writes the generated part of a project as JSON, for jsonnet to compile.

It is what people wrote, key by key: jsonnet too has to read quantities, to ask the catalogue for
units and labels, and to write PromQL, labels, annotations, groups and runbooks. Only the YAML is
read for it, because jsonnet reads JSON several times faster.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml


def write(specs: Path, target: Path) -> None:
    """Reads the specs of a generated project and writes its components to a JSON file."""
    service = _document(specs / "service.yaml")
    components = [_document(path) for path in sorted(specs.glob("alerts/*-services-*.yaml"))]
    assert components, f"{specs} is no generated project"
    wanted = {alert["signal"] for one in components for alert in one["alerts"].values()}
    signals = _document(specs / "signals.yaml")["signals"]
    data = {
        "service": service["service"],
        "links": service["links"],
        "metrics": _document(specs / "metrics.yaml")["metrics"],
        "signals": {name: signals[name] for name in wanted},
        "components": components,
    }
    target.write_text(json.dumps(data, ensure_ascii=False, sort_keys=True), encoding="utf-8")


def _document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    return document


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
