"""Opens domains in the browser, or shows and copies their addresses where there is none."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import TYPE_CHECKING

from tui.screens.address import AddressScreen
from tui.screens.copying import copy
from tui.settings import child_environment
from tui.state.browser import Browser, ssh_forward
from tui.state.domains import address_of

if TYPE_CHECKING:
    from tui.models.ingress import Ingress
    from tui.screens.domains import DomainsScreen

GROUP = "open a domain"
"""The group of workers that open and copy."""


class DomainOpening:
    """Opens what is highlighted on behalf of the domains' screen."""

    def __init__(self, screen: DomainsScreen) -> None:
        self._screen = screen

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command does."""
        return {"domain.open": self._open, "domain.copy": self._copy}

    def _open(self) -> None:
        if (domain := self._screen.highlighted) is not None and (address := self._address(domain)):
            self._screen.run_worker(self._show(domain, address), group=GROUP, name="open a domain", exclusive=True)

    def _copy(self) -> None:
        screen = self._screen
        if (domain := screen.highlighted) is not None and (address := self._address(domain)):
            work = copy(screen.main.app, address, address)
            screen.run_worker(work, group=GROUP, name="copy an address", exclusive=True)

    def _address(self, domain: Ingress) -> str | None:
        path = self._screen.path
        return address_of(domain, path.path) if path else None

    async def _show(self, domain: Ingress, address: str) -> None:
        app = self._screen.main.app
        browser = Browser(child_environment(os.environ, app.profile.tokens))
        if await browser.open(address):
            app.notify(f"Opened {address}", markup=False)
        else:
            app.push_screen(AddressScreen(address, tunnel=None if browser.is_here else tunnel_to(domain)))


def tunnel_to(domain: Ingress) -> str | None:
    """What to type elsewhere to reach a domain that answers on this machine's loopback alone; None for others."""
    addresses = (*domain.ips.v4, *domain.ips.v6)
    if domain.http_port is None or not addresses or not all(_is_loopback(each) for each in addresses):
        return None
    return ssh_forward(domain.http_port, os.environ, host=socket.gethostname())


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
