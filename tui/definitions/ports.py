"""Ports as a definition writes them: `8080:80/tcp`, `3306/tcp`, ranges `8000-8010:80-90/tcp`."""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST_PORTS = 64
"""Ports of one service that are listed; a range may name tens of thousands."""
_PORT = re.compile(
    r"(?:(?P<public>[0-9]{1,9}(?:-[0-9]{1,9})?):)?(?P<inner>[0-9]{1,9}(?:-[0-9]{1,9})?)(?:/(?P<protocol>\w{1,20}))?"
)
_PROTOCOLS = ("tcp", "udp")
_EXAMPLE = "`8080:80/tcp` or `3306/tcp`"


def port_problem(text: str) -> str | None:
    """What is wrong with a port, as a sentence that says what is allowed; None when it is fine."""
    match = _PORT.fullmatch(text)
    if match is None:
        if re.fullmatch(r"[0-9a-fA-F.:\[\]]+:[0-9-]*:[0-9-]+(/\w+)?", text):
            return f"A port can't be bound to an address: write {_EXAMPLE}."
        return f"A port is written {_EXAMPLE}; a range is `8000-8010:80-90/tcp`."
    protocol = match["protocol"]
    if protocol is not None and protocol not in _PROTOCOLS:
        return f"The protocol of a port is `tcp` or `udp`, not `{protocol}`."
    inner = _range(match["inner"])
    public = _range(match["public"] or match["inner"])
    for first, last in (public, inner):
        if not (1 <= first <= 65535 and 1 <= last <= 65535):
            return "A port is a number from 1 to 65535."
        if last < first:
            return f"A range goes from the lower to the higher port: `{last}-{first}`."
    if public[1] - public[0] != inner[1] - inner[0]:
        return "Both ranges must have the same number of ports."
    return None


def published(text: str) -> tuple[range, str]:
    """The public ports of a port that `port_problem` finds fine, and their protocol."""
    match = _PORT.fullmatch(text)
    if match is None:
        return range(0), ""
    first, last = _range(match["public"] or match["inner"])
    return range(first, last + 1), match["protocol"] or "tcp"


def tcp_ports(declared: Iterable[str]) -> tuple[int, ...]:
    """The TCP ports of the container that *declared* names, which a domain can lead to: in order, each once.

    Ranges are spread out; what is no port is left out, and so is what goes beyond `MOST_PORTS`.
    """
    found: dict[int, None] = {}
    for text in declared:
        match = _PORT.fullmatch(text)
        if match is None or (match["protocol"] or "tcp") != "tcp":
            continue
        first, last = _range(match["inner"])
        found |= dict.fromkeys(range(max(first, 1), min(last, first + MOST_PORTS, 65535) + 1))
    return tuple(found)[:MOST_PORTS]


def _range(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    return int(first), int(last or first)
