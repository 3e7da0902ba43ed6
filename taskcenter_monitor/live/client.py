"""Speaks HTTP with one server: one connection, JSON both ways, and no proxy ever."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit

from taskcenter_monitor.errors import EnvironmentFault

Parameters = Mapping[str, str] | Sequence[tuple[str, str]]

_OK = range(200, 300)
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_SHOWN = 300
"""Characters of an answer that a message shows."""


class Refused(EnvironmentFault):
    """The server has answered with a status that says no.

    `status` is its number, `reason` what the server itself says about it, "" where it says nothing.
    """

    def __init__(self, message: str, status: int, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class Client:
    """A connection to the server at `url`; `timeout` bounds each answer, in seconds.

    The proxies of the environment are not asked: they do not lead to loopback.
    """

    def __init__(self, url: str, timeout: float = 10.0) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        self._prefix = parts.path
        self._connection = http.client.HTTPConnection(
            parts.hostname or "", parts.port or 80, timeout=timeout
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; the next request would open it again."""
        self._connection.close()

    def answers(self, path: str) -> bool:
        """Whether there is an answer to a GET, and it says yes."""
        try:
            return self._exchange("GET", path)[0] in _OK
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str, parameters: Parameters = ()) -> Any:  # noqa: ANN401 - JSON
        """The JSON that a GET yields. Raises EnvironmentFault; Refused where the server says no."""
        query = urlencode(parameters)
        return self._asked("GET", f"{path}?{query}" if query else path)

    def post(self, path: str, value: object) -> Any:  # noqa: ANN401 - JSON
        """Sends JSON; yields the answer, or None where it is empty. Raises as `get` does."""
        return self._asked("POST", path, json.dumps(value, ensure_ascii=False).encode())

    def put(self, path: str, value: object) -> Any:  # noqa: ANN401 - JSON
        """The same as `post`, with another verb."""
        return self._asked("PUT", path, json.dumps(value, ensure_ascii=False).encode())

    def delete(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """Asks for something to be gone. Raises as `get` does."""
        return self._asked("DELETE", path)

    def post_form(self, path: str, parameters: Parameters) -> Any:  # noqa: ANN401 - JSON
        """The same as `get`, for parameters that are too long for an address. Raises as it does."""
        return self._asked("POST", path, urlencode(parameters).encode(), _FORM)

    def _asked(self, method: str, path: str, body: bytes | None = None, kind: str = _JSON) -> Any:  # noqa: ANN401
        try:
            status, answer = self._exchange(method, path, body, kind)
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise EnvironmentFault(f"{self.url} does not answer: {reason.lower()}") from error
        if status not in _OK:
            said = " ".join(answer.decode("utf-8", "replace").split())[:_SHOWN]
            message = f"{self.url}{path.partition('?')[0]} answered {status}: {said}"
            raise Refused(message, status, _reason(answer))
        return self._read(answer)

    def _read(self, answer: bytes) -> Any:  # noqa: ANN401 - JSON
        if not answer.strip():
            return None
        try:
            return json.loads(answer)
        except ValueError as error:
            raise EnvironmentFault(f"{self.url} answers with something else than JSON") from error

    def _exchange(
        self, method: str, path: str, body: bytes | None = None, kind: str = _JSON
    ) -> tuple[int, bytes]:
        headers = {"Accept": _JSON}
        if body is not None:
            headers["Content-Type"] = kind
        try:
            self._connection.request(method, self._prefix + path, body, headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except BaseException:
            # Half an exchange leaves a connection that cannot be used again.
            self._connection.close()
            raise


def _reason(answer: bytes) -> str:
    """What an answer in JSON calls its error."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    return str(said.get("error", "")) if isinstance(said, dict) else ""
