"""The platform driven by a client that others made from the published API: strict about fields, ids and enums."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from mittwald_api_client import AuthenticatedClient
from mittwald_api_client.api.container import (
    container_declare_stack,
    container_delete_volume,
    container_get_container_image_config,
    container_get_service,
    container_get_service_logs,
    container_get_stack,
    container_get_volume,
    container_list_services,
    container_list_stack_volumes,
    container_list_stacks,
    container_list_volumes,
    container_pull_image_for_service,
    container_recreate_service,
    container_restart_service,
    container_start_service,
    container_stop_service,
    container_update_stack,
)
from mittwald_api_client.api.project import (
    project_get_project,
    project_get_server,
    project_list_projects,
    project_list_servers,
)
from mittwald_api_client.api.user import user_get_user
from mittwald_api_client.models.container_declare_stack_body import ContainerDeclareStackBody
from mittwald_api_client.models.container_update_stack_body import ContainerUpdateStackBody

from tests.platform.api.rig import HOST, ORIGIN, TOKEN, lifespan
from tests.platform.fakes import FakeRuntime
from tui.platform.server import build_app


@dataclass
class Stranger:
    """The other client, and what it is told about the events of its writes."""

    client: AuthenticatedClient
    runtime: FakeRuntime

    async def call(self, operation: ModuleType, status: int, *path: object, **options: Any) -> Any:
        """Call an operation; gives the parsed answer, which has to be of this status."""
        response = await operation.asyncio_detailed(*path, client=self.client, **options)
        assert response.status_code == status, response.content
        return response.parsed

    async def settled(self, stack: UUID, service: UUID, status: str) -> Any:
        """The service once it has this status.

        It is waited for without the other client, which was made before the status `stopping` was known and fails on
        it.
        """
        http = self.client.get_async_httpx_client()
        async with asyncio.timeout(5):
            while True:
                told = self.runtime.told
                if (await http.get(f"/v2/stacks/{stack}/services/{service}")).json()["status"] == status:
                    return await self.call(container_get_service, 200, stack, str(service))
                await self.runtime.tells_more_than(told)


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncIterator[Stranger]:
    runtime = FakeRuntime()
    app = build_app(data=tmp_path, runtime=runtime, token=TOKEN, hosts=frozenset({HOST}), lag=0)
    async with lifespan(app):
        client = AuthenticatedClient(base_url=ORIGIN, token=TOKEN, raise_on_unexpected_status=True)
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as http:
            yield Stranger(client.set_async_httpx_client(http), runtime)


async def test_it_finds_its_way_from_the_projects_to_a_log(stranger: Stranger) -> None:
    projects = await stranger.call(project_list_projects, 200)
    assert [each.description for each in projects] == ["shop-prod", "shop-stage", "intranet"]
    project = await stranger.call(project_get_project, 200, projects[0].short_id)
    (server,) = await stranger.call(project_list_servers, 200)
    assert (await stranger.call(project_get_server, 200, server.short_id)).id == project.server_id
    assert (await stranger.call(user_get_user, 200, "self")).person.first_name
    stacks = await stranger.call(container_list_stacks, 200, str(project.id))
    stack = await stranger.call(container_get_stack, 200, stacks[0].id)
    assert stack.id == project.id
    services = await stranger.call(container_list_services, 200, str(project.id), stack_id=stack.id)
    assert [each.id for each in services] == [each.id for each in stack.services]
    stranger.runtime.lines[str(services[0].id)] = b"hello\n"
    log = await container_get_service_logs.asyncio_detailed(
        stack.id, services[0].short_id, client=stranger.client, tail=1
    )
    assert log.content == b"hello\n"


async def test_it_works_with_volumes_and_images(stranger: Stranger) -> None:
    project = (await stranger.call(project_list_projects, 200))[2]
    (volume,) = await stranger.call(container_list_volumes, 200, project.short_id)
    (same,) = await stranger.call(container_list_stack_volumes, 200, volume.stack_id)
    assert (await stranger.call(container_get_volume, 200, volume.stack_id, volume.id)).id == same.id == volume.id
    assert len(volume.linked_services) == 2
    refused = await stranger.call(container_delete_volume, 412, volume.stack_id, volume.id)
    assert "detach it first" in refused.message
    config = await stranger.call(container_get_container_image_config, 200, image_reference="stackdeck/web:1")
    assert config.exposed_ports[0].port == "8080/tcp"


async def test_it_declares_changes_and_acts(stranger: Stranger) -> None:
    project = (await stranger.call(project_list_projects, 200))[2]
    stack = UUID(project.id)
    service = {"image": "stackdeck/web:1", "description": "Web", "environment": {"A": "1"}, "ports": ["8080/tcp"]}
    whole = ContainerDeclareStackBody.from_dict({"services": {"web": service}, "volumes": {"d": {"name": "d"}}})
    declared = await stranger.call(container_declare_stack, 200, stack, body=whole)
    (web,) = declared.services
    assert {each.name: each.orphaned for each in declared.volumes} == {"pages": True, "d": False}
    await stranger.settled(stack, web.id, "running")
    change = ContainerUpdateStackBody.from_dict({"services": {"web": {"image": "stackdeck/web:2"}}})
    (changed,) = (await stranger.call(container_update_stack, 200, stack, body=change)).services
    assert changed.requires_recreate
    await stranger.call(container_recreate_service, 204, stack, str(web.id))
    recreated = await stranger.settled(stack, web.id, "running")
    assert recreated.deployed_state.image == "stackdeck/web:2"
    await stranger.call(container_stop_service, 204, stack, str(web.id))
    await stranger.settled(stack, web.id, "stopped")
    await stranger.call(container_start_service, 204, stack, web.short_id)
    await stranger.settled(stack, web.id, "running")
    for operation in (container_restart_service, container_pull_image_for_service):
        await stranger.call(operation, 204, stack, str(web.id))
        await stranger.settled(stack, web.id, "running")


async def test_it_understands_every_refusal(stranger: Stranger) -> None:
    project = (await stranger.call(project_list_projects, 200))[0]
    stack = UUID(project.id)
    assert (await stranger.call(container_get_stack, 403, uuid4())).message
    assert (await stranger.call(container_get_service, 404, stack, "c-zzzzzz")).message
    wrong = ContainerUpdateStackBody.from_dict({"services": {"web": {"ports": ["http"]}}})
    refused = await stranger.call(container_update_stack, 400, stack, body=wrong)
    assert [each.path for each in refused.validation_errors] == ["services.web.ports.0"]
    cron = next(
        each for each in await stranger.call(container_list_services, 200, project.id) if each.service_name == "cron"
    )
    assert "can't be stopped" in (await stranger.call(container_stop_service, 412, stack, str(cron.id))).message
