"""The folder in which a benchmark works: generated projects, their outputs, and the tools."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.runner import PYTHON, ROOT, TCMON, Command, once, say
from benchmarks.specs import SHIPPED, Size


@dataclass(frozen=True, slots=True)
class Bench:
    """Makes commands on projects below a folder.

    Whatever needs much memory runs in a process of its own: a child's peak counts from that of
    its parent.
    """

    folder: Path

    def specs(self, size: Size) -> Path:
        """The specs of a generated project, made when first asked for."""
        specs = self.folder / f"{size.alerts}-{size.readers}-{size.tests}"
        if not specs.exists():
            say(f"generating {size.alerts} alert specs")
            sizes = (str(size.alerts), str(size.readers), size.tests)
            self._python("benchmarks.specs", str(specs), *sizes)
        return specs

    def jsonnet(self, size: Size) -> Path:
        """What jsonnet compiles of a project."""
        data = self.folder / f"{size.alerts}-{size.readers}.json"
        if not data.exists():
            self._python("benchmarks.jsonnet_input", str(self.specs(size)), str(data))
        return data

    def untested(self) -> Path:
        """The shipped specs, whose tests are run and not written."""
        specs = self.folder / "untested"
        if not specs.exists():
            shutil.copytree(SHIPPED, specs)
            with (specs / "service.yaml").open("a", encoding="utf-8") as service:
                service.write("rule_tests: run\n")
        return specs

    def output(self, specs: Path) -> Path:
        """Where a project is built to."""
        return self.folder / f"{specs.name}-out" / "build"

    def build(self, specs: Path) -> Command:
        """A build as if for the first time: neither an output nor a memory of one is there."""
        out = self.output(specs)
        return Command(
            args=(TCMON, "build", "--specs", str(specs), "--out", str(out)),
            prepare=lambda: shutil.rmtree(out.parent, ignore_errors=True),
        )

    def build_once(self, specs: Path) -> None:
        """Builds a project without measuring anything."""
        once(self.build(specs))

    def idle_build(self) -> Command:
        """A build of the shipped specs with nothing to do; fails when it writes a file."""
        out = self.folder / "idle" / "build"
        args = (TCMON, "build", "--specs", str(SHIPPED), "--out", str(out))
        once(Command(args=args))
        written = _stamps(out.parent)

        def nothing_was_written() -> None:
            assert _stamps(out.parent) == written, "a build with nothing to do has written files"

        return Command(args=args, prepare=nothing_was_written)

    def test(self, specs: Path) -> Command:
        """The generated tests of a project, as `tcmon test` runs them."""
        return Command(args=(TCMON, "test", "--only", "rules", "--specs", str(specs)))

    def test_by_hand(self, specs: Path) -> Command:
        """The same tests by one promtool, as anybody can run them on the output."""
        tests = sorted(map(str, (self.output(specs) / "prometheus" / "tests").glob("*.yml")))
        assert tests, f"{specs} has not been built"
        return Command(args=(promtool(), "test", "rules", *tests))

    def promtool(self, specs: Path) -> Command:
        """One promtool on all rules of a project's output."""
        rules = sorted(map(str, (self.output(specs) / "prometheus" / "rules").glob("*.yml")))
        assert rules, f"{specs} has not been built"
        return Command(args=(promtool(), "check", "rules", *rules))

    def jsonnet_build(self, engine: str, size: Size) -> Command:
        """The rules and runbooks of a generated project by jsonnet."""
        out = self._jsonnet_output(engine, size)
        return Command(
            args=(
                PYTHON,
                "-m",
                "benchmarks.jsonnet_build",
                engine,
                str(self.jsonnet(size)),
                str(out),
            ),
            prepare=lambda: shutil.rmtree(out, ignore_errors=True),
        )

    def require_same_rules(self, engine: str, size: Size) -> None:
        """Fails when jsonnet has written something else than tcmon."""
        ours = self.output(self.specs(size))
        self._python("benchmarks.same_rules", str(ours), str(self._jsonnet_output(engine, size)))

    def tools_part(self, specs: Path) -> Command:
        """What `tcmon validate` does with promtool, and nothing else of it."""
        return Command(
            args=(PYTHON, "-m", "benchmarks.tools_part", promtool(), str(self.output(specs)))
        )

    def routes_part(self, specs: Path) -> Command:
        """What `tcmon test` does with Alertmanager, and nothing else of it."""
        kept = self.folder / f"{specs.parent.name}-{specs.name}.pickle"
        self._python("benchmarks.routes_part", "compile", str(specs), str(kept))
        return Command(args=(PYTHON, "-m", "benchmarks.routes_part", "prove", str(kept)))

    def _jsonnet_output(self, engine: str, size: Size) -> Path:
        return self.folder / f"jsonnet-{engine}-{size.alerts}"

    def _python(self, module: str, *args: str) -> None:
        once(Command(args=(PYTHON, "-m", module, *args)))


def promtool() -> str:
    """The path of promtool itself, through all links."""
    found = shutil.which("promtool") or shutil.which("promtool", path=ROOT / ".tools/bin")
    if found is None:
        raise RuntimeError("promtool is missing; run `make tools`")
    return os.path.realpath(found)


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of the last change of every file."""
    return {
        str(path): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }
