"""The platform driven by a client that others made from the published API: strict about fields, ids and enums.

It is imported when it is used, since that takes seconds.
"""

from __future__ import annotations

import asyncio
import pkgutil
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from tests.contract.document import need_contract, operations
from tests.platform.api.rig import HOST, ORIGIN, TOKEN, lifespan
from tests.platform.fakes import FakeRuntime
from tests.platform.registries.registry import PASSWORD, USERNAME, small_registry
from tui.platform.server import build_app

OPERATIONS = 35
"""So many of the contract's operations the other client has; it is older than templates and lists of everything."""


@dataclass
class Stranger:
    """The other client, and what it is told about the events of its writes."""

    client: Any
    runtime: FakeRuntime

    async def answer(self, operation: str, status: int, *path: object, **options: Any) -> Any:
        """Call an operation; gives its answer, which has to be of this status."""
        room = {"ingress": "domain"}.get(kind := operation.partition("_")[0], kind)
        module = import_module(f"mittwald_api_client.api.{room}.{operation}")
        response = await module.asyncio_detailed(*path, client=self.client, **options)
        assert response.status_code == status, response.content
        return response

    async def call(self, operation: str, status: int, *path: object, **options: Any) -> Any:
        """Call an operation; gives the parsed answer, which has to be of this status."""
        return (await self.answer(operation, status, *path, **options)).parsed

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
                    return await self.call("container_get_service", 200, stack, str(service))
                await self.runtime.tells_more_than(told)


def model(name: str) -> Any:
    """One of the other client's models."""
    return getattr(import_module("mittwald_api_client.models"), name)


def made(name: str, value: dict[str, Any]) -> Any:
    """One of the other client's models, made from JSON."""
    return model(name).from_dict(value)


def test_it_is_driven_through_every_operation_of_the_contract_that_it_knows() -> None:
    need_contract()
    api = import_module("mittwald_api_client.api")
    known = {module.name.rpartition(".")[2] for module in pkgutil.walk_packages(api.__path__, f"{api.__name__}.")}
    wanted = {name.replace("-", "_") for _, _, name in operations()} & known
    assert len(wanted) == OPERATIONS
    assert wanted <= set(re.findall(r'"([a-z_]+)"', Path(__file__).read_text(encoding="utf-8")))


@pytest.fixture
async def stranger(tmp_path: Path) -> AsyncIterator[Stranger]:
    runtime = FakeRuntime()
    app = build_app(data=tmp_path, runtime=runtime, token=TOKEN, hosts=frozenset({HOST}), lag=0)
    async with lifespan(app):
        client = import_module("mittwald_api_client").AuthenticatedClient(
            base_url=ORIGIN, token=TOKEN, raise_on_unexpected_status=True
        )
        transport = httpx.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as http:
            yield Stranger(client.set_async_httpx_client(http), runtime)


async def test_it_finds_its_way_from_the_projects_to_a_log(stranger: Stranger) -> None:
    projects = await stranger.call("project_list_projects", 200)
    assert [each.description for each in projects] == ["shop-prod", "shop-stage", "intranet"]
    project = await stranger.call("project_get_project", 200, projects[0].short_id)
    (server,) = await stranger.call("project_list_servers", 200)
    assert (await stranger.call("project_get_server", 200, server.short_id)).id == project.server_id
    assert (await stranger.call("user_get_user", 200, "self")).person.first_name
    stacks = await stranger.call("container_list_stacks", 200, str(project.id))
    stack = await stranger.call("container_get_stack", 200, stacks[0].id)
    assert stack.id == project.id
    services = await stranger.call("container_list_services", 200, str(project.id), stack_id=stack.id)
    assert [each.id for each in services] == [each.id for each in stack.services]
    stranger.runtime.lines[str(services[0].id)] = b"hello\n"
    log = await stranger.answer("container_get_service_logs", 200, stack.id, services[0].short_id, tail=1)
    assert log.content == b"hello\n"


async def test_it_works_with_volumes_and_images(stranger: Stranger) -> None:
    project = (await stranger.call("project_list_projects", 200))[2]
    (volume,) = await stranger.call("container_list_volumes", 200, project.short_id)
    (same,) = await stranger.call("container_list_stack_volumes", 200, volume.stack_id)
    assert (await stranger.call("container_get_volume", 200, volume.stack_id, volume.id)).id == same.id == volume.id
    assert len(volume.linked_services) == 2
    refused = await stranger.call("container_delete_volume", 412, volume.stack_id, volume.id)
    assert "detach it first" in refused.message
    config = await stranger.call("container_get_container_image_config", 200, image_reference="stackdeck/web:1")
    assert config.exposed_ports[0].port == "8080/tcp"


async def test_it_declares_changes_and_acts(stranger: Stranger) -> None:
    project = (await stranger.call("project_list_projects", 200))[2]
    stack = UUID(project.id)
    service = {"image": "stackdeck/web:1", "description": "Web", "environment": {"A": "1"}, "ports": ["8080/tcp"]}
    whole = made("ContainerDeclareStackBody", {"services": {"web": service}, "volumes": {"d": {"name": "d"}}})
    declared = await stranger.call("container_declare_stack", 200, stack, body=whole)
    (web,) = declared.services
    assert {each.name: each.orphaned for each in declared.volumes} == {"pages": True, "d": False}
    await stranger.settled(stack, web.id, "running")
    change = made("ContainerUpdateStackBody", {"services": {"web": {"image": "stackdeck/web:2"}}})
    (changed,) = (await stranger.call("container_update_stack", 200, stack, body=change)).services
    assert changed.requires_recreate
    await stranger.call("container_recreate_service", 204, stack, str(web.id))
    recreated = await stranger.settled(stack, web.id, "running")
    assert recreated.deployed_state.image == "stackdeck/web:2"
    await stranger.call("container_stop_service", 204, stack, str(web.id))
    await stranger.settled(stack, web.id, "stopped")
    await stranger.call("container_start_service", 204, stack, web.short_id)
    await stranger.settled(stack, web.id, "running")
    for operation in ("container_restart_service", "container_pull_image_for_service"):
        await stranger.call(operation, 204, stack, str(web.id))
        await stranger.settled(stack, web.id, "running")


