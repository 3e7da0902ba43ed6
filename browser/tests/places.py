"""The made-up processes of Task Center, as Prometheus addresses them."""

from __future__ import annotations

API = [{"job": "task-center-api", "instance": f"10.0.1.{n}:8080"} for n in (11, 12)]
WORKERS = [{"job": "task-center-worker", "instance": f"10.0.2.{n}:8081"} for n in (21, 22)]
BUSINESSES = {"1001": "order", "1002": "marketing", "1003": "report", "1004": "risk"}
DATABASE = {"db_name": "task_center"}
