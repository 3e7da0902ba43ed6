"""Let Debian's Alertmanager start from where it was unpacked.

Debian patches it to read its default templates from a folder below /usr/share, which only an
installed package has, and it does not start without them. In a copy of the program that path is
replaced by one of the same length which leads to the working directory; whoever starts the copy
puts the templates there.
"""

from __future__ import annotations

from pathlib import Path

SHARE = b"/usr/share/prometheus/alertmanager"
HERE = b"." + b"/" * (len(SHARE) - 1)


def startable(program: Path, copy: Path) -> Path:
    """The program to start: `copy`, written where that is needed, else `program` itself.

    An Alertmanager that has its templates built in, or finds them installed, is used as it is.
    """
    code = program.read_bytes()
    if SHARE not in code or Path(SHARE.decode(), "default.tmpl").exists():
        return program
    fresh = copy.with_name(f".{copy.name}.new")
    fresh.write_bytes(code.replace(SHARE, HERE))
    fresh.chmod(program.stat().st_mode)
    fresh.replace(copy)
    return copy
