"""What the address of a registry and a login look like, said while somebody types, and where an image is from."""

from __future__ import annotations

import re
from ipaddress import ip_address

MAX_PORT = 65_535
MAX_DESCRIPTION, MAX_USERNAME, MAX_PASSWORD = 255, 255, 16 * 1024
"""Characters; some registries take a signed document for a password."""
DOCKER_HUB = "index.docker.io"
"""Where an image is from that names no host."""
_SAME_AS_DOCKER_HUB = frozenset({DOCKER_HUB, "docker.io", "registry-1.docker.io", "registry.hub.docker.com"})
_ADDRESS = re.compile(
    r"(?:(?P<name>(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)|\[(?P<v6>[0-9a-f:.]+)\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_EXAMPLE = "`ghcr.io` or `localhost:5000`"


def is_address(text: str) -> bool:
    """True for `ghcr.io`, `localhost:5000` or `[::1]:5000`, in lower case and without a scheme or path."""
    match = _ADDRESS.fullmatch(text)
    if match is None or len(text) > len("[]:65535") + 253:
        return False
    if match["v6"] is not None and not _is_v6(match["v6"]):
        return False
    return int(match["port"] or 1) <= MAX_PORT


def address_problem(text: str) -> str:
    """What is wrong with the address of a registry, a sentence that says what to write; empty when it is fine."""
    if _SCHEME.match(text) or "/" in text:
        return f"The host alone: without `https://` and without a path, such as {_EXAMPLE}."
    if is_address(text.lower()):
        return ""
    return f"This is the host of a registry, with a port where it has one, such as {_EXAMPLE}."


def description_problem(text: str) -> str:
    """What is wrong with a description; empty when it is fine."""
    return _problem_of_line(text, "A description", MAX_DESCRIPTION)


def username_problem(text: str) -> str:
    """What is wrong with the name of a login; empty when it is fine. It ends at the first colon where it is sent."""
    return "A username has no colon." if ":" in text else _problem_of_line(text, "A username", MAX_USERNAME)


def password_problem(text: str) -> str:
    """What is wrong with a password, without a word of it; empty when it is fine."""
    return _problem_of_line(text, "A password", MAX_PASSWORD)


def host_of_image(image: str) -> str:
    """The registry an image comes from: `ghcr.io` for `ghcr.io/team/web:1`, Docker Hub where it names none."""
    first, slash, _ = image.partition("/")
    is_host = bool(slash) and ("." in first or ":" in first or first == "localhost")
    return canonical_host(first) if is_host else DOCKER_HUB


def canonical_host(address: str) -> str:
    """The address as it is compared, whatever people wrote around it: Docker Hub has several names."""
    host = _SCHEME.sub("", address).partition("/")[0].lower()
    return DOCKER_HUB if host in _SAME_AS_DOCKER_HUB else host


def _problem_of_line(text: str, what: str, longest: int) -> str:
    if not text.isprintable():
        return f"{what} has no control characters."
    return f"{what} has {longest:,} characters at most." if len(text) > longest else ""


def _is_v6(text: str) -> bool:
    try:
        return ip_address(text).version == 6
    except ValueError:
        return False
