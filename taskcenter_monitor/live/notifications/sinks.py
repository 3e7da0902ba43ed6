"""Stands in for every service that people are told by: a web server and a mail server on loopback.

Both take whatever they get. Neither leads anywhere.
"""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from taskcenter_monitor.live.launches import HOST
from taskcenter_monitor.live.notifications.inbox import Inbox


@dataclass(frozen=True, slots=True, kw_only=True)
class Sinks:
    """Where they are: an URL without a slash at its end, and host:port."""

    web: str
    mail: str


@contextmanager
def sinks(inbox: Inbox) -> Iterator[Sinks]:
    """Both, as long as they are needed; all that arrives goes into the inbox."""
    with _listening(_Web, inbox) as web, _listening(_Mail, inbox) as mail:
        yield Sinks(web=f"http://{HOST}:{web}", mail=f"{HOST}:{mail}")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256
    block_on_close = False

    def __init__(self, handler: type[socketserver.BaseRequestHandler], inbox: Inbox) -> None:
        self.inbox = inbox
        super().__init__((HOST, 0), handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: Alertmanager is killed while it is connected."""


@contextmanager
def _listening(handler: type[socketserver.BaseRequestHandler], inbox: Inbox) -> Iterator[int]:
    """The port of a server in a thread of its own."""
    with _Server(handler, inbox) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            port: int = server.server_address[1]
            yield port
        finally:
            server.shutdown()
            thread.join()


class _Web(BaseHTTPRequestHandler):
    """Says yes in the words of every service at once.

    WeCom asks for an access token first: it is given the secret it came with.
    """

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.server.inbox.takes(self.path):
            self.send_error(HTTPStatus.BAD_REQUEST)
            return
        self.server.inbox.put(self.path, body)
        self._answer("")

    def do_GET(self) -> None:
        secret = parse_qs(urlsplit(self.path).query).get("corpsecret", [""])
        self._answer(secret[0])

    def _answer(self, access_token: str) -> None:
        said = {"ok": True, "errcode": 0, "status": "success", "access_token": access_token}
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


class _Mail(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs that wants neither TLS nor a login."""

    server: _Server

    def handle(self) -> None:
        self._say("220 sink")
        recipients: list[str] = []
        for line in self.rfile:
            verb = line[:4].upper()
            if verb == b"QUIT":
                self._say("221 bye")
                return
            if verb == b"DATA":
                self._say("354 go on")
                self._take(" ".join(recipients))
            elif verb == b"RCPT":
                recipients.append(line.decode("utf-8", "replace"))
            elif verb in (b"MAIL", b"RSET"):
                recipients = []
            self._say("250 ok")

    def _take(self, recipients: str) -> None:
        """A message up to the lonely dot, without the dots that were doubled for it.

        A client that goes away before has found that it has nothing to say.
        """
        lines: list[bytes] = []
        for line in self.rfile:
            if line.rstrip(b"\r\n") == b".":
                self.server.inbox.put(recipients, b"".join(lines))
                return
            lines.append(line[1:] if line.startswith(b"..") else line)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())
