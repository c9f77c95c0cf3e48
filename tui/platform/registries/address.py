"""The address of a registry: a host, with a port where it has one."""

from __future__ import annotations

import re
from ipaddress import ip_address

MAX_PORT = 65_535
_ADDRESS = re.compile(
    r"(?:(?P<name>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)|\[(?P<v6>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)


def is_address(text: str) -> bool:
    """True for `ghcr.io`, `localhost:5000` or `[::1]:5000`, in lower case and without a scheme or path."""
    match = _ADDRESS.fullmatch(text)
    if match is None or len(text) > len("[]:65535") + 253:
        return False
    if match["v6"] is not None and not _is_v6(match["v6"]):
        return False
    return int(match["port"] or 1) <= MAX_PORT


def origin_of(address: str) -> str:
    """Where the registry at *address* is asked: over TLS, unless it is on this machine."""
    host = address.rpartition(":")[0] if re.search(r":[0-9]+$", address) and not address.endswith("]") else address
    return f"{'http' if is_loopback(host.strip('[]')) else 'https'}://{address}"


def is_loopback(host: str) -> bool:
    """True for a name or address of this machine itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _is_v6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False
