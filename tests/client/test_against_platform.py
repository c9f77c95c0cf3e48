"""The client and the local platform understand each other over a real socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.platform.fakes import FakeRuntime
from tests.waiting import until
from tui.client import Client, Forbidden, Invalid, NotFound, RateLimited, Rejected, TokenRefused, Unreachable
from tui.models.declaration import DeclaredService, DeclaredStack, DeclaredVolume, ServicePatch, StackPatch, VolumePatch
from tui.models.service import Service, ServiceStatus
from tui.models.stack import Stack
from tui.platform import launch
from tui.platform.api_server import ApiServer
from tui.platform.server import build_app

TOKEN = "token-of-the-test"
HOST = "stackdeck.local"
UNSETTLED = {ServiceStatus.CREATING, ServiceStatus.STARTING, ServiceStatus.STOPPING}


@asynccontextmanager
async def serving(folder: Path, runtime: FakeRuntime | None = None, **options: Any) -> AsyncIterator[Path]:
    """The platform's server in this process; gives the socket it listens on."""
    path = folder / "api"
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        app = build_app(data=folder, runtime=runtime or FakeRuntime(), token=TOKEN, hosts=frozenset({HOST}), **options)
        answering = asyncio.Event()
        server = ApiServer(app, started=answering.set)
        task = asyncio.create_task(server.serve([listener]))
        await answering.wait()
        try:
            yield path
        finally:
            server.should_exit = True
            await task


def client_of(path: Path, token: str = TOKEN, **options: Any) -> Client:
    return Client(f"http://{HOST}", token, socket=path, **options)


async def stack_of(client: Client, project: str) -> Stack:
    """The default stack of the project with this name."""
    async for found in client.projects.list():
        if found.description == project:
            return await client.stacks.get(found.id)
    pytest.fail(f"there is no project {project}")


async def service_of(client: Client, project: str, name: str) -> Service:
    return next(service for service in (await stack_of(client, project)).services if service.service_name == name)


async def has_status(read: Callable[[], Awaitable[Service]], status: ServiceStatus) -> Service:
    """The service, once it has *status*."""

    async def found() -> Service | None:
        service = await read()
        return service if service.status == status else None

    service = await until(found)
    assert service is not None
    return service


async def settled(client: Client) -> None:
    """Wait until no service is on its way to another status, so that two reads show the same."""

    async def is_so() -> bool:
        return not any(service.status in UNSETTLED for service in await client.services.list_all().all())

    await until(is_so)


async def test_the_whole_fleet_is_read(short_folder: Path) -> None:
    async with serving(short_folder) as path, client_of(path) as client:
        await settled(client)
        projects = await client.projects.list().all()
        stacks = await client.stacks.list_all().all()
        services = await client.services.list_all().all()
        session = await client.session.status()
        user = await client.users.get()
        server = (await client.servers.list().all())[0]

        assert [project.description for project in projects] == ["shop-prod", "shop-stage", "intranet"]
        assert {stack.project_id for stack in stacks} == {project.id for project in projects}
        assert {service.id for stack in stacks for service in stack.services} == {service.id for service in services}
        assert (await client.projects.get(projects[0].short_id)).id == projects[0].id
        assert (await client.servers.get(server.id)).short_id == server.short_id
        assert session.user_id == user.user_id
        for project in projects:
            own = await client.stacks.list(project.id).all()
            assert own == tuple(stack for stack in stacks if stack.project_id == project.id)
            of_project = await client.services.list(project.id).all()
            assert {service.id for service in of_project} == {s.id for stack in own for s in stack.services}


async def test_a_service_is_the_same_from_every_side(short_folder: Path) -> None:
    async with serving(short_folder) as path, client_of(path) as client:
        await settled(client)
        service = await service_of(client, "shop-prod", "web")

        assert await client.services.get(service.stack_id, service.id) == service
        assert await client.services.get(service.stack_id, service.short_id) == service
        found = await client.services.list(service.project_id, stack_id=service.stack_id, search_term="web").all()
        assert service in found


