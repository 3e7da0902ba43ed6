"""Fifty errors as services have them, each with what changes from one time to the next."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

WORDS = ("支付", "订单", "结算", "billing", "orders", "mail", "search", "风控", "rank", "库存")
PATHS = ("/var/lib/tasks", "/data/blobs", "/tmp/upload", "/srv/export")  # noqa: S108 - in a text
ERRORS: tuple[str, ...] = (
    "task {number} failed: connection to {address}:{port} refused",
    "task {number} failed: connection to {address}:{port} timed out after {ms} ms",
    "task {number} failed: no route to host {address}",
    "callback of task {number} to https://{host}/v2/callback?id={number} returned status {code}",
    "callback of task {number} gave up after {few} attempts, next at {time}",
    "callback body of {number} bytes is larger than {number}",
    "(1213, 'Deadlock found when trying to get lock; try restarting transaction') on table {word}",
    "(1205, 'Lock wait timeout exceeded; try restarting transaction') on table {word}",
    "(1062, \"Duplicate entry '{number}-{hex}' for key 'PRIMARY'\")",
    "(2006, 'MySQL server has gone away (ConnectionResetError({few}, ...))') after {ms} ms",
    "(1040, 'Too many connections') from {address}",
    "Error {few} connecting to {address}:{port}. Connection refused.",
    "Timeout reading from {host}:{port}",
    "MOVED {number} {address}:{port}",
    "LOADING Redis is loading the dataset in memory, {few} of {few} shards",
    "OOM command not allowed when used memory > 'maxmemory' ({number} bytes)",
    "lock task:{number}:{uuid} is held by worker-{few} since {time}",
    "lease {uuid} of worker-{few} expired {ms} ms ago",
    "worker-{few} lost its heartbeat at {time}",
    "queue {word} holds {number} tasks, more than {number}",
    "message {uuid} of queue {word} was delivered {few} times and is put aside",
    "cannot decode message {hex}: invalid start byte 0x{byte} in position {few}",
    "invalid JSON at line {few} column {few}: expected ',' or '}}'",
    "unknown field '{word}' in task {number} of business {number}",
    "field 'deadline' of task {number} is in the past: {time}",
    "business {number} has no quota left: {number} of {number} used",
    "user {number} may not cancel task {number}",
    "token {hex} is expired since {time}",
    "signature {hex} does not match for request {uuid}",
    "no handler for task type '{word}' (version {few}.{few}.{few})",
    "handler ran for {ms} ms, limit {ms} ms, killed",
    "cannot allocate {number} bytes",
    "[Errno 28] No space left on device: '{path}/{hex}.tmp'",
    "[Errno 2] No such file or directory: '{path}/{number}.json'",
    "[Errno 13] Permission denied: '{path}/{hex}'",
    "checksum of blob {hex} is {hex}, expected {hex}",
    "chunk {few} of {few} of upload {uuid} is missing",
    "HTTPSConnectionPool(host='{host}', port={port}): Max retries exceeded with url: /v1/{number}",
    "certificate of {host} expired on {time}",
    "rate limit of {number} requests per minute exceeded for key {hex}",
    "任务 {number} 执行失败:连接 {address}:{port} 超时",
    "任务 {number} 执行失败:重试 {few} 次后放弃",
    "任务 {number} 的回调返回状态码 {code},业务“{word}”",
    "业务“{word}”的配额已用完:{number}/{number}",
    "用户 {number} 无权操作任务 {number}",
    "队列“{word}”积压 {number} 条消息,超过上限 {number}",
    "数据库连接池已耗尽:{few}/{few},等待 {ms} 毫秒",
    "消息 {uuid} 解析失败:第 {few} 行缺少字段「{word}」",
    "分片 {few} 的主节点 {address} 不可用,正在切换",
    "文件 {path}/{hex} 校验失败:期望 {hex},实际 {hex}",
)
"""Several of them start or end alike, which is where a likeness alone goes wrong."""
_VALUES: dict[str, Callable[[Random], str]] = {
    "number": lambda chance: str(chance.randrange(10 ** chance.randrange(1, 10))),
    "few": lambda chance: str(chance.randrange(20)),
    "ms": lambda chance: f"{chance.random() * 5000:.{chance.randrange(3)}f}",
    "code": lambda chance: str(chance.choice((400, 404, 429, 500, 502, 503, 504))),
    "port": lambda chance: str(chance.choice((80, 443, 3306, 6379, 8080, 50051))),
    "address": lambda chance: ".".join(str(chance.randrange(256)) for _ in range(4)),
    "host": lambda chance: f"{chance.choice(WORDS[3:6])}-{chance.randrange(30)}.example.com",
    "hex": lambda chance: f"{chance.getrandbits(128):032x}",
    "byte": lambda chance: f"{chance.randrange(256):02x}",
    "uuid": lambda chance: str(UUID(int=chance.getrandbits(128))),
    "time": lambda chance: (
        f"2026-08-{chance.randrange(1, 32):02d}T{chance.randrange(24):02d}:10:59Z"
    ),
    "word": lambda chance: chance.choice(WORDS),
    "path": lambda chance: chance.choice(PATHS),
}


class _Values(dict[str, str]):
    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def __missing__(self, name: str) -> str:
        return _VALUES[name](self._chance)


def message(template: str, chance: Random) -> str:
    """One message of an error; every place in it has a value of its own."""
    return template.format_map(_Values(chance))
