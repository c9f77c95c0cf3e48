"""Where the registry at an address is asked."""

from __future__ import annotations

import re
from ipaddress import ip_address


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
