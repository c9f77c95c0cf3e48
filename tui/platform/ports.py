"""Which port of this machine stands for which port of a service."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2s

FIRST, COUNT = 20_000, 10_000
"""Below the range that Linux and macOS take for outgoing connections, so that a port stays free over a restart."""
MOST_PER_SERVICE = 64


@dataclass(frozen=True, slots=True)
class Port:
    """A port of a service and the port of this machine that stands for it."""

    number: int
    protocol: str
    host: int

    def __str__(self) -> str:
        suffix = "" if self.protocol == "tcp" else f"/{self.protocol}"
        return f"port {self.number}{suffix} → 127.0.0.1:{self.host}"


def container_ports(declared: Sequence[str]) -> list[tuple[int, str]]:
    """The ports of the container that *declared* names, ranges spread out, in order and each once.

    Entries look like `8080:80/tcp`, `3306/tcp`, `80` or `8000-8003:8000-8003/tcp`; what is none of these is left out
    (the API has refused it), and so is what goes beyond 64 ports.
    """
    found: dict[tuple[int, str], None] = {}
    for entry in declared:
        rest, _, protocol = entry.partition("/")
        first, _, last = rest.rpartition(":")[2].partition("-")
        if all(part.isdecimal() and len(part) <= len("65535") for part in (first, last or first)):
            for number in range(int(first), min(int(last or first), int(first) + MOST_PER_SERVICE) + 1):
                found[number, protocol or "tcp"] = None
    return list(found)[:MOST_PER_SERVICE]


class PortBook:
    """Hands out ports of this machine.

    The same service gets the same port again, also after the platform was restarted: where the search starts follows
    from the names alone.
    """

    def __init__(self, realm: str) -> None:
        self._realm = realm
        self._given: dict[tuple[str, int, str], int] = {}

    def give(self, service_id: str, wanted: Iterable[tuple[int, str]]) -> tuple[Port, ...]:
        """A free port for each of *wanted*; one that was given before is kept while nobody else uses it."""
        return tuple(Port(number, protocol, self._find(service_id, number, protocol)) for number, protocol in wanted)

    def take_back(self, service_id: str) -> None:
        """Forget the ports of a service that is gone for good."""
        self._given = {key: port for key, port in self._given.items() if key[0] != service_id}

    def _find(self, service_id: str, number: int, protocol: str) -> int:
        key = (service_id, number, protocol)
        taken = {(port, other[2]) for other, port in self._given.items() if other != key}
        seed = blake2s(f"{self._realm} {service_id} {number}/{protocol}".encode(), digest_size=4).digest()
        start = int.from_bytes(seed)
        candidates = (FIRST + (start + step) % COUNT for step in range(COUNT))
        if key in self._given and is_free(self._given[key], protocol):
            return self._given[key]
        for port in candidates:
            if (port, protocol) not in taken and is_free(port, protocol):
                self._given[key] = port
                return port
        raise OSError(f"no free port on this machine for port {number}")


def is_free(port: int, protocol: str) -> bool:
    """Whether a process could listen on this port of the loopback address now."""
    kind = socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind == socket.SOCK_STREAM:
            # As servers do: connections of an earlier run that linger must not make the port look taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
