"""The file of a policy on the command line: what is wrong with it, and what makes it anew."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from taskcenter_monitor.errors import EnvironmentFault


@contextmanager
def faults(file: str, verb: str) -> Iterator[None]:
    """Says of which file it is what is wrong, and what to do where it cannot be read or changed."""
    from taskcenter_monitor.telemetry.policy.reading import PolicyFault

    try:
        yield
    except PolicyFault as fault:
        raise PolicyFault(f"{file} is no policy that a service takes: {fault}") from None
    except FileNotFoundError:
        raise EnvironmentFault(
            f"there is no {file}; run tcmon build, or name the file with --policy"
        ) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvironmentFault(f"{file} cannot be {verb}: {reason}{_advice(error, verb)}") from None


def _advice(error: OSError, verb: str) -> str:
    import errno

    if verb == "changed" and error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return "; where it is a ConfigMap, that is what to edit"
    return ""


def note_build(file: str) -> None:
    """Says so where the file is one of a build, which makes it anew."""
    from taskcenter_monitor.workspace.manifest import listed

    folder, name = os.path.split(os.path.realpath(file))
    build, part = os.path.split(folder)
    if f"{part}/{name}" in listed(build):
        print(f"tcmon: {file} is generated: the next tcmon build takes this back", file=sys.stderr)
