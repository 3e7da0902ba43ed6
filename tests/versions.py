"""What the frozen specs yield for the oldest and the newest servers; `make golden` writes it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from taskcenter_monitor import checks
from taskcenter_monitor.compiler import compile_project
from taskcenter_monitor.emitters import TARGETS, emit
from taskcenter_monitor.spec.loading import load
from taskcenter_monitor.templating import Templates
from tests.frozen import frozen_files

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "versions"

VERSIONS = {
    "2.42-0.25": {"prometheus": "2.42", "alertmanager": "0.25"},
    "3.x-latest": {"prometheus": "3.16", "alertmanager": "0.35"},
}
"""A folder of golden files to the versions that `service.yaml` names there."""


def specs_for(versions: Mapping[str, str]) -> dict[str, bytes]:
    """The frozen specs, naming these versions."""
    files = frozen_files()
    service = files["service.yaml"].decode()
    for server, version in versions.items():
        service, count = re.subn(rf'(?m)^  {server}: ".+"$', f'  {server}: "{version}"', service)
        assert count == 1, f"service.yaml names {server} {count} times"
    return {**files, "service.yaml": service.encode()}


def output_of(specs: Mapping[str, bytes]) -> dict[str, str]:
    """Every file for Prometheus and Alertmanager: path to text."""
    loaded = load(specs, "specs", None)
    assert loaded.project is not None, loaded.diagnostics
    found = [*loaded.diagnostics, *checks.run(loaded.project)]
    templates = Templates(
        {
            path.relative_to(ROOT / "templates").as_posix(): path.read_text("utf-8")
            for path in (ROOT / "templates").rglob("*.j2")
        }
    )
    monitoring, faults = compile_project(loaded.project, templates.promql, templates.render)
    assert [*found, *faults] == []
    artifacts = emit(monitoring, templates.render, set(TARGETS) - {"runbooks", "deployment"})
    return {artifact.path: artifact.text for artifact in artifacts}


def side_by_side() -> dict[str, str]:
    """The files that are not the same for all versions: `<versions>/<path>` to text."""
    outputs = {name: output_of(specs_for(versions)) for name, versions in VERSIONS.items()}
    paths = {path for output in outputs.values() for path in output}
    return {
        f"{name}/{path}": output[path]
        for path in sorted(paths)
        if len({output.get(path) for output in outputs.values()}) > 1
        for name, output in outputs.items()
        if path in output
    }


def golden_files() -> Iterator[tuple[str, str]]:
    """The same as it is committed."""
    for path in sorted(GOLDEN.rglob("*")):
        if path.is_file():
            yield path.relative_to(GOLDEN).as_posix(), path.read_text("utf-8")


def main() -> None:
    """Write the golden files anew; `git diff` shows what has changed."""
    shutil.rmtree(GOLDEN, ignore_errors=True)
    for name, text in side_by_side().items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
