from __future__ import annotations

from pathlib import Path

import pytest
import setup_peers
import workbench

# Puts a collector into the folder that `--target` names, as pip does.
PIP = """\
for word; do case "$word" in --target=*) out=${word#--target=} ;; esac; done
mkdir -p "$out/rotel"
printf '#!/bin/sh\\nexit 0\\n' > "$out/rotel/rotel-agent"
"""
# Links the module's own words into one program.
GO = """\
case "$1" in
version) echo go version go1.26 ;;
build) cat main.go go.mod go.sum > neighbour && chmod +x neighbour ;;
esac
"""


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}")
    path.chmod(0o755)
    return path


@pytest.fixture
def peers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where peers go; their recipes, a pip and a Go lie beside."""
    tools, recipes = tmp_path / "tools", tmp_path / "recipes"
    recipes.mkdir()
    for name in ("main.go", "v1.0.0.mod", "v1.0.0.sum", "collector.lock"):
        (recipes / name).write_text(f"{name}\n")
    monkeypatch.setattr(setup_peers, "TOOLS", tools)
    monkeypatch.setattr(setup_peers, "PEERS", tools / "peers")
    monkeypatch.setattr(setup_peers, "COLLECTOR", tools / "peers" / "collector")
    monkeypatch.setattr(setup_peers, "COLLECTOR_LOCK", recipes / "collector.lock")
    monkeypatch.setattr(setup_peers, "NEIGHBOUR", recipes)
    monkeypatch.setattr(setup_peers, "PYTHON", script(tmp_path / "bin/python", PIP))
    monkeypatch.setattr(setup_peers, "one_at_a_time", lambda: workbench.one_at_a_time(tools))
    script(tmp_path / "bin/go", GO)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    return tools / "peers"


def test_both_are_made_once(peers: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert workbench.exit_code(setup_peers.main) == 0
    first = capfd.readouterr().err
    assert workbench.exit_code(setup_peers.main) == 0

    assert "installing a collector" in first
    assert "opentelemetry-go v1.0.0" in first
    assert capfd.readouterr().err == ""
    assert (peers / "neighbour-v1.0.0").read_text() == "main.go\nv1.0.0.mod\nv1.0.0.sum\n"
    assert not list(peers.parent.glob("unfinished-*"))


def test_a_recipe_that_changed_is_followed(
    peers: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    setup_peers.main()
    (tmp_path / "recipes/main.go").write_text("other\n")
    capfd.readouterr()

    setup_peers.main()

    assert capfd.readouterr().err.count("\n") == 1
    assert (peers / "neighbour-v1.0.0").read_text().startswith("other\n")


def test_what_cannot_be_had_is_left_out_with_a_reason(
    peers: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    setup_peers.main()
    (tmp_path / "recipes/collector.lock").write_text("newer\n")
    (tmp_path / "recipes/main.go").write_text("newer\n")
    script(tmp_path / "bin/python", 'echo "no matching distribution" >&2; exit 1')
    script(tmp_path / "bin/go", 'echo "proxy is away" >&2; exit 1')
    capfd.readouterr()

    assert workbench.exit_code(setup_peers.main) == 0

    said = capfd.readouterr().err
    assert "the collector is left out" in said
    assert "no matching distribution" in said
    assert "proxy is away" in said
    assert not (peers / "collector").exists()
    assert not (peers / "neighbour-v1.0.0").exists()


def test_a_collector_that_does_not_start_is_left_out(
    peers: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    script(tmp_path / "bin/python", PIP.replace("exit 0", "exit 1"))

    assert workbench.exit_code(setup_peers.main) == 0

    assert "the collector is left out" in capfd.readouterr().err
    assert not (peers / "collector").exists()


def test_without_go_it_says_so(
    peers: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bin/go").unlink()

    assert workbench.exit_code(setup_peers.main) == 0

    assert "no Go on PATH" in capfd.readouterr().err
    assert (peers / "collector").exists()
