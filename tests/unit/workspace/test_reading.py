"""Which files are read, and which are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from taskcenter_monitor.errors import EnvironmentFault, UsageFault
from taskcenter_monitor.workspace.reading import carried, read_specs, read_templates
from taskcenter_monitor.workspace.starting import start


@pytest.fixture
def specs(tmp_path: Path) -> Path:
    folder = tmp_path / "specs"
    (folder / "alerts").mkdir(parents=True)
    (folder / "service.yaml").write_text("service: x\n")
    (folder / "alerts" / "http.yaml").write_text("component: http\n")
    return folder


def test_yaml_files_are_found_at_any_depth(specs: Path) -> None:
    assert read_specs(str(specs)).files == {
        "service.yaml": b"service: x\n",
        "alerts/http.yaml": b"component: http\n",
    }


def test_hidden_and_other_files_are_nobodys_spec(specs: Path) -> None:
    (specs / ".service.yaml.swp").write_text("x")
    (specs / ".git").mkdir()
    (specs / ".git" / "x.yaml").write_text("x")
    (specs / "README.md").write_text("x")
    assert sorted(read_specs(str(specs)).files) == ["alerts/http.yaml", "service.yaml"]


def test_a_link_out_of_the_folder_is_refused(specs: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("password: x\n")
    (specs / "metrics.yaml").symlink_to(tmp_path / "secret.yaml")
    folder = read_specs(str(specs))
    assert "metrics.yaml" not in folder.files
    (fault,) = folder.diagnostics
    assert "leads out of the folder" in fault.message
    assert getattr(fault.place, "file", "") == "specs/metrics.yaml"


def test_a_linked_folder_is_refused_file_by_file(specs: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "db.yaml").write_text("x\n")
    (specs / "more").symlink_to(tmp_path / "elsewhere")
    folder = read_specs(str(specs))
    assert [getattr(fault.place, "file", "") for fault in folder.diagnostics] == [
        "specs/more/db.yaml"
    ]


def test_a_link_within_the_folder_is_read(specs: Path) -> None:
    (specs / "..data").mkdir()
    (specs / "..data" / "metrics.yaml").write_text("metrics: {}\n")
    (specs / "metrics.yaml").symlink_to(Path("..data") / "metrics.yaml")
    assert read_specs(str(specs)).files["metrics.yaml"] == b"metrics: {}\n"


def test_a_dangling_link_is_a_fault(specs: Path) -> None:
    (specs / "metrics.yaml").symlink_to("nothing.yaml")
    (fault,) = read_specs(str(specs)).diagnostics
    assert "no such file" in fault.message


def test_a_pipe_is_not_waited_for(specs: Path) -> None:
    os.mkfifo(specs / "metrics.yaml")
    (fault,) = read_specs(str(specs)).diagnostics
    assert fault.message == "this is no regular file"


def test_a_missing_folder_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="there is no folder"):
        read_specs(str(tmp_path / "no"))


def test_own_templates_go_before_the_carried_ones(tmp_path: Path) -> None:
    (tmp_path / "runbook.md.j2").write_text("mine")
    templates = read_templates(str(tmp_path)).files
    assert templates["runbook.md.j2"] == b"mine"
    assert "promql/ratio.promql.j2" in templates


def test_a_template_that_nothing_uses_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "runbok.md.j2").write_text("mine")
    (fault,) = read_templates(str(tmp_path)).diagnostics
    assert fault.check == "template/unknown"


def test_start_copies_the_default_specs(tmp_path: Path) -> None:
    count = start(str(tmp_path / "specs"))
    assert count == sum(len(names) for _, _, names in os.walk(carried("specs")))
    made, ours = read_specs(str(tmp_path / "specs")).files, read_specs(carried("specs")).files
    differing = {name for name in {*made, *ours} if made.get(name) != ours.get(name)}
    assert differing == {"stack.yaml", "environments/dev.yaml"}


def test_start_leaves_what_is_in_the_way(tmp_path: Path) -> None:
    in_the_way = tmp_path / f"specs.{os.getpid()}"
    in_the_way.mkdir()
    with pytest.raises(EnvironmentFault, match="is in the way"):
        start(str(tmp_path / "specs"))
    assert in_the_way.is_dir()


def test_a_file_that_changes_while_it_is_read_is_noticed(specs: Path) -> None:
    files = read_specs(str(specs)).files
    assert files["service.yaml"] == b"service: x\n"
    (specs / "service.yaml").write_text("service: y\n")
    with pytest.raises(EnvironmentFault, match="was changed while it was read"):
        files["service.yaml"]


def test_start_leaves_a_folder_alone(specs: Path) -> None:
    with pytest.raises(UsageFault, match="already there"):
        start(str(specs))


@pytest.mark.parametrize("name", ["telemetry.yaml", "stack.yaml", "alerts/system.yaml"])
def test_a_folder_in_the_place_of_a_file_is_a_fault(specs: Path, name: str) -> None:
    (specs / name).mkdir(parents=True)
    found = read_specs(str(specs))
    (fault,) = found.diagnostics
    assert fault.message == "this is no regular file"
    assert found.refused == (name,)


def test_a_new_folder_speaks_of_nothing_that_is_only_in_our_repository(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    start(str(folder))

    texts = {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*.yaml")}
    assert [name for name, text in texts.items() if "examples/" in text] == []
    assert "\nservices: {}\n" in texts["stack.yaml"]
    assert "\nelsewhere: [task-center-api, task-center-worker]\n" in texts["stack.yaml"]
