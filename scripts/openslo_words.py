"""What the reference page of the specs says of documents of OpenSLO."""

from __future__ import annotations

OPENSLO = """SLOs in the form of [OpenSLO](https://github.com/OpenSLO/OpenSLO) v1, for those who
have them already. A file holds any number of documents with `---` between them: `kind: SLO`, or
`kind: SLI` for an indicator that SLOs name with `indicatorRef`. Each SLO becomes one like those
of `slos.yaml`, whose `interval` and `team` hold for it as well: rules, alerts, runbooks, tests
and checks follow as they do there. Its name is `metadata.name` with `_` in place of `-`.

```yaml
apiVersion: openslo/v1
kind: SLO
metadata:
  name: callbacks-arrive
  displayName: Callbacks arrive
  labels: {team: task-center-sre}
  annotations: {tcmon/title-zh: 回调送达, tcmon/windows: "fast, slow"}
spec:
  description: Business systems hear of their tasks.
  service: task-center
  indicator:
    spec:
      ratioMetric:
        counter: true
        good:
          metricSource:
            type: Prometheus
            spec: {query: 'task_center_callbacks_total{status="success"}'}
        total:
          metricSource:
            type: Prometheus
            spec: {query: task_center_callbacks_total}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.995}]
```

What is written and cannot be kept is a fault at its place: calendar periods, several or composite
objectives, `RatioTimeslices`, `Timeslices` of a ratio, ready-made ratios, other sources than
Prometheus, alert policies, other kinds and versions. Annotations of other programs are theirs;
labels and the texts of an indicator are told in the runbook.

- A query of a ratio is a selector, `sum(selector)`, `sum(rate(selector[5m]))` or
  `sum(increase(selector[5m]))`, and both are made alike. The selector is taken out and counted
  over windows of our own; labels to keep are named in the annotation `tcmon/by`.
- A query of a `thresholdMetric` is a selector, `max(selector)` or `min(selector)`, which becomes
  a signal of kind `availability`: `value` is in the unit of the metric, and `op` is kept
  exactly, so that with `lte` and `gte` the value itself is good. All series of a bare selector
  must be good, unless the annotation `tcmon/mode` says `any`. No series at all is bad.
- A `thresholdMetric` is looked at every 15 seconds. With `Occurrences` each look counts, with
  `Timeslices` each is a slice. OpenSLO cannot write slices that short, so they are written as
  the shortest that it can: `timeSliceWindow: 1m` with `timeSliceTarget: 1`. What is bad for less
  than a minute counts for as long as it was seen, not for a whole minute.
- An environment replaces values by the name:
  `openslo.callbacks-arrive.spec.objectives.0.target`."""

OPENSLO_VALUES = {
    "NameList": ("names in one text", "with a comma between them", "`fast, slow`"),
    "NumberText": ("whole number", "also as a text", '`"5"`'),
}
"""The type of a value to its name on the page, its meaning and an example of it."""
