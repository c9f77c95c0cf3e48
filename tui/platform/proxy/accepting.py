"""Connections from outside, taken as they come.

asyncio's own server takes four rounds of its loop until somebody sees the first byte of a new connection, and its own
transport another one to close it: of a request that has a connection to itself that is a third of what the proxy adds.
Here a connection is taken, and what came with it read, in one round.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable

READ_AT_ONCE = 256 * 1024
MOST_UNSENT, FEW_UNSENT = 64 * 1024, 16 * 1024
"""Bytes that wait for the other side when whoever writes is told to stop, and to go on."""
PAUSE = 0.1
"""Seconds until it is tried again where no descriptor was left."""
_NONE_LEFT = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Accepting:
    """Takes connections on a socket that listens, each for a protocol of its own."""

    def __init__(self, listener: socket.socket, protocol: Callable[[], asyncio.Protocol]) -> None:
        self._listener = listener
        self._protocol = protocol
        self._loop = asyncio.get_running_loop()
        self._descriptor = listener.fileno()
        listener.setblocking(False)
        self._loop.add_reader(self._descriptor, self._take)

    def close(self) -> None:
        """Take no more; those taken stay."""
        self._loop.remove_reader(self._descriptor)
        self._listener.close()

    def _take(self) -> None:
        """Take one; where there are more, it is this one's turn again after all others that have something to do."""
        try:
            connection, address = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            if error.errno not in _NONE_LEFT:
                raise
            self._loop.remove_reader(self._descriptor)
            self._loop.call_later(PAUSE, self._go_on)
            return
        Accepted(self._loop, connection, address, self._protocol())

    def _go_on(self) -> None:
        if self._listener.fileno() >= 0:
            self._loop.add_reader(self._descriptor, self._take)


class Accepted(asyncio.Transport):
    """A connection that was taken. What is written goes out at once as far as the other side takes it."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, connection: socket.socket, address: object, protocol: asyncio.Protocol
    ) -> None:
        super().__init__({"peername": address, "socket": connection})
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._loop = loop
        self._connection = connection
        self._descriptor = connection.fileno()  # given the socket, the loop would describe it at great length each time
        self._protocol = protocol
        self._unsent = bytearray()
        self._ends = False
        """Whether nothing more is written once what waits is sent."""
        self._closes = False
        self._gone = False
        self._input_ended = False
        self._is_full = False
        protocol.connection_made(self)
        if not self._closes:
            loop.add_reader(self._descriptor, self._read)
            self._read()

    def is_closing(self) -> bool:
        """Whether it is on its way to its end."""
        return self._closes

    def pause_reading(self) -> None:
        """Let the other side wait with what it says."""
        if not self._closes:
            self._loop.remove_reader(self._descriptor)

    def resume_reading(self) -> None:
        """Take in again what the other side says."""
        if not (self._closes or self._input_ended):
            self._loop.add_reader(self._descriptor, self._read)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Send *data* after all that waits."""
        if self._gone or self._ends or not data:
            return
        sent = 0
        if not self._unsent:
            try:
                sent = self._connection.send(data)
            except (BlockingIOError, InterruptedError):
                pass
            except OSError as error:
                self._end(error)
                return
            if sent == len(data):
                return
            self._loop.add_writer(self._descriptor, self._send)
        self._unsent += data[sent:]
        if len(self._unsent) > MOST_UNSENT and not self._is_full:
            self._is_full = True
            self._protocol.pause_writing()

    def can_write_eof(self) -> bool:
        """Whether the end of what is written can be told: always."""
        return True

    def write_eof(self) -> None:
        """Tell that nothing more is written once what waits is sent."""
        self._ends = True
        if not self._unsent and not self._gone:
            self._tell_end()

    def close(self) -> None:
        """End the connection once what waits is sent."""
        if self._closes:
            return
        self._closes = True
        self._loop.remove_reader(self._descriptor)
        if not self._unsent:
            self._end(None)

    def abort(self) -> None:
        """End the connection at once."""
        self._end(None)

    def _read(self) -> None:
        try:
            data = self._connection.recv(READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(error)
            return
        if data:
            self._protocol.data_received(data)
        else:
            self._input_ended = True
            self._loop.remove_reader(self._descriptor)
            if not self._protocol.eof_received():
                self.close()

    def _send(self) -> None:
        try:
            sent = self._connection.send(self._unsent)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._end(error)
            return
        del self._unsent[:sent]
        if self._is_full and len(self._unsent) <= FEW_UNSENT:
            self._is_full = False
            self._protocol.resume_writing()
        if self._unsent:
            return
        self._loop.remove_writer(self._descriptor)
        if self._closes:
            self._end(None)
        elif self._ends:
            self._tell_end()

    def _tell_end(self) -> None:
        try:
            self._connection.shutdown(socket.SHUT_WR)
        except OSError as error:
            self._end(error)

    def _end(self, error: OSError | None) -> None:
        """Let go of the connection; its protocol hears of it when it has its next turn."""
        if self._gone:
            return
        if not self._closes:
            self._loop.remove_reader(self._descriptor)
        if self._unsent:
            self._loop.remove_writer(self._descriptor)
            self._unsent.clear()
        self._gone = self._closes = True
        self._connection.close()
        self._loop.call_soon(self._protocol.connection_lost, error)
