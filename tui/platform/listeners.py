"""Who listens on a port of the loopback address: only the process of a service is handed what is meant for it.

On Linux that is read from the kernel's tables: the sockets that listen on the port, and which process holds them. Once
found, it takes one look at the holder's descriptor to know that nothing has changed. Elsewhere `lsof` tells, and is
asked again after some seconds; where there is neither, all that is known is that the port was free when it was given.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tui.platform.processes import HAS_PROC, PROC, session_members

LSOF = "/usr/sbin/lsof"
LSOF_HOLDS = 5.0
"""Seconds that what `lsof` has said counts."""


def _as_in_table(address: str) -> str:
    """An address as the kernel writes it: words in the machine's own order."""
    packed = socket.inet_aton(address)
    return f"{int.from_bytes(packed, sys.byteorder):08X}"


_LOOPBACK = _as_in_table("127.0.0.1")
_EVERY = "0" * 8
_MAPPED = "0" * 16 + f"{int.from_bytes(bytes((0, 0, 255, 255)), sys.byteorder):08X}"
_BY_PRECEDENCE = ((_LOOPBACK, _MAPPED + _LOOPBACK), (_EVERY, _MAPPED + _EVERY), ("0" * 32,))
"""The addresses that answer for 127.0.0.1, the most exact first, which is the one that gets a connection."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A descriptor of a process that is a listening socket."""

    descriptor: str
    """Its path below `/proc`."""
    socket: str

    def holds(self) -> bool:
        """Whether that is still so."""
        try:
            return os.readlink(self.descriptor) == self.socket  # noqa: PTH115 -- asked for each request, and twice as fast
        except OSError:
            return False


class OwnPorts:
    """Knows on which ports the processes of one session listen; *leader* leads it."""

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self._proofs: dict[int, tuple[Proof, ...]] = {}
        self._told: dict[int, float] = {}
        self._looking = asyncio.Lock()

    async def listens(self, port: int) -> bool:
        """Whether what answers on this port of the loopback address is a process of the session."""
        if self._is_known(port):
            return True
        async with self._looking:
            return self._is_known(port) or await asyncio.to_thread(self._look, port)

    def _is_known(self, port: int) -> bool:
        if not HAS_PROC:
            return time.monotonic() < self._told.get(port, 0)
        proofs = self._proofs.get(port)
        return proofs is not None and all(proof.holds() for proof in proofs)

    def _look(self, port: int) -> bool:
        if HAS_PROC:
            self._proofs.pop(port, None)
            if proofs := find_proofs(self._leader, listening_sockets(_tables(), port)):
                self._proofs[port] = proofs
            return bool(proofs)
        if found := ask_lsof(self._leader, port):
            self._told[port] = time.monotonic() + LSOF_HOLDS
        return found


def listening_sockets(tables: Iterable[str], port: int) -> frozenset[str]:
    """The sockets that would get a connection to this port of 127.0.0.1, by their numbers, from the kernel's tables."""
    row = re.compile(rf"^ *\d+: ([0-9A-F]+):{port:04X} [0-9A-F]+:0000 0A \S+ \S+ \S+ +\d+ +\d+ (\d+) ", re.MULTILINE)
    by_address: dict[str, set[str]] = {}
    for table in tables:
        for address, number in row.findall(table):
            by_address.setdefault(address, set()).add(number)
    for addresses in _BY_PRECEDENCE:
        if sockets := frozenset(number for address in addresses for number in by_address.get(address, ())):
            return sockets
    return frozenset()


def find_proofs(leader: int, sockets: frozenset[str]) -> tuple[Proof, ...]:
    """Descriptors in the session of *leader* for each of *sockets*; nothing unless it holds all of them."""
    wanted = {f"socket:[{number}]" for number in sockets}
    found: dict[str, Proof] = {}
    # The leader alone first: to find the others takes a look at every process of the machine.
    groups: tuple[Callable[[], list[int]], ...] = (lambda: [leader], lambda: session_members(leader))
    for group in groups if wanted else ():
        for pid in group():
            found |= {proof.socket: proof for proof in _sockets_of(pid) if proof.socket in wanted}
        if found.keys() == wanted:
            return tuple(found.values())
    return ()


def ask_lsof(leader: int, port: int) -> bool:
    """Whether `lsof` lists a process of the group that listens on *port*; True where it can't be asked."""
    command = [LSOF, "-nP", "-a", "-g", str(leader), f"-iTCP:{port}", "-sTCP:LISTEN", "-t"]
    try:
        return bool(subprocess.run(command, capture_output=True, check=False, timeout=5).stdout.strip())  # noqa: S603 -- a fixed program with our own options
    except (OSError, subprocess.SubprocessError):
        return True


def _tables() -> list[str]:
    found = []
    for name in ("tcp", "tcp6"):
        try:
            found.append((PROC / "net" / name).read_text(encoding="ascii"))
        except OSError:
            continue
    return found


def _sockets_of(pid: int) -> list[Proof]:
    try:
        descriptors = list((PROC / str(pid) / "fd").iterdir())
    except OSError:
        return []
    found = []
    for descriptor in descriptors:
        try:
            found.append(Proof(str(descriptor), str(descriptor.readlink())))
        except OSError:
            continue
    return found
