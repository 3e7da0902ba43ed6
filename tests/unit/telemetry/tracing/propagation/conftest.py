from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.context import Context, attach, detach
from opentelemetry.propagate import get_global_textmap, set_global_textmap

from taskcenter_monitor.telemetry.tracing.propagation import current


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Nothing is bound or chosen, and nothing stays so."""
    chosen, textmap = current._choice, get_global_textmap()
    token = attach(Context())
    yield
    detach(token)
    current._choice = chosen
    set_global_textmap(textmap)
