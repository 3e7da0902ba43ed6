"""From the request that makes a task to the callback, and back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.integration.example.roles import Company, eventually, running

pytestmark = pytest.mark.slow
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def ended(centre: Company, id: str) -> dict[str, Any]:  # noqa: A002
    eventually(lambda: centre.task(id)["finished"])
    return centre.task(id)


def test_a_task_is_called_back_and_succeeds(centre: Company) -> None:
    task = centre.created(payload={"order": 7})

    done = ended(centre, task["id"])

    (came,) = centre.received(task["id"])
    assert (done["state"], done["attempts"]) == ("succeeded", 1)
    assert came["body"]["payload"] == {"order": 7}
    assert came["body"]["attempt"] == 1


def test_the_trace_of_the_request_reaches_the_callback_and_comes_back(centre: Company) -> None:
    body = {"name": "t", "business_id": "crm", "callback_url": centre.callbacks("crm")}
    body["payload"] = {"follow_up": f"{centre.api.url}/api/v1/tasks?business_id=oa&limit=1"}  # type: ignore[assignment]
    headers = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    task = httpx.post(f"{centre.api.url}/api/v1/tasks", json=body, headers=headers).json()
    ended(centre, task["id"])

    (came,) = eventually(lambda: [one for one in centre.received(task["id"]) if "follow_up" in one])
    assert came["headers"]["traceparent"].split("-")[1] == TRACE
    assert came["follow_up"]["status"] == 200
    for role in (centre.api, centre.worker):
        assert [one for one in role.lines if one.get("trace") == TRACE]
    back = "/api/v1/tasks"
    listed = [
        one
        for one in centre.api.lines
        if one.get("trace") == TRACE and one.get("path") == back and one.get("method") == "GET"
    ]
    assert listed


def test_a_failing_callback_is_tried_again_and_given_up(centre: Company) -> None:
    task = centre.created(callback_url="http://127.0.0.1:9/", max_retries=2, intervals=[0.1, 0.2])

    done = ended(centre, task["id"])

    assert (done["state"], done["attempts"]) == ("failed", 3)
    assert "ConnectError" in done["error"]
    assert centre.worker.value("task_center_tasks_completed_total", status="failed") >= 1
    assert centre.worker.value("task_center_tasks_executed_total", status="failed") >= 3


def test_a_callback_has_no_longer_than_its_timeout(centre: Company) -> None:
    centre.business.switch_on("hang", **{"for": 5.0})
    try:
        task = centre.created(timeout=0.2, max_retries=0)
        done = ended(centre, task["id"])
    finally:
        centre.business.switch_off("hang")

    assert done["state"] == "failed"
    assert "0.2 s" in done["error"]
    assert centre.worker.value("task_center_callbacks_total", status="timeout") >= 1


def test_a_task_waits_for_its_time(centre: Company) -> None:
    task = centre.created(when=time.time() + 1.5)
    time.sleep(0.5)
    assert centre.task(task["id"])["state"] == "pending"

    done = ended(centre, task["id"])

    assert done["finished"] - done["due"] < 5
    assert done["finished"] >= done["due"]


def test_a_pending_task_is_cancelled_once(centre: Company) -> None:
    task = centre.created(when=time.time() + 3600)
    url = f"{centre.api.url}/api/v1/tasks/{task['id']}"

    answers = [httpx.delete(url).status_code for _ in range(2)]

    assert answers == [200, 409]
    assert centre.task(task["id"])["state"] == "cancelled"
    assert httpx.delete(f"{centre.api.url}/api/v1/tasks/none").status_code == 404


def test_a_task_that_nobody_executed_in_time_expires(centre: Company) -> None:
    centre.worker.switch_on("paused", queue="low")
    try:
        task = centre.created(queue="low", expires_in=1)
        done = ended(centre, task["id"])
    finally:
        centre.worker.switch_off("paused")

    assert done["state"] == "expired"
    assert centre.worker.value("task_center_tasks_completed_total", status="expired") >= 1


def test_tasks_of_one_business_are_listed(centre: Company) -> None:
    task = centre.created(business_id="oa", callback_url=centre.callbacks("oa"))
    url = f"{centre.api.url}/api/v1/tasks"

    listed = httpx.get(url, params={"business_id": "oa", "limit": 200}).json()["tasks"]

    assert task["id"] in {one["id"] for one in listed}
    assert {one["business_id"] for one in listed} == {"oa"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": ""}, "name"),
        ({"business_id": "nobody"}, "business_id"),
        ({"callback_url": "ftp://x"}, "callback_url"),
        ({"when": "tomorrow"}, "when"),
        ({"timeout": 31}, "timeout"),
        ({"max_retries": 1.5}, "max_retries"),
        ({"intervals": []}, "intervals"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_bad_task_is_refused_with_what_is_wrong(
    centre: Company, said: dict[str, Any], field: str
) -> None:
    good = {"name": "t", "business_id": "crm", "callback_url": centre.callbacks("crm")}

    answer = httpx.post(f"{centre.api.url}/api/v1/tasks", json={**good, **said})

    assert answer.status_code == 400
    assert set(answer.json()["faults"]) == {field}


def test_what_is_no_json_is_refused(centre: Company) -> None:
    answer = httpx.post(f"{centre.api.url}/api/v1/tasks", content=b"{")
    listed = httpx.get(f"{centre.api.url}/api/v1/tasks?limit=0&colour=red")

    assert (answer.status_code, listed.status_code) == (400, 400)
    assert set(listed.json()["faults"]) == {"limit", "colour"}


def test_several_workers_execute_each_task_once(tmp_path: Path) -> None:
    data = ("--data", str(tmp_path))
    with (
        running("business") as business,
        running("api", *data) as api,
        running("worker", *data, "--poll", "0.02", "--concurrency", "3"),
        running("worker", *data, "--poll", "0.02", "--concurrency", "3"),
    ):
        body = {"name": "t", "business_id": "crm", "callback_url": f"{business.url}/callbacks/crm"}
        with httpx.Client() as client:
            ids = {
                client.post(f"{api.url}/api/v1/tasks", json=body).json()["id"] for _ in range(120)
            }

            def came() -> list[str]:
                found = client.get(f"{business.url}/received").json()["received"]
                return [one["body"]["task_id"] for one in found]

            eventually(lambda: len(came()) >= len(ids))
            time.sleep(0.3)

            assert sorted(came()) == sorted(ids)


def test_what_a_killed_worker_held_is_executed_by_another(tmp_path: Path) -> None:
    """Its lease is over after the timeout and a margin, which is moved into the past here."""
    import sqlite3

    data = ("--data", str(tmp_path))
    with running("business") as business, running("api", *data) as api:
        body = {"name": "t", "business_id": "crm", "callback_url": f"{business.url}/callbacks/crm"}
        id = httpx.post(f"{api.url}/api/v1/tasks", json=body).json()["id"]  # noqa: A001
        with sqlite3.connect(tmp_path / "tasks.db") as database:
            database.execute("UPDATE tasks SET state='running', claim='gone', lease=1")
        with running("worker", *data):
            url = f"{api.url}/api/v1/tasks/{id}"
            eventually(lambda: httpx.get(url).json()["state"] == "succeeded")


BODIES = {
    "half a character in a name": b'{"name": "\\ud800"}',
    "half a character in a payload": b'{"payload": {"a": "\\ud800"}}',
    "half a character in a key": b'{"\\ud800": 1}',
    "NaN": b'{"payload": {"a": NaN}}',
    "a number without end": b'{"max_retries": ' + b"9" * 5000 + b"}",
    "nested without end": b"[" * 60_000,
    "no UTF-8": b'{"name": "\xff"}',
    "too large": b'{"payload": {"a": "' + b"x" * 70_000 + b'"}}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_what_could_not_be_stored_and_sent_is_refused(centre: Company, body: bytes) -> None:
    url = f"{centre.api.url}/api/v1/tasks"

    answer = httpx.post(url, content=body)

    assert answer.status_code == 400
    assert set(answer.json()["faults"]) == {"body"}
    assert httpx.get(url).status_code == 200


@pytest.mark.parametrize("text", ["a\nb", "a\0b", "\x1b[2J"])
def test_texts_can_be_printed(centre: Company, text: str) -> None:
    good = {"name": "t", "business_id": "crm", "callback_url": centre.callbacks("crm")}
    body = {**good, "name": text, "callback_url": f"http://127.0.0.1/{text}"}

    answer = httpx.post(f"{centre.api.url}/api/v1/tasks", json=body)

    assert set(answer.json()["faults"]) == {"name", "callback_url"}


def test_a_url_that_the_client_chokes_on_is_a_failed_callback(centre: Company) -> None:
    before = centre.worker.value("task_center_callbacks_total", status="failed", http_code="0")
    task = centre.created(callback_url="http://xn--/", max_retries=0)

    assert ended(centre, task["id"])["state"] == "failed"
    after = centre.worker.value("task_center_callbacks_total", status="failed", http_code="0")
    assert after > before


@pytest.mark.parametrize("payload", [{"follow_up": 5}, {"follow_up": ["x"]}, {"follow_up": "x"}])
def test_a_follow_up_that_is_none_harms_nobody(centre: Company, payload: dict[str, Any]) -> None:
    task = centre.created(payload=payload)

    assert ended(centre, task["id"])["state"] == "succeeded"
    assert len(centre.received(task["id"])) == 1


def test_a_business_takes_any_json(centre: Company) -> None:
    url = centre.callbacks("crm")

    codes = [httpx.post(url, json=body).status_code for body in ([1], 5, {"payload": [1]})]

    assert codes == [200, 200, 200]
    assert centre.received("none") == []
