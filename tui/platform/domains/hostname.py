"""The names of hosts: one form for each, whatever way it is written."""

from __future__ import annotations

from dataclasses import dataclass

LOCAL = "localhost"
"""Names below it always mean this machine (RFC 6761), so they belong to whoever sits at it."""
RESERVED = frozenset({"example", "invalid"})
"""Names below these are in no DNS (RFC 6761)."""
MAX_LENGTH = 253


@dataclass(frozen=True, slots=True)
class Hostname:
    """A host's name in both its forms."""

    text: str
    """As people write it: `bücher.example`."""
    ascii: str
    """As it stands in the DNS and in requests: `xn--bcher-kva.example`."""

    @property
    def is_local(self) -> bool:
        """True for a name that always means this machine."""
        return self.ascii.endswith(f".{LOCAL}")

    @property
    def is_reserved(self) -> bool:
        """True for a name that no DNS knows."""
        return self.ascii.rpartition(".")[2] in RESERVED


def read_hostname(written: str) -> Hostname | None:
    """The name that is *written*, in any case, in Unicode or not; None when it can't be the name of a host."""
    import idna  # 20 ms, for those who connect a domain

    try:
        encoded = idna.encode(written.removesuffix("."), uts46=True, std3_rules=True).decode()
        text = idna.decode(encoded)
    except (idna.IDNAError, UnicodeError):
        return None
    labels = encoded.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(encoded) > MAX_LENGTH:
        return None
    return Hostname(text, encoded.lower())


def read_host(header: str) -> str:
    """The ASCII form of the name in a `Host` header or in an address, without its port; empty for none."""
    name, colon, port = header.strip().rpartition(":")
    name = name if colon and (port.isdecimal() or not port) else header.strip()
    name = name.removesuffix(".").lower()
    if name.isascii():
        return name
    found = read_hostname(name)
    return found.ascii if found else ""
