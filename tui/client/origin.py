"""Where the platform is: its address, taken apart and judged once."""

from __future__ import annotations

from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

from tui.client.errors import Misconfigured, Redirected

_DEFAULT_PORTS = {"http": 80, "https": 443}


class Origin(NamedTuple):
    """Scheme, host and port: what a token belongs to. `prefix` is the path in front of `/v2`."""

    scheme: str
    host: str
    port: int
    prefix: str = ""

    @property
    def is_loopback(self) -> bool:
        """True when requests never leave this machine."""
        if self.host == "localhost":
            return True
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def netloc(self) -> str:
        """Host and port as they stand in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    def url(self, target: str) -> str:
        """The whole address of *target*, a path with its query."""
        return f"{self.scheme}://{self.netloc}{self.prefix}{target}"

    def owns(self, url: str) -> bool:
        """Whether *url* has this very scheme, host and port."""
        try:
            parts = urlsplit(url)
            port = parts.port or _DEFAULT_PORTS.get(parts.scheme, 0)
        except ValueError:
            return False
        return (parts.scheme, parts.hostname, port) == (self.scheme, self.host, self.port)

    def redirect(self, url: str, location: str | None, status: int) -> str:
        """The address a redirect from *url* leads to.

        Raises:
            Redirected: when it is not a permanent one that keeps the method (308), or leads away from this origin.
        """
        target = _joined(url, location or "")
        if status == 308 and location and target and self.owns(target):
            return target
        place = location[:200] if location else "an unknown place"
        message = f"{self.netloc} redirects to {place}, which was not followed: the token belongs to {self.netloc}."
        raise Redirected(message, status=status, type="Redirected")


def parse_origin(text: str) -> Origin:
    """The origin in *text*, which may end in `/v2` or a slash as some tools write it.

    Raises:
        Misconfigured: when it is not an address of http or https without user, query and fragment.
    """
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise Misconfigured(f"{_shown(parts, text)} is not the address of a platform; it looks like https://host.")
    if parts.username is not None or parts.password is not None or parts.query or parts.fragment:
        raise Misconfigured("The platform's address takes no user, query or fragment; a token goes elsewhere.")
    prefix = parts.path.rstrip("/").removesuffix("/v2").rstrip("/")
    return Origin(parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme], prefix)


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text.strip())
        _ = parts.port, (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise Misconfigured("The platform's address is not valid; it looks like https://host.") from error
    return parts


def _shown(parts: SplitResult, text: str) -> str:
    return "The configured text" if parts.username or parts.password or "@" in text else repr(text[:100])


def _joined(url: str, location: str) -> str | None:
    try:
        return urljoin(url, location)
    except ValueError:
        return None
