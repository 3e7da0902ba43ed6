from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.example.roles import Company, company


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with company(tmp_path_factory.mktemp("centre")) as found:
        yield found