async def test_more_stacks_than_a_page_holds_come_once_each(short_folder: Path) -> None:
    async with serving(short_folder, lag=0.0) as path, client_of(path) as client:
        project = (await client.projects.list().all())[0]
        made = [await client.stacks.create(project.id, f"stack {number:03}") for number in range(120)]

        pages = [page async for page in client.stacks.pages_all()]
        stacks = await client.stacks.list_all().all()

        assert len(pages) == 3
        assert pages[0].total == len(stacks)
        assert len({stack.id for stack in stacks}) == len(stacks)
        assert {stack.id for stack in made} <= {stack.id for stack in stacks}


async def test_an_unchanged_page_has_an_unchanged_digest(short_folder: Path) -> None:
    async with serving(short_folder, lag=0.0) as path, client_of(path) as client:
        await settled(client)
        stack = await stack_of(client, "shop-prod")
        before, again = [[page.digest async for page in client.stacks.pages_all()] for _ in range(2)]
        await client.stacks.update(stack.id, StackPatch(services={"web": ServicePatch(description="changed")}))
        after = [page.digest async for page in client.stacks.pages_all()]

    assert before == again
    assert before != after


async def test_a_read_shows_what_was_written_just_before(short_folder: Path) -> None:
    async with serving(short_folder, lag=0.3) as path, client_of(path) as client:
        project = (await client.projects.list().all())[0]
        for number in range(3):
            stack = await client.stacks.create(project.id, f"stack {number}")
            assert await client.stacks.get(stack.id) == stack
            assert stack in await client.stacks.list_all().all()


async def test_a_read_side_that_does_not_follow_is_read_as_it_is(short_folder: Path) -> None:
    async with serving(short_folder, lag=3600.0, hold=0.05) as path, client_of(path) as client:
        stack = await stack_of(client, "shop-prod")
        await client.stacks.update(stack.id, StackPatch(services={"web": ServicePatch(image="stackdeck/web:9")}))

        assert await client.stacks.get(stack.id) == stack


async def test_declaring_and_changing_a_stack(short_folder: Path) -> None:
    web = DeclaredService(
        image="stackdeck/web:1", description="Web", environment={"A": "1", "B": "2"}, volumes=("data:/data",)
    )
    declared = DeclaredStack(services={"web": web}, volumes={"data": DeclaredVolume(name="data")})
    async with serving(short_folder, lag=0.0) as path, client_of(path) as client:
        project = (await client.projects.list().all())[0]
        stack = await client.stacks.create(project.id, "shop")

        stack = await client.stacks.declare(stack.id, declared)
        (service,), (volume,) = stack.services, stack.volumes
        assert service.pending_state.envs == {"A": "1", "B": "2"}
        assert await client.volumes.get(stack.id, volume.id) == volume
        assert await client.volumes.list_of_stack(stack.id).all() == (volume,)
        assert volume in await client.volumes.list(project.id).all()
        with pytest.raises(Rejected) as in_use:
            await client.volumes.delete(stack.id, volume.id)

        patch = ServicePatch(environment={"C": "3"}, volumes=())
        stack = await client.stacks.update(
            stack.id, StackPatch(description="store", services={"web": patch}), recreate=True
        )
        assert stack.description == "store"
        assert stack.services[0].pending_state.envs == {"C": "3"}
        stack = await client.stacks.update(
            stack.id, StackPatch(services={"web": ServicePatch()}, volumes={"data": VolumePatch()})
        )
        assert stack.services == ()
        await client.stacks.delete(stack.id)
        with pytest.raises(Forbidden):
            await client.stacks.get(stack.id)

    assert in_use.value.status == 412


async def test_what_is_wrong_in_a_declaration_is_told_with_its_place(short_folder: Path) -> None:
    declared = DeclaredStack(
        services={"web": DeclaredService(image="stackdeck/web:1", description="Web", volumes=("data:/data:ro",))}
    )
    async with serving(short_folder) as path, client_of(path) as client:
        stack = await stack_of(client, "intranet")
        with pytest.raises(Invalid) as caught:
            await client.stacks.declare(stack.id, declared)

    assert any("web.volumes" in problem.path for problem in caught.value.problems)


