"""What a liveness misses is what it was asked to watch."""

from __future__ import annotations

from collections.abc import Iterator

from taskcenter_monitor.checks.check import Check, Finding
from taskcenter_monitor.checks.kinds import of_kind
from taskcenter_monitor.signals.liveness import Liveness
from taskcenter_monitor.spec.project import Project


def lost_matcher(project: Project) -> Iterator[Finding]:
    """Matchers that are not asked of what is absent."""
    for entry in of_kind(project, Liveness):
        signal = entry.value
        lost = [str(one) for one in signal.metric.matchers if one.label != "job"]
        if lost and signal.mode != "instance_down":
            yield Finding(
                entry.origin.at("metric"),
                f"{signal.mode} looks for {signal.metric.metric} of each job, whatever else it "
                f"is; {', '.join(lost)} has no effect on that",
                "match `job` alone, or write the condition as an expression with absent()",
            )


def other_job(project: Project) -> Iterator[Finding]:
    """Jobs that can never have the series they are expected to have."""
    for entry in of_kind(project, Liveness):
        signal = entry.value
        found = project.catalogue.find(signal.metric.metric)
        exporting = found.entry.value.jobs if found is not None else ()
        matchers = signal.metric.matched("job")
        for number, job in enumerate(signal.jobs):
            place = entry.origin.at("jobs", number)
            refusing = next((one for one in matchers if not one.accepts(job)), None)
            if refusing is not None:
                message = f"`metric` asks for {refusing}, which leaves out {job}"
                yield Finding(place, message, "let both name the same jobs")
            elif exporting and job not in exporting:
                message = f"{job} does not export {signal.metric.metric}, so it is always missing"
                yield Finding(place, message, f"it comes from {', '.join(exporting)}")


CHECKS = (
    Check(
        id="liveness/lost-matcher",
        why="A series that the matcher leaves out still counts as present, so the alert about its "
        "absence never fires.",
        run=lost_matcher,
    ),
    Check(
        id="liveness/other-job",
        why="What a job never had is missing for ever, and so is the peace of whoever is paged.",
        run=other_job,
    ),
)
