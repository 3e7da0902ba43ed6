"""A server that speaks as much of the protocol of Redis as its client needs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread


class Handler(StreamRequestHandler):
    """One connection. What is stored is lost with the server."""

    server: Server

    def handle(self) -> None:
        queued: list[list[bytes]] | None = None
        while command := self.read():
            name = command[0].upper()
            if name == b"MULTI":
                queued = []
                self.wfile.write(b"+OK\r\n")
            elif name == b"EXEC" and queued is not None:
                answers = [self.answer(one) for one in queued]
                queued = None
                self.wfile.write(b"*%d\r\n%s" % (len(answers), b"".join(answers)))
            elif queued is not None:
                queued.append(command)
                self.wfile.write(b"+QUEUED\r\n")
            else:
                self.wfile.write(self.answer(command))

    def read(self) -> list[bytes]:
        line = self.rfile.readline()
        if not line.startswith(b"*"):
            return []
        return [
            self.rfile.read(int(self.rfile.readline()[1:]) + 2)[:-2] for _ in range(int(line[1:]))
        ]

    def answer(self, command: list[bytes]) -> bytes:
        name, *rest = command
        self.server.commands.append(command)
        if name.upper() == b"SET":
            self.server.stored[rest[0]] = rest[1]
            return b"+OK\r\n"
        if name.upper() == b"GET":
            value = self.server.stored.get(rest[0])
            return b"$-1\r\n" if value is None else b"$%d\r\n%s\r\n" % (len(value), value)
        if name.upper() == b"CLIENT":
            return b"+OK\r\n"
        return b"-ERR unknown command\r\n"


class Server(ThreadingTCPServer):
    """On a free port of loopback."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.stored: dict[bytes, bytes] = {}
        self.commands: list[list[bytes]] = []

    @property
    def port(self) -> int:
        port: int = self.server_address[1]
        return port


@contextmanager
def serving() -> Iterator[Server]:
    with Server() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join(10)
