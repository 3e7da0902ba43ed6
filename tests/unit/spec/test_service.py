from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from taskcenter_monitor.spec.reader import read
from taskcenter_monitor.spec.service import Service
from tests.frozen import FROZEN


def service(**keys: Any) -> Service:
    data = read("specs/service.yaml", (FROZEN / "service.yaml").read_bytes()).data
    return Service.model_validate({**data, **keys})


def test_what_a_service_says_of_itself() -> None:
    known = service()
    assert known.service == "task-center"
    assert known.locales == ["zh-CN", "en"]
    assert set(known.external_labels) >= {"cluster", "environment"}
    assert known.title.in_language("zh") == "任务中心"
    assert known.title.in_language("en") == "Task Center"


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"locales": []}, "at least 1 item"),
        ({"locales": ["en", "en"]}, "a locale stands here twice"),
        ({"locales": ["de"]}, "'zh-CN' or 'en'"),
        ({"retention": "45"}, "is not a duration"),
        ({"retention": "0d"}, "longer than nothing"),
        ({"external_labels": {"cluster": ""}}, "drops a label without a value"),
        ({"versions": {"prometheus": "2.41", "alertmanager": "0.25", "grafana": "12"}}, "too old"),
        (
            {"versions": {"prometheus": "x", "alertmanager": "0.25", "grafana": "12.0"}},
            "no version",
        ),
        ({"versions": {"prometheus": 2.42, "alertmanager": "0.25", "grafana": "12.0"}}, "text"),
        ({"external_labels": {"a-b": "c"}}, "no label name"),
        ({"external_labels": {"a": 5}}, "valid string"),
        ({"links": {}}, "Field required"),
    ],
)
def test_what_no_deployment_can_run_is_refused(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        service(**keys)


@pytest.mark.parametrize(
    "address",
    ["", "runbooks.example.com", "https://x/", "https://x/?a=b", "https://x/#a", "ftp://x", "//x"],
)
def test_links_are_addresses_to_which_more_is_appended(address: str) -> None:
    links = service().links.model_dump()
    with pytest.raises(ValidationError, match="an address without a slash"):
        service(links={**links, "runbooks": address})
