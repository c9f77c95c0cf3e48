"""Origins: which addresses are allowed, and which of them a token may go to.

The rules, in one place:

- An origin is `https://host[:port]`. `http://` is allowed for loopback alone (`localhost`, `127.0.0.0/8`, `::1`),
  because a token goes with every request and would cross the network readable. A `/v2` at the end is dropped; any
  other path, a query, a fragment or a user name is refused.
- The vendor's tokens (`MITTWALD_API_TOKEN` and the token file of the CLI `mw`) go to `https://api.mittwald.de` and
  nowhere else, not even where `MITTWALD_API_BASE_URL` or a profile points: whoever can set an address must not get a
  token by it.
- `STACKDECK_TOKEN` goes where the person pointed this program: to `--url`, to the origin in `MITTWALD_API_BASE_URL`,
  or to the vendor's.
- A profile in the settings whose origin is not the vendor's names the source of its token itself. Nothing is tried by
  default.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import urlsplit

from tui.settings.errors import SettingsError

VENDOR_ORIGIN = "https://api.mittwald.de"
"""The one origin that the vendor's tokens belong to."""
_HOST = re.compile(r"[a-z0-9]([a-z0-9_.-]*[a-z0-9])?")
_DEFAULT_PORTS = {"https": 443, "http": 80}


def parse_origin(text: str, *, where: str) -> str:
    """The origin in *text*, in lower case, without `/v2` and without a default port.

    *where* begins the sentence of an error: `--url`, or the key in the settings.
    """
    text = text.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise SettingsError(f"{where} is not an address. Write it as https://host or https://host:port.") from None
    if parts.username is not None or parts.password is not None:
        raise SettingsError(
            f"{where} carries a user name or password. Leave it out: "
            "a token comes from the environment, a file or a command."
        )
    host = parts.hostname or ""
    if parts.scheme not in _DEFAULT_PORTS or not _is_host(host) or not text.isprintable():
        raise SettingsError(
            f"{where} is {text!r}, which is not an origin. Write it as https://host or https://host:port."
        )
    if parts.path.rstrip("/") not in ("", "/v2") or parts.query or parts.fragment:
        raise SettingsError(f"{where} is {text!r}: after the host only /v2 may follow.")
    if parts.scheme == "http" and not is_loopback(host):
        raise SettingsError(
            f"{where} is {text!r}: plain http would show the token to the network. "
            "Write https://, or use a loopback address."
        )
    shown_host = f"[{host}]" if ":" in host else host
    suffix = "" if port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{shown_host}{suffix}"


def host_and_port(origin: str) -> str:
    """`host:port` of an origin, with the port even where it is the default one."""
    parts = urlsplit(origin)
    return f"{parts.netloc}:{_DEFAULT_PORTS[parts.scheme]}" if parts.port is None else parts.netloc


def is_loopback(host: str) -> bool:
    """True when *host* is this machine by its very name."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True
