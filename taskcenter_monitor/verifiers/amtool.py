"""Has amtool check `alertmanager.yml` and the notification templates.

amtool stops at the first fault and does not say where it is. Then it is asked once more, about
every part of the file alone, all in one process. It never looks for secrets and certificates, so
nothing has to stand in for them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from taskcenter_monitor.diagnostics import Diagnostic, has_errors
from taskcenter_monitor.ir.artifact import Artifact
from taskcenter_monitor.verifiers.bench import Bench
from taskcenter_monitor.verifiers.complaints import Complaint, answered, faults, of_amtool
from taskcenter_monitor.verifiers.config_parts import of_alertmanager, of_template
from taskcenter_monitor.verifiers.findings import finding, silent, spread, unexplained
from taskcenter_monitor.verifiers.layout import ALERTMANAGER, ALERTMANAGER_CONFIG
from taskcenter_monitor.verifiers.parts import Part
from taskcenter_monitor.verifiers.process import Command, Finished, run

_TEMPLATE = re.compile(r"template: ([^:]+):(?=\d+:)")


def verify(artifacts: Sequence[Artifact], bench: Bench) -> tuple[Diagnostic, ...]:
    """All that amtool finds wrong. Raises EnvironmentFault when it cannot do its work."""
    mine = [artifact for artifact in artifacts if artifact.path.startswith(ALERTMANAGER)]
    config = next((artifact for artifact in mine if artifact.path == ALERTMANAGER_CONFIG), None)
    if config is None:
        return ()
    whole = Part(artifact=config, whole=config)
    templates = [artifact for artifact in mine if artifact.path.endswith(".tmpl")]
    finished, complaints = _asked([whole], templates, bench)
    said = [complaint for part, complaint in complaints if part is not None]
    found = [
        unexplained("amtool", complaint.text, finished)
        for part, complaint in complaints
        if part is None
    ]
    if said:
        found += _all_faults(config, templates, said, bench)
    if (finished.code or "SUCCESS" not in finished.out) and not has_errors(found):
        found.append(silent("amtool", finished, "did not accept the configuration"))
    return tuple(found)


def _all_faults(
    config: Artifact, templates: Sequence[Artifact], said: Sequence[Complaint], bench: Bench
) -> list[Diagnostic]:
    """Every fault, by asking about each part; `said` is what the whole has yielded."""
    paths = [template.path.removeprefix(ALERTMANAGER) for template in templates]
    loaders = [of_template(one, path) for one, path in zip(templates, paths, strict=True)]
    _, complaints = _asked([*of_alertmanager(config), *loaders], templates, bench)
    named = [(part, complaint) for part, complaint in complaints if part is not None]
    texts = [fault for complaint in said for fault in faults(complaint)]
    found = [pair for pair in named if pair[0].whole is config]
    in_config = [text for text in texts if not _TEMPLATE.match(text)]
    diagnostics = list(spread("amtool/config", config, in_config, found))
    for part, complaint in named:
        if part.whole is not config:
            text = _TEMPLATE.sub("line ", complaint.text)
            diagnostics.append(finding("amtool/template", text, part.whole.origin, part.whole))
    return diagnostics


def _asked(
    parts: Sequence[Part], templates: Sequence[Artifact], bench: Bench
) -> tuple[Finished, list[tuple[Part | None, Complaint]]]:
    """What amtool says, each complaint with the part that it is about."""
    paths = {part.artifact.path.removeprefix(ALERTMANAGER): part for part in parts}
    with bench.stage([*templates, *(part.artifact for part in parts)]) as folder:
        args = (bench.tool.path, "check-config", *paths)
        command = Command(args=args, folder=f"{folder}/{ALERTMANAGER}")
        (finished,) = run([command], bench.runtime)
    answered(bench.tool, finished, (0, 1))
    return finished, [(paths.get(one.path), one) for one in of_amtool(finished)]
