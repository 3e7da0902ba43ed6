"""What docs/telemetry.md shows is run as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
import yaml

from tests.otlp import HttpReceiver
from tests.readme import PAGES
from tests.toolchains import ROOT

pytestmark = pytest.mark.slow

GUIDE = (ROOT / "docs" / "telemetry.md").read_text("utf-8")
PYTHON = dict(re.findall(r"^```python\n# (\S+)\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL))
"""The programs of the guide, by the name of the file in their first line."""
ALONE = (
    "operations.py",
    "calls.py",
    "ids.py",
    "records.py",
    "masks.py",
    "files.py",
    "libraries.py",
    "headers.py",
    "clients.py",
)
SERVED = ("served.py", "app.py", "gunicorn.conf.py", "wsgi.py")
SPANS = ("traced.py", "test_traced.py", "exported.py")
COUNTING = ("counting.py", "pools.py", "worker.py", "test_counting.py")
Line = dict[str, Any]


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(f"# {name}\n{PYTHON[name]}", "utf-8")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "PROMETHEUS" not in name}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **more}


def done(folder: Path, *command: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(**more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def lines(text: str) -> list[Line]:
    return [json.loads(line) for line in text.splitlines()]


def run(folder: Path, name: str) -> list[Line]:
    """The lines of a program of the guide, which says nothing else."""
    write(folder, name)
    ended = done(folder, sys.executable, name)
    assert (ended.returncode, ended.stderr) == (0, "")
    return lines(ended.stdout)


def by_content(logged: list[Line]) -> dict[str, Line]:
    return {line["content"]: line for line in logged}


@pytest.mark.parametrize("page", PAGES)
def test_the_example_of_the_readmes(tmp_path: Path, page: str) -> None:
    (program, shown) = re.findall(
        r"^```(?:python|json)\n(.*?)^```",
        (ROOT / page).read_text("utf-8"),
        re.MULTILINE | re.DOTALL,
    )
    (tmp_path / "main.py").write_text(program, "utf-8")

    ended = done(tmp_path, sys.executable, "main.py")

    assert (ended.returncode, ended.stderr, ended.stdout) == (0, "", "")
    (line,) = lines((tmp_path / "logs" / "reports.log").read_text("utf-8"))
    assert plain(line) == plain(json.loads(shown))


def test_every_program_of_the_guide_is_run_here() -> None:
    tried = {"quickstart.py", *ALONE, *SERVED, *SPANS, *COUNTING, "gozero.py", "test_reports.py"}
    assert set(PYTHON) == tried
    assert GUIDE.count("```python\n") == len(tried)


def test_the_quick_start_has_20_lines_and_shows_what_the_guide_says(tmp_path: Path) -> None:
    assert PYTHON["quickstart.py"].count("\n") < 20
    (block,) = re.findall(r"^```json\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)

    logged = run(tmp_path, "quickstart.py")

    assert [plain(line) for line in logged] == [plain(line) for line in lines(block)]
    assert [list(line) for line in logged] == [list(line) for line in lines(block)]


def plain(line: Line) -> Line:
    """Without what differs from run to run; the caller without its folder."""
    kept = {name: value for name, value in line.items() if name not in ("@timestamp", "stack")}
    return {**kept, "caller": line["caller"].partition("/")[2]}


def test_calls(tmp_path: Path) -> None:
    logged = by_content(run(tmp_path, "calls.py"))

    assert list(logged) == [
        "report built",
        "report late: 31 s",
        "report failed",
        "report not stored",
        "sent",
        "cannot go on",
    ]
    assert logged["report built"]["duration"] == "420.0ms"
    assert logged["report failed"]["error_type"] == "ValueError"
    assert "OSError: disk gone" in logged["report not stored"]["stack"]
    assert logged["sent"]["report_id"] == 7
    assert logged["sent"]["region"] == "cn-east"
    assert logged["cannot go on"]["level"] == "fatal"


def test_ids(tmp_path: Path) -> None:
    logged = by_content(run(tmp_path, "ids.py"))

    of_request = {"request_id": "r-1", "user_id": "u-7"}
    assert of_request.items() <= logged["in a request"].items()
    assert of_request.items() <= logged["in a thread of asyncio"].items()
    assert {**of_request, "task_id": "t-2"}.items() <= logged["in a function"].items()
    assert not of_request.keys() & logged["after it"].keys()


def test_records(tmp_path: Path) -> None:
    http, database, cache, queue, figure = run(tmp_path, "records.py")

    assert (http["level"], http["status"], http["duration"]) == ("error", 502, "310.0ms")
    assert (database["level"], database["slow"]) == ("warn", True)
    assert "secret" not in database["statement"]
    assert (cache["level"], cache["hit"]) == ("info", False)
    assert (queue["attempt"], queue["lag"]) == (2, 4.5)
    assert (figure["value"], figure["unit"]) == (1200, "rows")


def test_spans(tmp_path: Path) -> None:
    built, failed, sent = run(tmp_path, "traced.py")

    assert (built["trace"], built["span"]) == (failed["trace"], failed["span"])
    assert built["trace"] != sent["trace"]


def test_tests_of_spans(tmp_path: Path) -> None:
    write(tmp_path, "test_traced.py")
    ended = done(tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ".")
    assert ended.returncode == 0, ended.stdout


def test_where_spans_go(tmp_path: Path) -> None:
    write(tmp_path, "exported.py")
    with HttpReceiver() as receiver:
        variables = {"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.endpoint}
        ended = done(tmp_path, sys.executable, "exported.py", **variables)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
        assert len(receiver.named("build report")) == 1000


def test_masks(tmp_path: Path) -> None:
    (line,) = run(tmp_path, "masks.py")

    assert line["customer"] == "Z**"
    assert line["user_token"] == "***"  # noqa: S105 - the mask
    assert "13812345678" not in line["note"]


def test_files(tmp_path: Path) -> None:
    assert run(tmp_path, "files.py") == []
    (line,) = lines((tmp_path / "logs" / "reports.log").read_text("utf-8"))
    assert line["component"] == "task"


def test_a_trace_of_go_goes_on(tmp_path: Path) -> None:
    (line,) = run(tmp_path, "gozero.py")

    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    assert line["trace"] == trace
    assert line["sent"] == f"00-{trace}-{line['span']}-01"


def test_libraries(tmp_path: Path) -> None:
    logged = run(tmp_path, "libraries.py")

    contents = [line["content"] for line in logged]
    assert contents.count("from existing code") == 1
    assert sum("old call" in content for content in contents) == 1
    assert contents.count("SELECT 1") == 1
    assert {line["component"] for line in logged} >= {"billing", "py.warnings"}


def shown(folder: Path, name: str) -> str:
    """What a program of the guide prints."""
    write(folder, name)
    ended = done(folder, sys.executable, name)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def test_counting(tmp_path: Path) -> None:
    printed = shown(tmp_path, "counting.py")
    for line in (
        "task_center_tasks_created_total 1.0",
        'task_center_tasks_executed_total{business_id="crm",status="success"} 1.0',
        'task_center_tasks_executed_total{business_id="crm",status="failed"} 1.0',
        'task_center_callback_duration_seconds_count{business_id="crm"} 1.0',
        'task_center_business_active_tasks{business_code="CRM",business_id="crm"} 40.0',
    ):
        assert line in printed.splitlines()


def test_pools(tmp_path: Path) -> None:
    printed = shown(tmp_path, "pools.py").splitlines()
    assert 'go_sql_max_open_connections{db_name="task_center"} 10.0' in printed
    assert 'go_sql_in_use_connections{db_name="task_center"} 1.0' in printed
    assert 'go_sql_wait_count_total{db_name="task_center"} 0.0' in printed


def test_a_worker_has_metrics_and_health(tmp_path: Path) -> None:
    write(tmp_path, "worker.py")
    worker = subprocess.Popen(
        [sys.executable, "worker.py"],
        cwd=tmp_path,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert worker.stdout is not None
    port = int(worker.stdout.readline().rsplit(":", 1)[1])
    found = json.loads(asked(port, "/health"))
    (written,) = re.findall(r"^```json5\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    counted = asked(port, "/metrics")
    worker.communicate("\n", timeout=20)

    assert worker.returncode == 0
    assert without_times(found) == without_times(json.loads(written))
    assert 'task_center_tasks_executed_total{business_id="crm",status="success"} 1.0' in counted
    assert 'task_center_health_status{component="redis"} 0.5' in counted


def without_times(health: dict[str, Any]) -> dict[str, Any]:
    parts = health["components"].items()
    kept = {name: {**part, "took_ms": None} for name, part in parts}
    return {"status": health["status"], "components": kept}


def test_headers(tmp_path: Path) -> None:
    (line,) = run(tmp_path, "headers.py")

    assert line["ours"] == "request_id=r-1,business_id=crm"
    assert line["theirs"] == ["b3", "traceparent"]
    assert line["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_clients(tmp_path: Path) -> None:
    logged = run(tmp_path, "clients.py")
    found = [(line["client"], line["traced"], line["reason"]) for line in logged]
    assert found == [("sqlalchemy", True, ""), ("httpx", True, "")]


@pytest.mark.parametrize("name", ["test_reports.py", "test_counting.py"])
def test_tests(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    ended = done(tmp_path, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", ".")
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout


def test_uvicorn(tmp_path: Path) -> None:
    write(tmp_path, "app.py")
    command = ("-m", "uvicorn", "app:app", "--port", "0")
    with server(tmp_path, *command, says=r"running on http://127.0.0.1:(\d+)") as port:
        assert asked(port, "/reports?token=abc") == "ok"
        shown = until(port, 'task_center_log_records_total{level="info"}')
    logged = lines((tmp_path / "out").read_text("utf-8"))

    assert 'task_center_log_dropped_total{level="warn"} 0.0' in shown
    assert [line["path"] for line in logged if line["component"] == "api"] == ["/reports"]
    access = [line for line in logged if line["component"] == "uvicorn.access"]
    assert (access[0]["method"], access[0]["path"], access[0]["status"]) == ("GET", "/reports", 200)


def test_operations(tmp_path: Path) -> None:
    statement, called, task = run(tmp_path, "operations.py")

    assert statement["trace"] == called["trace"] == task["trace"]
    assert (statement["rows"], called["status"], task["outcome"]) == (1, 200, "success")
    assert (called["task_id"], task["attempt"]) == ("t-1", 2)
    assert "abc" not in called["path"]


def test_middleware(tmp_path: Path) -> None:
    write(tmp_path, "served.py")
    command = ("-m", "uvicorn", "served:app", "--port", "0", "--no-access-log")
    with server(tmp_path, *command, says=r"running on http://127.0.0.1:(\d+)") as port:
        assert asked(port, "/tasks/7?token=abc") == '{"id":"7"}'
    logged = lines((tmp_path / "out").read_text("utf-8"))

    inside, access = (line for line in logged if line["component"] in ("api", "http.server"))
    assert (access["content"], access["path"]) == ("[HTTP] 200 - GET /tasks/{id}", "/tasks/7")
    assert inside["trace"] == access["trace"]
    assert inside["request_id"] == access["request_id"]


def test_gunicorn(tmp_path: Path) -> None:
    write(tmp_path, "gunicorn.conf.py", "wsgi.py")
    (tmp_path / "shared").mkdir()
    command = ("-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app")
    says = r"Listening at: http://127.0.0.1:(\d+)"
    with server(tmp_path, *command, says=says, shared=tmp_path / "shared") as port:
        for _ in range(20):
            assert asked(port, "/reports") == "ok"
        until(port, 'task_center_log_records_total{level="info"}', at_least=40)
    logged = lines((tmp_path / "out").read_text("utf-8"))

    of_requests = [line for line in logged if line.get("path") == "/reports"]
    assert [line["component"] for line in of_requests].count("gunicorn.access") == 20
    assert [line["component"] for line in of_requests].count("api") == 20


def test_an_operator_sets_a_level_for_a_while(tmp_path: Path) -> None:
    (tmp_path / "policy.json").write_bytes((ROOT / "build/telemetry/policy.json").read_bytes())
    blocks = re.findall(r"^```console\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "telemetry set" in block]
    for command in block.replace("$ tcmon", "-m taskcenter_monitor").splitlines():
        ended = done(tmp_path, sys.executable, *shlex.split(command))
        assert (ended.returncode, ended.stderr) == (0, ""), command
        if " show " in command:
            assert "debug" in ended.stdout

    (left,) = json.loads((tmp_path / "policy.json").read_text("utf-8"))["overrides"]
    assert (left["component"], left["level"]) == ("task.callback", "debug")


def test_the_pod_mounts_the_folder_that_the_variable_names() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    (block,) = [block for block in blocks if "kind: Pod" in block]
    (container,) = yaml.safe_load(block)["spec"]["containers"]

    (variable,), (mount,) = container["env"], container["volumeMounts"]
    assert variable["name"] == "TASKCENTER_TELEMETRY_POLICY"
    assert Path(variable["value"]).parent == Path(mount["mountPath"])
    assert "subPath" not in mount


@contextmanager
def server(folder: Path, *command: str, says: str, shared: Path | None = None) -> Iterator[int]:
    """The port of a server of the guide, which is ended by SIGTERM."""
    more = {"PROMETHEUS_MULTIPROC_DIR": str(shared)} if shared is not None else {}
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment(**more), stdout=out, stderr=err
        )
        try:
            yield said_port(folder / "out", says)
        finally:
            process.terminate()
            process.wait(20)
    assert (folder / "err").read_text("utf-8") == ""


def said_port(out: Path, says: str) -> int:
    for _ in range(1000):
        found = re.search(says, out.read_text("utf-8"))
        if found is not None:
            return int(found[1])
        time.sleep(0.02)
    raise AssertionError(out.read_text("utf-8"))


def asked(port: int, path: str) -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        text: str = answer.read().decode()
    return text


def until(port: int, series: str, at_least: float = 1) -> str:
    """What /metrics shows once a series has a value.

    A scrape fails where a worker makes its file just then: prometheus-client cannot read an empty
    one. Prometheus asks again, and so do we.
    """
    shown = ""
    for _ in range(500):
        with suppress(HTTPError):
            shown = asked(port, "/metrics")
        found = re.search(rf"^{re.escape(series)} (\S+)$", shown, re.MULTILINE)
        if found is not None and float(found[1]) >= at_least:
            return shown
        time.sleep(0.02)
    raise AssertionError(shown)
