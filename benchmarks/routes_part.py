"""What `tcmon test` does with Alertmanager.

`python -m benchmarks.routes_part compile SPECS FILE` keeps what the specs yield;
`python -m benchmarks.routes_part prove FILE` starts an Alertmanager, sends every alert in every
way, and compares. Loading, checking and compiling are no part of that.
"""

from __future__ import annotations

import os
import pickle
import sys
from dataclasses import replace
from pathlib import Path

from taskcenter_monitor.ir.monitoring import Monitoring
from taskcenter_monitor.live.routes import prove_routes
from taskcenter_monitor.pipeline import compile_specs
from taskcenter_monitor.proving import staged_configuration
from taskcenter_monitor.verifiers.process import Runtime
from taskcenter_monitor.workspace.reading import read_specs, read_templates


def compiled(specs: str, file: str) -> int:
    """Keeps the compiled project; 1 where it is faulty."""
    found = compile_specs(
        read_specs(specs), read_templates(None), None, lambda _: None, lambda _: None
    )
    if found.monitoring is None:
        print(found.diagnostics)
        return 1
    needed = replace(found.monitoring, rule_tests=(), runbooks=())
    Path(file).write_bytes(pickle.dumps(needed))
    return 0


def proven(file: str) -> int:
    """1 where the Alertmanager does something else than the router."""
    monitoring: Monitoring = pickle.loads(Path(file).read_bytes())  # noqa: S301 - our own file
    proof = prove_routes(monitoring, staged_configuration, Runtime(environment=os.environ))
    print(f"{proof.alerts} alerts, {proof.muted} muted, Alertmanager {proof.version}")
    return 1 if proof.diagnostics else 0


if __name__ == "__main__":
    raise SystemExit({"compile": compiled, "prove": proven}[sys.argv[1]](*sys.argv[2:]))
