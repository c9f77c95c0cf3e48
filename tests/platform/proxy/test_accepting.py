from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from tui.platform.proxy.accepting import MOST_UNSENT, Accepted, Accepting

MUCH = bytes(range(256)) * 40_000
"""Ten megabytes: more than any socket takes at once."""


class Heard(asyncio.Protocol):
    """Keeps what happens to a connection."""

    def __init__(self) -> None:
        self.received = b""
        self.events: list[str] = []
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, Accepted)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.received += data

    def eof_received(self) -> bool:
        self.events.append("end")
        return True

    def pause_writing(self) -> None:
        self.events.append("pause")

    def resume_writing(self) -> None:
        self.events.append("resume")

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set_result(error)


class Port:
    """A port on which connections are taken."""

    def __init__(self) -> None:
        self.taken: asyncio.Queue[Heard] = asyncio.Queue()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.accepting = Accepting(self.listener, self._hear)

    def _hear(self) -> Heard:
        heard = Heard()
        self.taken.put_nowait(heard)
        return heard

    def connect(self) -> socket.socket:
        """A connection from outside, which the loop may not have seen yet."""
        return socket.create_connection(self.listener.getsockname())


@pytest.fixture
async def port() -> AsyncIterator[Port]:
    port = Port()
    yield port
    port.accepting.close()
    while not port.taken.empty():
        port.taken.get_nowait().transport.abort()


async def read_all(connection: socket.socket) -> bytes:
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        return await reader.read()
    finally:
        writer.close()


async def test_what_came_with_a_connection_is_there_when_it_is_taken(port: Port) -> None:
    with closing(port.connect()) as connection:
        connection.sendall(b"at once")
        heard = await port.taken.get()
        assert heard.received == b"at once"
        assert heard.transport.get_extra_info("peername") == connection.getsockname()


async def test_many_that_come_together_are_all_taken(port: Port) -> None:
    connections = [port.connect() for _ in range(90)]
    heard = [await port.taken.get() for _ in connections]
    names = {each.transport.get_extra_info("peername") for each in heard}
    assert names == {connection.getsockname() for connection in connections}
    for connection in connections:
        connection.close()
    for each in heard:
        each.transport.abort()
        assert await each.lost is None


async def test_whoever_writes_is_held_back_until_the_other_side_reads(port: Port) -> None:
    connection = port.connect()
    heard = await port.taken.get()
    heard.transport.write(MUCH)
    assert heard.events == ["pause"]
    heard.transport.write(b"last")
    heard.transport.close()
    assert await read_all(connection) == MUCH + b"last"
    assert heard.events == ["pause", "resume"]
    assert await heard.lost is None


async def test_little_is_sent_at_once_and_holds_nobody_back(port: Port) -> None:
    with closing(port.connect()) as connection:
        heard = await port.taken.get()
        heard.transport.write(b"x" * (MOST_UNSENT // 2))
        connection.settimeout(5)
        assert connection.recv(1)
        assert heard.events == []


async def test_the_end_of_either_side_leaves_the_other_one_open(port: Port) -> None:
    connection = port.connect()
    heard = await port.taken.get()
    connection.sendall(b"all")
    connection.shutdown(socket.SHUT_WR)
    while "end" not in heard.events:
        await asyncio.sleep(0)
    assert heard.received == b"all"
    heard.transport.write(MUCH)
    heard.transport.write_eof()
    heard.transport.write(b"too late")
    assert await read_all(connection) == MUCH
    assert not heard.transport.is_closing()


async def test_nothing_is_read_while_reading_pauses(port: Port) -> None:
    with closing(port.connect()) as connection:
        heard = await port.taken.get()
        heard.transport.pause_reading()
        connection.sendall(b"later")
        other = port.connect()  # when it is taken, the loop has looked at all that has come
        await port.taken.get()
        other.close()
        assert heard.received == b""
        heard.transport.resume_reading()
        while not heard.received:
            await asyncio.sleep(0)
        assert heard.received == b"later"


async def test_a_connection_that_breaks_is_told(port: Port) -> None:
    connection = port.connect()
    heard = await port.taken.get()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    connection.close()
    assert isinstance(await heard.lost, ConnectionResetError)
    heard.transport.write(b"nobody reads this")
    assert heard.transport.is_closing()


async def test_when_no_descriptor_is_left_it_is_tried_again(port: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    class OneTooMany:
        """The listener of a process that has as many descriptors as it may have, once."""

        def __init__(self, listener: socket.socket) -> None:
            self.listener = listener
            self.asked = 0

        def fileno(self) -> int:
            return self.listener.fileno()

        def accept(self) -> tuple[socket.socket, object]:
            self.asked += 1
            if self.asked == 1:
                raise OSError(errno.EMFILE, "too many open files")
            return self.listener.accept()

    few = OneTooMany(port.listener)
    monkeypatch.setattr(port.accepting, "_listener", few)
    with closing(port.connect()):
        await port.taken.get()
    assert few.asked > 1