async def test_a_service_is_stopped_and_started(short_folder: Path) -> None:
    async with serving(short_folder, lag=0.0) as path, client_of(path) as client:
        service = await service_of(client, "shop-prod", "web")
        ids = service.stack_id, service.id

        await client.services.stop(*ids)
        await has_status(lambda: client.services.get(*ids), ServiceStatus.STOPPED)
        for act in (client.services.start, client.services.restart, client.services.recreate, client.services.pull):
            await act(*ids)
            await has_status(lambda: client.services.get(*ids), ServiceStatus.RUNNING)


async def test_a_log_comes_byte_for_byte(short_folder: Path) -> None:
    runtime = FakeRuntime()
    async with serving(short_folder, runtime) as path, client_of(path) as client:
        service = await service_of(client, "shop-prod", "web")
        runtime.lines[service.id] = b'\0\0{"json": true}\n\xff\xfe\x1b[31mred\r\nunfinished'

        assert await client.services.logs(service.stack_id, service.id) == runtime.lines[service.id]
        assert await client.services.logs(service.stack_id, service.short_id, tail=1) == b"unfinished"


async def test_the_image_tells_about_itself(short_folder: Path) -> None:
    async with serving(short_folder) as path, client_of(path) as client:
        assert (await client.images.config("stackdeck/web:1.4.2")).digest


async def test_what_is_not_there_is_forbidden_or_not_found(short_folder: Path) -> None:
    nobody = str(UUID(int=99))
    async with serving(short_folder) as path, client_of(path) as client:
        stack = await stack_of(client, "intranet")
        with pytest.raises(Forbidden):
            await client.stacks.get(nobody)
        with pytest.raises(Forbidden):
            await client.projects.get("p-nobody")
        with pytest.raises(NotFound):
            await client.services.get(stack.id, nobody)
        with pytest.raises(Rejected):
            await client.services.get(stack.id, "../../users/self")


async def test_a_wrong_token_is_refused(short_folder: Path) -> None:
    async with serving(short_folder) as path, client_of(path, "another-token") as client:
        with pytest.raises(TokenRefused):
            await client.session.status()


async def test_the_rate_limit_is_known_before_and_told_when_it_is_reached(short_folder: Path) -> None:
    async with serving(short_folder, rate_limit=5) as path, client_of(path, patience=0.0) as client:
        known = []
        for _ in range(5):
            await client.projects.list().all()
            known.append(client.rate_limit)
        with pytest.raises(RateLimited) as caught:
            await client.projects.list().all()

    assert [limit and limit.remaining for limit in known] == [4, 3, 2, 1, 0]
    assert caught.value.retry_after is not None
    assert 0 < caught.value.retry_after <= 60


async def test_the_server_s_clock_is_known(short_folder: Path) -> None:
    async with serving(short_folder) as path, client_of(path) as client:
        await client.session.status()

        assert abs(client.server_now() - datetime.now(UTC)) < timedelta(seconds=3)


async def test_a_platform_that_went_away_is_unreachable_until_it_is_back(short_folder: Path) -> None:
    async with serving(short_folder) as path:
        client = client_of(path, patience=0.0)
        before = await client.projects.list().all()
    with pytest.raises(Unreachable):
        await client.projects.list().all()
    async with serving(short_folder), client:
        assert await client.projects.list().all() == before


async def test_a_real_service_of_the_user_s_platform_is_stopped_and_its_log_read(short_folder: Path) -> None:
    lease = await launch.connect(short_folder / "data")
    try:
        async with client_of(lease.socket, lease.token) as client:
            service = await service_of(client, "shop-prod", "web")
            ids = service.stack_id, service.id
            await has_status(lambda: client.services.get(*ids), ServiceStatus.RUNNING)
            await client.services.stop(*ids)
            stopped = await has_status(lambda: client.services.get(*ids), ServiceStatus.STOPPED)
            log = await client.services.logs(*ids, tail=5)
    finally:
        await lease.leave()
        await launch.stop(short_folder / "data")

    assert stopped.status_set_at > service.status_set_at
    assert log.endswith(b"\n")
