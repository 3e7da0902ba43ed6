"""One signal of each kind, for the reference page of the specs."""

from __future__ import annotations

EXAMPLES = {
    "value": """
title: {zh: 活跃任务总数, en: Active tasks}
kind: value
metric: task_center_business_active_tasks
distinct: [business_id, business_code]   # replicas read the same table
aggregate: sum
by: []
""",
    "utilisation": """
title: {zh: 连接池使用率, en: DB pool usage}
kind: utilisation
used: go_sql_in_use_connections{job=~"task-center-(api|worker)"}
capacity: go_sql_max_open_connections{job=~"task-center-(api|worker)"}
""",
    "ratio": """
title: {zh: HTTP错误率, en: HTTP error ratio}
kind: ratio
bad: task_center_http_requests_total{http_code=~"5.."}
total: task_center_http_requests_total
window: 5m
by: [job]
min_rate: 0.1/s
""",
    "latency": """
title: {zh: HTTP慢请求比例, en: Share of slow HTTP requests}
kind: latency
metric: task_center_http_request_duration_seconds
within: 200ms        # a bucket of the histogram
window: 5m
by: [job]
min_rate: 0.1/s
""",
    "quantile": """
title: {zh: HTTP延迟P95, en: HTTP latency P95}
kind: quantile
metric: task_center_http_request_duration_seconds
quantile: 0.95
window: 5m
by: [job]
""",
    "rate": """
title: {zh: 每秒回调次数, en: Callbacks per second}
kind: rate
metric: task_center_callbacks_total
window: 5m
by: [job]
""",
    "increase": """
title: {zh: Redis淘汰键数, en: Keys Redis evicted}
kind: increase
metric: redis_evicted_keys_total
window: 5m
""",
    "mean": """
title: {zh: 连接平均等待时间, en: Mean wait for a DB connection}
kind: mean
sum: go_sql_wait_duration_seconds_total
count: go_sql_wait_count_total
window: 5m
min_count: 5
""",
    "changes": """
title: {zh: 重启次数, en: Restarts}
kind: changes
metric: process_start_time_seconds{job="task-center-api"}
window: 15m
""",
    "liveness": """
title: {zh: 服务整体存活, en: Service liveness}
kind: liveness
metric: up{job="task-center-api"}
mode: all_instances_down
jobs: [task-center-api]
""",
    "availability": """
title: {zh: API不可用时间占比, en: Share of time without the API}
kind: availability
metric: up{job="task-center-api"}
window: 5m
""",
    "baseline": """
title: {zh: QPS与基线之比, en: Request rate against its baseline}
kind: baseline
metric: task_center_http_requests_total
function: rate
window: 10m
baseline_window: 30m
direction: drop
floor: 1/s
by: [job]
""",
    "anomaly": """
title: {zh: 回调量低于往常的程度, en: Callbacks below the usual}
kind: anomaly
metric: task_center_callbacks_total
window: 15m
direction: drop
floor: 0.2/s                             # a smaller difference does not matter
lags: [1d, 1w, 2w, 3w, 4w]               # more weeks than days: a Saturday is like Saturdays
by: [job]
""",
    "score": """
title: {zh: 业务系统健康评分, en: Business health score}
kind: score
population: task_center_business_active_tasks
by: [business_id]
parts:
  - {weight: 0.6, signal: business_task_failure_ratio, worst: 30%, best: 0.5%}
  - {weight: 0.4, signal: business_active_tasks, worst: 10000, best: 1000}
series: task_center_health_score
""",
    "forecast": """
title: {zh: 磁盘写满的时间, en: Time until the disk is full}
kind: forecast
metric: node_filesystem_avail_bytes{mountpoint="/"}
falls_to: 0B
window: 6h
max_left: 20%                            # with more than that left the alert stays quiet
whole: node_filesystem_size_bytes{mountpoint="/"}
""",
    "expression": """
title: {zh: 队列指标缺失, en: Queue metrics missing}
kind: expression
expression: absent(asynq_queue_size) and on () (count(up{job="asynq"} == 1) > 0)
unit: condition
labels: []
examples:
  - shows: the exporter answers, but tells of no queue
    series:
      up{job="asynq", instance="asynq-exporter:9876"}: 1x120
    until: 30m
    yields: [{}]
  - shows: the queues are told
    series:
      up{job="asynq", instance="asynq-exporter:9876"}: 1x120
      asynq_queue_size{job="asynq", instance="asynq-exporter:9876", queue="default"}: 0+0x120
    until: 30m
""",
}
"""A signal of each kind, as it stands below its name."""
