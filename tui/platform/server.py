"""The platform as one ASGI application: the gate, the events, the routes and the life of the store behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.types import ASGIApp

from tui.platform.api import errors
from tui.platform.api.background import Background
from tui.platform.api.control import Control
from tui.platform.api.dns_watch import DnsWatch
from tui.platform.api.events import HOLD, EventGate
from tui.platform.api.gate import Gate
from tui.platform.api.housekeeping import House, measure_volumes, sweep_volumes
from tui.platform.api.images import add_image_routes
from tui.platform.api.ingresses import IngressRoutes
from tui.platform.api.logins import Logins
from tui.platform.api.projects import ProjectRoutes
from tui.platform.api.quota import Quota
from tui.platform.api.registries import RegistryRoutes
from tui.platform.api.routes import Routes
from tui.platform.api.schedules import Schedules
from tui.platform.api.services import ServiceRoutes
from tui.platform.api.stacks import StackRoutes
from tui.platform.api.templates import add_template_routes
from tui.platform.api.users import UserRoutes
from tui.platform.api.volumes import VolumeRoutes
from tui.platform.domains.lookup import Dns
from tui.platform.proxy.server import DomainProxy
from tui.platform.runtime import Runtime
from tui.platform.seed import seed
from tui.platform.store.mint import Mint

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig

DEFAULT_LAG = 0.15
"""Seconds by which reads trail writes."""
DEFAULT_RATE_LIMIT = 3000
"""Requests a minute."""

_NO_TELEMETRY: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
"""Newer versions of FastAPI would report requests to wherever the environment says; older ones ignore it."""


@dataclass
class ProxyPlace:
    """Where the proxy for domains is: known once the application has started up."""

    port: int | None = None
    """Its port on loopback; None where it could get none."""


def build_app(
    *,
    data: Path,
    runtime: Runtime,
    token: str,
    hosts: frozenset[str],
    lag: float = DEFAULT_LAG,
    rate_limit: int = DEFAULT_RATE_LIMIT,
    empty: bool = False,
    hold: float = HOLD,
    dns: Dns | None = None,
    proxy: ProxyPlace | None = None,
    mint: Mint | None = None,
) -> ASGIApp:
    """Make the application that serves the platform whose state is in *data*.

    Requests need *token* and a `Host` among *hosts* (with the port where there is one). The store is opened when the
    server starts up; a new one gets the sample fleet, or one empty project when *empty*. Reads trail writes by
    *lag* seconds; a read that names an event is held for *hold* seconds at most. *dns* is asked about domains, by
    default the machine's name servers. Domains are answered for only where *proxy* is given.
    New ids and the time come from *mint*.
    """
    control = Control(data, runtime, lag=lag, mint=mint or Mint())
    platform = _Platform(control, dns or Dns(), proxy, empty=empty)
    reads = EventGate(platform.routed(), lambda: control.store.read_side, hold=hold)
    return Gate(reads, token=token, hosts=hosts, quota=Quota(rate_limit))


class _Platform:
    """What serves requests, and what goes on besides, from startup to shutdown."""

    def __init__(self, control: Control, dns: Dns, proxy: ProxyPlace | None, *, empty: bool) -> None:
        self._control = control
        self._proxy = proxy
        self._empty = empty
        self._background = Background()
        self._logins = Logins(control, self._background)
        self._watch = DnsWatch(control, self._background, dns=dns)

    def routed(self) -> FastAPI:
        """The routes."""
        routes = Routes()
        for each in (ProjectRoutes, StackRoutes, ServiceRoutes, VolumeRoutes, UserRoutes):
            each(self._control).add_to(routes)
        RegistryRoutes(self._control, self._logins).add_to(routes)
        IngressRoutes(self._control, self._watch).add_to(routes)
        add_image_routes(routes)
        add_template_routes(routes)
        app = FastAPI(
            routes=routes,
            lifespan=self._life,
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            redirect_slashes=False,
            telemetry=_NO_TELEMETRY,
        )
        errors.install(app)
        return app

    @asynccontextmanager
    async def _life(self, _app: FastAPI) -> AsyncIterator[None]:
        control = self._control
        store = control.open()
        if store.is_new:
            seed(store, empty=self._empty, mint=control.mint)
        try:
            await control.start_up()
            store.read_side.catch_up()  # nobody could ask before, so nobody may miss what was seeded
            async with self._proxying(), self._housekeeping():
                yield
        finally:
            await control.shut_down()

    @asynccontextmanager
    async def _proxying(self) -> AsyncIterator[None]:
        if self._proxy is None:
            yield
            return
        proxy = DomainProxy(self._control.store, self._control.runtime)
        self._control.proxy_port = self._proxy.port = await proxy.open()
        try:
            yield
        finally:
            await proxy.close()

    @asynccontextmanager
    async def _housekeeping(self) -> AsyncIterator[None]:
        house = House()
        house.keep(partial(measure_volumes, self._control), every=60)
        house.keep(partial(sweep_volumes, self._control), every=60)
        house.keep(self._control.store.checkpoint_when_due, every=60)
        house.keep(self._logins.look_at_all, every=900)
        house.keep(self._watch.look_at_all, every=900)
        schedules = Schedules(self._control)
        house.keep(schedules.run_due, every=schedules.seconds_to_next_minute)
        try:
            yield
        finally:
            await house.close()
            await self._background.close()
