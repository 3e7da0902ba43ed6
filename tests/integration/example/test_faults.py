"""Each fault drives the series that its alerts look at, and leaves nothing behind."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.example.roles import Company, Role, eventually, running

pytestmark = pytest.mark.slow
GIB = 1024**3


def test_every_fault_is_told_of_with_its_defaults(centre: Company) -> None:
    for role in (centre.api, centre.worker, centre.business, centre.queues, centre.load):
        shown = httpx.get(f"{role.admin}/faults").json()
        assert shown
        for fault in shown.values():
            assert fault["says"]
            assert fault["on"] is False
            assert fault["defaults"]["for"] == 300


@pytest.mark.parametrize(
    ("fault", "parameters", "status"),
    [
        ("surprise", {}, 404),
        ("slow", {"seconds": 61}, 400),
        ("slow", {"seconds": "1"}, 400),
        ("slow", {"minutes": 1}, 400),
        ("slow", {"for": 901}, 400),
        ("goroutines", {"count": 1.5}, 400),
        ("paused", {"queue": "nobody's"}, 400),
        ("bad_policy", {}, 409),
    ],
)
def test_what_is_out_of_bounds_is_refused(
    centre: Company, fault: str, parameters: dict[str, Any], status: int
) -> None:
    # The worker has no policy file.
    role = centre.worker if fault == "bad_policy" else centre.api

    answer = httpx.put(f"{role.admin}/faults/{fault}", json=parameters)

    assert answer.status_code == status
    assert answer.json()["error"]


def test_a_fault_ends_by_itself(centre: Company) -> None:
    centre.api.switch_on("errors", **{"for": 0.5})
    url = f"{centre.api.url}/api/v1/tasks"
    assert httpx.get(url).status_code == 500

    eventually(lambda: not httpx.get(f"{centre.api.admin}/faults").json()["errors"]["on"])

    assert httpx.get(url).status_code == 200


def test_there_are_no_faults_unless_asked_for(tmp_path: Path) -> None:
    with running("api", "--data", str(tmp_path)) as api:
        assert httpx.get(f"{api.admin}/faults").status_code == 404
        assert httpx.put(f"{api.admin}/faults/errors", json={}).status_code == 404


def test_slow_answers_are_seen_as_latency(centre: Company) -> None:
    name = "task_center_http_request_duration_seconds"

    def slower() -> float:
        return centre.api.value(f"{name}_count") - centre.api.value(f"{name}_bucket", le="0.5")

    before = slower()
    centre.api.switch_on("slow", seconds=0.6)
    try:
        eventually(lambda: slower() >= before + 3)
    finally:
        centre.api.switch_off("slow")
    begun = time.monotonic()
    httpx.get(f"{centre.api.url}/api/v1/tasks")
    assert time.monotonic() - begun < 0.6


def test_errors_are_seen_by_their_code(centre: Company) -> None:
    centre.api.switch_on("errors", status=503)
    try:
        eventually(
            lambda: (
                centre.api.value(
                    "task_center_http_requests_total", http_code="503", endpoint="/api/v1/tasks"
                )
                >= 3
            )
        )
    finally:
        centre.api.switch_off("errors")


def test_one_that_is_down_refuses_and_comes_back_on_its_port(centre: Company) -> None:
    centre.api.switch_on("down")
    try:
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"{centre.api.url}/api/v1/tasks")
        assert httpx.get(f"{centre.api.admin}/metrics").status_code == 503
    finally:
        centre.api.switch_off("down")

    assert httpx.get(f"{centre.api.url}/api/v1/tasks").status_code == 200
    assert centre.api.value("go_goroutines") > 0


def test_an_exhausted_pool_has_all_connections_in_use_and_waits(centre: Company) -> None:
    worker = centre.worker
    waits = worker.value("go_sql_wait_count_total")
    worker.switch_on("pool_exhausted", waiters=64)
    try:
        most = worker.value("go_sql_max_open_connections")
        eventually(lambda: worker.value("go_sql_in_use_connections") == most)
        eventually(lambda: worker.value("go_sql_wait_count_total") > waits + 100)
        waited = worker.value("go_sql_wait_duration_seconds_total")
        assert waited / worker.value("go_sql_wait_count_total") > 1
    finally:
        worker.switch_off("pool_exhausted")
    eventually(lambda: worker.value("go_sql_in_use_connections") < most)


def queue(centre: Company, name: str, **labels: str) -> float:
    return centre.queues.value(f"asynq_{name}", **labels)


def test_a_backlog_is_pending_late_and_active(centre: Company) -> None:
    centre.queues.switch_on("backlog", count=1200, age=700)
    try:
        tasks = queue(centre, "tasks_enqueued_total", queue="bulk", state="pending")
        assert tasks == queue(centre, "queue_size", queue="bulk") == 1200
        assert queue(centre, "queue_latency_seconds", queue="bulk") > 600
        eventually(lambda: centre.api.value("task_center_business_active_tasks") > 1000)
    finally:
        centre.queues.switch_off("backlog")
    assert queue(centre, "queue_size", queue="bulk") == 0
    eventually(lambda: centre.api.value("task_center_business_active_tasks") < 100)


def test_a_backlog_may_grow(centre: Company) -> None:
    def pending() -> float:
        return queue(centre, "tasks_enqueued_total", queue="bulk", state="pending")

    centre.queues.switch_on("backlog", count=100, growth=50)
    try:
        eventually(lambda: 5 <= pending() <= 60)
        eventually(lambda: pending() == 100)
    finally:
        centre.queues.switch_off("backlog")
    assert pending() == 0


@pytest.mark.parametrize(
    ("fault", "state"), [("retry_growth", "retry"), ("archived_growth", "archived")]
)
def test_queues_have_more_in_a_state(centre: Company, fault: str, state: str) -> None:
    centre.worker.switch_on(fault, count=120)
    try:
        assert queue(centre, "tasks_enqueued_total", queue="bulk", state=state) == 120
    finally:
        centre.worker.switch_off(fault)
    assert queue(centre, "tasks_enqueued_total", queue="bulk", state=state) == 0


def test_a_paused_queue_is_left_alone(centre: Company) -> None:
    centre.worker.switch_on("paused", queue="low")
    try:
        task = centre.created(queue="low")
        assert queue(centre, "queue_paused_total", queue="low") == 1
        time.sleep(0.5)
        assert centre.task(task["id"])["state"] == "pending"
    finally:
        centre.worker.switch_off("paused")
    assert queue(centre, "queue_paused_total", queue="low") == 0
    eventually(lambda: centre.task(task["id"])["state"] == "succeeded")


def test_an_exporter_may_answer_without_queues(centre: Company) -> None:
    centre.queues.switch_on("missing")
    try:
        assert centre.queues.metrics() == {}
    finally:
        centre.queues.switch_off("missing")
    assert queue(centre, "queue_size", queue="default") >= 0
    assert centre.queues.metrics()


def test_callbacks_of_one_business_are_refused(centre: Company) -> None:
    def refused(business: str) -> float:
        return centre.worker.value(
            "task_center_callbacks_total", business_id=business, status="failed", http_code="0"
        )

    before = refused("erp")
    centre.worker.switch_on("callback_failures", business_id="crm")
    try:
        eventually(lambda: refused("crm") >= 3)
    finally:
        centre.worker.switch_off("callback_failures")
    assert refused("erp") == before


@pytest.mark.parametrize(
    ("fault", "metric", "edge"),
    [
        ("callback_long", "task_center_callback_duration_seconds", "30.0"),
        ("execution_long", "task_center_task_execution_duration_seconds", "300.0"),
    ],
)
def test_durations_beyond_every_patience_are_counted(
    centre: Company, fault: str, metric: str, edge: str
) -> None:
    def longer() -> float:
        worker = centre.worker
        return worker.value(f"{metric}_count") - worker.value(f"{metric}_bucket", le=edge)

    before = longer()
    centre.worker.switch_on(fault)
    try:
        eventually(lambda: longer() >= before + 10)
    finally:
        centre.worker.switch_off(fault)


def test_a_slow_way_makes_callbacks_slow(centre: Company) -> None:
    name = "task_center_callback_duration_seconds"

    def slower() -> float:
        return centre.worker.value(f"{name}_count") - centre.worker.value(
            f"{name}_bucket", le="0.5"
        )

    before = slower()
    centre.worker.switch_on("callback_slow", seconds=0.6)
    try:
        eventually(lambda: slower() >= before + 3)
    finally:
        centre.worker.switch_off("callback_slow")


def test_goroutines_are_started_and_ended(centre: Company) -> None:
    centre.api.switch_on("goroutines", count=6000)
    try:
        assert centre.api.value("go_goroutines") > 6000
        assert httpx.get(f"{centre.api.url}/api/v1/tasks").status_code == 200
    finally:
        centre.api.switch_off("goroutines")
    assert centre.api.value("go_goroutines") < 1000


def test_memory_is_resident_and_given_back(centre: Company) -> None:
    centre.api.switch_on("memory", mib=4608)
    try:
        assert centre.api.value("process_resident_memory_bytes") > 4 * GIB
        # One piece of 64 MiB, mapped many times.
        (pss,) = _pss(centre.api)
        assert pss < GIB
    finally:
        centre.api.switch_off("memory")
    assert centre.api.value("process_resident_memory_bytes") < GIB


def _pss(role: Role) -> list[int]:
    lines = Path(f"/proc/{role.process.pid}/smaps_rollup").read_text().splitlines()
    return [int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")]


def test_the_garbage_collector_runs_too_often(centre: Company) -> None:
    begun = centre.worker.value("go_gc_duration_seconds_count")
    centre.worker.switch_on("gc", rate=20)
    try:
        eventually(lambda: centre.worker.value("go_gc_duration_seconds_count") > begun + 20)
    finally:
        centre.worker.switch_off("gc")


def test_cpu_is_burnt_until_it_is_over(centre: Company) -> None:
    begun = centre.worker.value("process_cpu_seconds_total")
    centre.worker.switch_on("cpu", threads=1)
    try:
        eventually(lambda: centre.worker.value("process_cpu_seconds_total") > begun + 0.5)
    finally:
        centre.worker.switch_off("cpu")


def test_records_are_dropped(centre: Company) -> None:
    centre.api.switch_on("log_overflow", burst=50000)
    try:
        eventually(lambda: centre.api.value("task_center_log_dropped_total", level="info") > 0)
    finally:
        centre.api.switch_off("log_overflow")


def test_a_policy_is_unsound_until_it_is_put_back(centre: Company) -> None:
    def sound() -> float:
        return centre.api.value("task_center_telemetry_policy_sound")

    assert sound() == 1
    centre.api.switch_on("bad_policy")
    try:
        eventually(lambda: sound() == 0)
    finally:
        centre.api.switch_off("bad_policy")
    eventually(lambda: sound() == 1)


def test_traffic_drops_and_comes_back(centre: Company) -> None:
    def requests(seconds: float) -> float:
        before = centre.api.value("task_center_http_requests_total")
        time.sleep(seconds)
        return centre.api.value("task_center_http_requests_total") - before

    centre.load.switch_on("traffic_drop", left=0.0)
    try:
        time.sleep(0.5)
        assert requests(0.5) == 0
    finally:
        centre.load.switch_off("traffic_drop")
    eventually(lambda: requests(0.3) > 1)


def test_a_crash_ends_the_process_with_its_code(tmp_path: Path) -> None:
    with running("api", "--data", str(tmp_path), "--faults") as api:
        api.switch_on("crash", code=7)
        assert api.process.wait(5) == 7
