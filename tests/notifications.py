"""What people are sent for the frozen specs; `make golden` writes it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from taskcenter_monitor.live.notifications.rendering import Message, Rendered, render
from taskcenter_monitor.live.notifications.situations import EACH
from taskcenter_monitor.pipeline import Compiled, compile_specs
from taskcenter_monitor.proving import Subject, material
from taskcenter_monitor.workspace.reading import Folder
from tests.frozen import frozen_files
from tests.toolchains import TOOLCHAINS, Toolchain
from tests.versions import VERSIONS, specs_for

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
GOLDEN = ROOT / "tests" / "golden" / "notifications"
SHOWN = 2
"""Alerts of a webhook's payload that are shown; the others look the same."""
MOST_LINES, END_LINES = 80, 10
"""Lines of one text that are kept, and how many of them from its end."""
LONG = 400
"""Characters from which on a text that another receiver was sent too is not repeated."""

CHANNELS = """\
  chat:
    - wecom_app: {corp_id: ww1, agent_id: "1000002", api_secret_file: /run/secrets/a, to_party: "2"}
    - discord: {webhook_url_file: /run/secrets/b}
    - teams: {webhook_url_file: /run/secrets/c}
"""
_TIMES = re.compile(
    r"(?!0001)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?(?:[+-]|&#43;)\d\d:\d\d)"
)
_PAYLOAD = (
    "version", "status", "groupLabels", "commonLabels", "commonAnnotations", "truncatedAlerts",
    "alerts",
)  # fmt: skip
_ALERT = ("status", "labels", "annotations", "startsAt", "endsAt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Specs whose messages are kept, for these receivers (all if there are none)."""

    name: str
    receivers: tuple[str, ...] = ()
    locales: str = "zh-CN, en"
    newest: bool = False

    def specs(self) -> dict[str, bytes]:
        """The frozen specs, edited."""
        files = specs_for(VERSIONS["3.x-latest"]) if self.newest else frozen_files()
        replace(files, "service.yaml", "locales: [zh-CN, en]", f"locales: [{self.locales}]")
        if self.newest:
            replace(files, "routing.yaml", "  chat:\n", CHANNELS)
        return files


CASES = (
    Case(name="bilingual"),
    Case(name="chinese", receivers=("second-channels", "pager"), locales="zh-CN"),
    Case(name="english", receivers=("second-channels", "pager"), locales="en"),
    Case(name="newest", receivers=("chat", "pager"), newest=True),
)


def replace(files: dict[str, bytes], name: str, old: str, new: str) -> None:
    """Edits a spec; what is replaced must stand there once."""
    text = files[name].decode()
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    files[name] = text.replace(old, new).encode()


def shipped_templates() -> dict[str, bytes]:
    """Every template by its path."""
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_bytes()
        for path in sorted(TEMPLATES.rglob("*.j2"))
    }


def compiled(specs: dict[str, bytes], templates: dict[str, bytes]) -> Compiled:
    """Specs without any fault, compiled."""
    found = compile_specs(
        Folder(name="specs", files=specs),  # type: ignore[arg-type]
        Folder(name="templates", files=templates),  # type: ignore[arg-type]
        None,
        lambda _: None,
        lambda _: None,
    )
    assert found.monitoring is not None, found.located(found.diagnostics)
    return found


@lru_cache(maxsize=1)
def rendered(case: Case, toolchain: Toolchain) -> Rendered:
    """All that is sent in a case."""
    found = compiled(case.specs(), shipped_templates())
    return render(material(subject(found)), toolchain.runtime())


def subject(found: Compiled) -> Subject:
    """The same as the proofs want it."""
    assert found.monitoring is not None
    return Subject(monitoring=found.monitoring, artifacts=(), templates=found.templates)


def toolchains(case: Case) -> Sequence[Toolchain]:
    """Those that know everything in the specs of a case."""
    return [each for each in TOOLCHAINS if not case.newest or each.name == "latest"]


def files(case: Case, sent: Rendered) -> dict[str, str]:
    """`<case>/<receiver>/<situation>.txt` and `.html` to what was sent, as people can read it."""
    made: dict[str, str] = {}
    seen: dict[tuple[str, str], str] = {}
    for message in sent.messages:
        probe = message.probe
        wanted = not case.receivers or probe.receiver.name in case.receivers
        if wanted and probe.situation.name != EACH:
            ended = "-resolved" if message.resolved else ""
            path = f"{case.name}/{probe.receiver.name}/{probe.situation.name}{ended}"
            for ending, text in _parts(message, path, seen):
                made[f"{path}{ending}"] = made.get(f"{path}{ending}", "") + text
    return made


def golden_files() -> Iterator[tuple[str, str]]:
    """The same as it is committed."""
    for path in sorted(GOLDEN.rglob("*.*")):
        yield path.relative_to(GOLDEN).as_posix(), path.read_text("utf-8")


def _parts(
    message: Message, path: str, seen: dict[tuple[str, str], str]
) -> Iterator[tuple[str, str]]:
    """Endings of files with what one message adds to them."""
    lines = [f"=== {message.probe.channel.name}"]
    for name, raw in message.fields:
        text = _payload(raw) if name == "payload" else raw
        text = _shortened(_TIMES.sub("<time>", text).rstrip())
        first = seen.setdefault((name, text), path)
        if len(text) > LONG and first != path:
            lines.append(f"{name}: as in {first}")
        elif name == "html":
            yield ".html", text + "\n"
        elif name != "longest line":
            lines.append(f"{name}:\n{text}" if "\n" in text else f"{name}: {text}".rstrip())
    yield ".txt", "\n".join(lines) + "\n\n"


def _shortened(text: str) -> str:
    """Of a long text the beginning and the end: thirty alerts look alike."""
    lines = text.splitlines()
    left_out = len(lines) - MOST_LINES
    if left_out <= 0:
        return text
    return "\n".join(
        [*lines[:-END_LINES][:-left_out], f"… {left_out} lines …", *lines[-END_LINES:]]
    )


def _payload(text: str) -> str:
    """What bridges read, without what every Alertmanager adds of its own."""
    payload = json.loads(text)
    alerts = [{name: one[name] for name in _ALERT} for one in payload["alerts"]]
    payload["alerts"] = alerts[:SHOWN]
    if len(alerts) > SHOWN:
        payload["alerts"].append(f"{len(alerts) - SHOWN} more")
    return json.dumps(
        {name: payload[name] for name in _PAYLOAD}, ensure_ascii=False, indent=1, sort_keys=True
    )


def main() -> None:
    """Write the golden files anew; `git diff` shows what has changed."""
    for case in CASES:
        for toolchain in toolchains(case)[-1:]:
            shutil.rmtree(GOLDEN / case.name, ignore_errors=True)
            for name, text in files(case, rendered(case, toolchain)).items():
                path = GOLDEN / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