async def test_it_logs_a_project_in_to_a_registry(stranger: Stranger) -> None:
    project = (await stranger.call("project_list_projects", 200))[0]
    presets = await stranger.call("container_list_registries", 200, project.short_id)
    unset = import_module("mittwald_api_client.types").UNSET
    assert [each.uri for each in presets] == ["index.docker.io", "registry.gitlab.com", "ghcr.io"]
    assert all(each.credentials is unset for each in presets)
    async with small_registry("bearer") as registry:
        login = {"username": USERNAME, "password": PASSWORD}
        body = {"uri": registry.uri, "description": "Ours", "credentials": login}
        wanted = made("DeMittwaldV1ContainerCreateRegistry", body)
        created = await stranger.call("container_create_registry", 201, project.id, body=wanted)
        assert created.credentials.valid
        assert (await stranger.call("container_create_registry", 409, project.id, body=wanted)).message
        for credentials, valid in (({**login, "password": "wrong"}, False), (login, True)):
            change = made("DeMittwaldV1ContainerUpdateRegistry", {"credentials": credentials})
            await stranger.call("container_update_registry", 204, created.id, body=change)
            shown = await stranger.call("container_get_registry", 200, created.id)
            assert (shown.credentials.username, shown.credentials.valid) == (USERNAME, valid)
    change = made("DeMittwaldV1ContainerUpdateRegistry", {"credentials": None, "description": "Nobody"})
    await stranger.call("container_update_registry", 204, created.id, body=change)
    (_, *others) = await stranger.call("container_list_registries", 200, project.id, has_credentials=False)
    assert [each.description for each in others][-1] == "Nobody"
    await stranger.call("container_delete_registry", 204, created.id)
    assert (await stranger.call("container_get_registry", 403, created.id)).message


async def test_it_connects_a_domain(stranger: Stranger) -> None:
    project = (await stranger.call("project_list_projects", 200))[0]
    services = await stranger.call("container_list_services", 200, project.id)
    web = next(each for each in services if each.service_name == "web")
    target = {"container": {"id": str(web.id), "portProtocol": web.pending_state.ports[0].partition(":")[2]}}
    body = {"hostname": "shop.localhost", "projectId": project.id, "paths": [{"path": "/", "target": target}]}
    wanted = made("IngressCreateIngressBody", body)
    created = await stranger.call("ingress_create_ingress", 201, body=wanted)
    assert created.ownership.verified
    assert "shop-prod" in (await stranger.call("ingress_create_ingress", 409, body=wanted)).message
    shop = await stranger.call("ingress_get_ingress", 200, created.id)
    assert shop.paths[0].target.container.id == web.id
    assert (shop.ips.v4, shop.tls.is_created, shop.dns_validation_errors) == (["127.0.0.1"], False, [])
    docs = model("DeMittwaldV1IngressPath")(
        path="/docs", target=model("DeMittwaldV1IngressTargetUrl")(url="https://docs.example/")
    )
    await stranger.call("ingress_update_ingress_paths", 204, created.id, body=[*shop.paths, docs])
    assert len((await stranger.call("ingress_get_ingress", 200, created.id)).paths) == 2
    await stranger.call("ingress_ingress_verify_ownership", 200, created.id)
    listed = await stranger.call("ingress_list_ingresses", 200, project_id=project.short_id, hostname_substring="shop")
    assert [each.hostname for each in listed] == ["www.shop.example", "shop.localhost"]
    assert listed[0].ownership.txt_record
    assert (await stranger.call("ingress_ingress_verify_ownership", 412, listed[0].id)).message
    assert (await stranger.call("ingress_request_ingress_acme_certificate_issuance", 412, created.id)).message
    await stranger.call(
        "ingress_update_ingress_tls", 200, created.id, body=model("IngressUpdateIngressTlsBodyType0")(acme=False)
    )
    other = model("IngressUpdateIngressTlsBodyType1")(certificate_id=uuid4())
    assert (await stranger.call("ingress_update_ingress_tls", 404, created.id, body=other)).message
    await stranger.call("ingress_delete_ingress", 204, created.id)
    assert (await stranger.call("ingress_ingress_verify_ownership", 404, created.id)).validation_errors


async def test_it_understands_every_refusal(stranger: Stranger) -> None:
    project = (await stranger.call("project_list_projects", 200))[0]
    stack = UUID(project.id)
    assert (await stranger.call("container_get_stack", 403, uuid4())).message
    assert (await stranger.call("container_get_service", 404, stack, "c-zzzzzz")).message
    wrong = made("ContainerUpdateStackBody", {"services": {"web": {"ports": ["http"]}}})
    refused = await stranger.call("container_update_stack", 400, stack, body=wrong)
    assert [each.path for each in refused.validation_errors] == ["services.web.ports.0"]
    cron = next(
        each for each in await stranger.call("container_list_services", 200, project.id) if each.service_name == "cron"
    )
    assert "can't be stopped" in (await stranger.call("container_stop_service", 412, stack, str(cron.id))).message
