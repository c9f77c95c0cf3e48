"""A connection as both sides of the proxy see it: bytes in, bytes out, and who is slow holds the other back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

MOST_UNREAD = 256 * 1024
"""Bytes that are taken in before they are read; the sender waits then."""


class Wire(asyncio.Protocol):
    """One connection. Only one task may read, and only one may wait for room to write."""

    def __init__(self, made: Callable[[Wire], None] | None = None) -> None:
        self.when_lost: Callable[[], None] | None = None
        """Called once when the connection is gone for good; its end of input alone is not that."""
        self._made = made
        self._transport: asyncio.Transport | None = None
        self._unread: list[bytes] = []
        self._size = 0
        self._input_ended = False
        self._lost = False
        self._error: Exception | None = None
        self._is_full = False
        self._readable: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None

    @property
    def peer(self) -> str:
        """The address at the other end."""
        name = self._transport.get_extra_info("peername") if self._transport else None
        return str(name[0]) if name else ""

    @property
    def is_quiet(self) -> bool:
        """True while the connection stands and nothing has come in that was not read."""
        return not (self._unread or self._input_ended or self._lost)

    @property
    def is_held_back(self) -> bool:
        """True while what was written waits for the other side, or the connection is gone."""
        return self._is_full or self._lost

    async def read(self) -> bytes:
        """What has come in, waiting for the first of it; empty at the end.

        Raises:
            ConnectionError: The connection broke.
        """
        while not self._unread and not self._input_ended:
            self._readable = asyncio.get_running_loop().create_future()
            await self._readable
        if not self._unread and self._error is not None:
            raise ConnectionResetError from self._error
        found = self._unread[0] if len(self._unread) == 1 else b"".join(self._unread)
        self._unread.clear()
        if self._size > MOST_UNREAD and self._transport and not self._lost:
            self._transport.resume_reading()
        self._size = 0
        return found

    def write(self, data: bytes) -> None:
        """Send *data*, now or as soon as there is room."""
        if self._transport and not self._lost:
            self._transport.write(data)

    async def drain(self) -> None:
        """Wait until the other side has taken in most of what was written.

        Raises:
            ConnectionError: The connection broke.
        """
        if self._is_full and not self._lost:
            self._writable = asyncio.get_running_loop().create_future()
            await self._writable
        if self._lost:
            raise ConnectionResetError

    def end_output(self) -> None:
        """Say that nothing more is written; reading goes on."""
        if self._transport and not self._lost and self._transport.can_write_eof():
            self._transport.write_eof()

    def close(self) -> None:
        """End the connection once everything written is sent."""
        if self._transport:
            self._transport.close()

    def abort(self) -> None:
        """End the connection at once."""
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection stands."""
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        if self._made:
            self._made(self)

    def data_received(self, data: bytes) -> None:
        """Something has come in."""
        self._unread.append(data)
        was_small = self._size <= MOST_UNREAD
        self._size += len(data)
        if was_small and self._size > MOST_UNREAD and self._transport:
            self._transport.pause_reading()
        _wake(self._readable)

    def eof_received(self) -> bool:
        """Nothing more comes in; writing goes on."""
        self._input_ended = True
        _wake(self._readable)
        return True

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is gone."""
        self._lost = self._input_ended = True
        self._error = error
        _wake(self._readable)
        _wake(self._writable)
        if self.when_lost:
            self.when_lost()

    def pause_writing(self) -> None:
        """The other side does not keep up."""
        self._is_full = True

    def resume_writing(self) -> None:
        """The other side has caught up."""
        self._is_full = False
        _wake(self._writable)


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
