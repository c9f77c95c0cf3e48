"""The client speaks every operation of the contract: each request is valid, each answer it allows is understood."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.contract.document import ORIGIN, check_request, need_contract, operation_of, operations, raw_contract
from tests.contract.examples import VARIANTS, answer_content, example
from tui.client import Client
from tui.models.base import OpenEnum
from tui.models.declaration import (
    DeclaredService,
    DeclaredStack,
    DeclaredVolume,
    ServicePatch,
    StackPatch,
    TemplateConfig,
    VolumePatch,
)
from tui.models.ingress import ContainerTarget, DnsError, IngressPath, PathTarget, Tls
from tui.models.project import DisableReason, ProjectStatus
from tui.models.registry import RegistryDeclaration, RegistryLogin, RegistryPatch
from tui.models.server import ServerStatus
from tui.models.service import Deploy, ResourceLimits, Resources, RestartPolicy, ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.models.template import TemplateType, UserInputAnswer

pytestmark = pytest.mark.usefixtures("needed_contract")

LEFT_OUT = {"container-get-template-asset"}
"""Pictures: nothing in a terminal shows them."""

ID = str(UUID(int=1))
SERVICE = "c-abc123"
TEMPLATE = TemplateConfig(template_id="t", user_inputs=(UserInputAnswer(name="a", value="b"),))
LIMITS = Deploy(resources=Resources(limits=ResourceLimits(cpus="0.5", memory="512m")))
LOGIN = RegistryLogin(username="u", password="p")
PATHS = (
    IngressPath(path="/", target=PathTarget(container=ContainerTarget(id=ID, port_protocol="8080/tcp"))),
    IngressPath(path="/a", target=PathTarget(url="https://host.example")),
    IngressPath(path="/b", target=PathTarget(installation_id=ID)),
    IngressPath(path="/c", target=PathTarget(use_default_page=True)),
)
DECLARED = DeclaredStack(
    services={
        "web": DeclaredService(
            image="nginx:1",
            description="Web",
            command=("run",),
            entrypoint=("/entry",),
            environment={"A": "1"},
            ports=("80:8080/tcp",),
            volumes=("data:/data",),
            restart_policy="always",
            deploy=LIMITS,
        ),
        "least": DeclaredService(image="nginx:1"),
    },
    volumes={"data": DeclaredVolume(name="data")},
)
PATCH = StackPatch(
    description="shop",
    services={"web": ServicePatch(image="nginx:2", command=(), deploy=LIMITS), "gone": ServicePatch()},
    volumes={"data": VolumePatch(name="data"), "detached": VolumePatch()},
    update_schedule=UpdateSchedule(cron="0 3 * * *", timezone="Europe/Berlin"),
)

CALLS: Mapping[str, Callable[[Client], tuple[Awaitable[object], ...]]] = {
    "container-add-template-component": lambda c: (c.stacks.add_template_component(ID, TEMPLATE),),
    "container-create-registry": lambda c: (
        c.registries.create(ID, RegistryDeclaration(uri="ghcr.io", description="GitHub", credentials=LOGIN)),
        c.registries.create(ID, RegistryDeclaration(uri="ghcr.io", description="GitHub")),
    ),
    "container-list-registries": lambda c: (
        c.registries.list(ID).all(),
        c.registries.list(ID, has_credentials=True).all(),
    ),
    "container-create-stack": lambda c: (c.stacks.create(ID, "shop"), c.stacks.create(ID, "shop", template=TEMPLATE)),
    "container-list-stacks": lambda c: (c.stacks.list(ID, search_term="a b").all(),),
    "container-declare-stack": lambda c: (c.stacks.declare(ID, DECLARED), c.stacks.declare(ID, DeclaredStack())),
    "container-delete-stack": lambda c: (c.stacks.delete(ID),),
    "container-get-stack": lambda c: (c.stacks.get(ID),),
    "container-update-stack": lambda c: (
        c.stacks.update(ID, PATCH, recreate=True),
        c.stacks.update(ID, StackPatch(update_schedule=None)),
    ),
    "container-delete-registry": lambda c: (c.registries.delete(ID),),
    "container-get-registry": lambda c: (c.registries.get(ID),),
    "container-update-registry": lambda c: (
        c.registries.update(ID, RegistryPatch(uri="ghcr.io", description="GitHub", credentials=LOGIN)),
        c.registries.update(ID, RegistryPatch(uri="ghcr.io")),
    ),
    "container-delete-volume": lambda c: (c.volumes.delete(ID, ID),),
    "container-get-volume": lambda c: (c.volumes.get(ID, ID),),
    "container-get-container-image-config": lambda c: (
        c.images.config("nginx:1"),
        c.images.config("nginx:1", project_id=ID, registry_id=ID, generate_ai_data=False, language="de"),
    ),
    "container-get-service-logs": lambda c: (c.services.logs(ID, SERVICE), c.services.logs(ID, SERVICE, tail=100)),
    "container-get-service": lambda c: (c.services.get(ID, SERVICE),),
    "container-get-template": lambda c: (c.templates.get("t"),),
    "container-list-accessible-services": lambda c: (
        c.services.list_all(search_term="web", sort_order="descriptionDesc").all(),
    ),
    "container-list-self-stacks": lambda c: (c.stacks.list_all(search_term="web").all(),),
    "container-list-services": lambda c: (
        c.services.list(
            "p-abcdef",
            stack_id=ID,
            status=ServiceStatus.RUNNING,
            requires_recreate=False,
            search_term="web",
            sort_order="descriptionAsc",
        ).all(),
    ),
    "container-list-stack-volumes": lambda c: (
        c.volumes.list_of_stack(ID, search_term="data", sort_order="nameAsc").all(),
    ),
    "container-list-templates": lambda c: (
        c.templates.list(
            category="shop", search_term="a", type=TemplateType.STANDALONE, sort_order="trend30days"
        ).all(),
    ),
    "container-list-volumes": lambda c: (
        c.volumes.list(ID, stack_id=ID, search_term="data", sort_order="storageDesc").all(),
    ),
    "container-pull-image-for-service": lambda c: (
        c.services.pull(ID, SERVICE),
        c.services.pull(ID, SERVICE, skip_recreate=True),
    ),
    "container-recreate-service": lambda c: (c.services.recreate(ID, SERVICE),),
    "container-restart-service": lambda c: (c.services.restart(ID, SERVICE),),
    "container-start-service": lambda c: (c.services.start(ID, SERVICE),),
    "container-stop-service": lambda c: (c.services.stop(ID, SERVICE),),
    "ingress-update-ingress-paths": lambda c: (c.ingresses.update_paths(ID, PATHS),),
    "ingress-update-ingress-tls": lambda c: (
        c.ingresses.update_tls(ID, Tls(acme=True)),
        c.ingresses.update_tls(ID, Tls(certificate_id=ID)),
    ),
    "ingress-create-ingress": lambda c: (
        c.ingresses.create(ID, "shop.example", PATHS),
        c.ingresses.create(ID, "shop.example"),
    ),
    "ingress-list-ingresses": lambda c: (
        c.ingresses.list().all(),
        c.ingresses.list(
            project_id="p-abcdef",
            certificate_id=ID,
            hostname_substring="shop",
            app_installation_id=ID,
            container_id=ID,
        ).all(),
    ),
    "ingress-delete-ingress": lambda c: (c.ingresses.delete(ID),),
    "ingress-get-ingress": lambda c: (c.ingresses.get(ID),),
    "ingress-ingress-verify-ownership": lambda c: (c.ingresses.verify_ownership(ID),),
    "ingress-request-ingress-acme-certificate-issuance": lambda c: (c.ingresses.request_certificate(ID),),
    "project-get-project": lambda c: (c.projects.get("p-abcdef"),),
    "project-get-server": lambda c: (c.servers.get("s-abcdef"),),
    "project-list-projects": lambda c: (
        c.projects.list().all(),
        c.projects.list(customer_id="1", server_id=ID, search_term="a", sort="description", order="desc").all(),
    ),
    "project-list-servers": lambda c: (
        c.servers.list(customer_id="1", search_term="a", sort="createdAt", order="asc").all(),
    ),
    "user-get-current-session-status": lambda c: (c.session.status(),),
    "user-get-user": lambda c: (c.users.get(), c.users.get("someone")),
}
"""For each operation of the contract the calls that send it, from the least to everything it takes.

Removing credentials by null is missing: the contract calls them nullable, and its `allOf` beside that forbids null.
"""


@pytest.fixture
def needed_contract() -> None:
    need_contract()


class Contract:
    """Answers each request as the contract allows, and keeps what was sent."""

    def __init__(self, *, full: bool, variant: int) -> None:
        self.requests: list[httpx.Request] = []
        self._full = full
        self._variant = variant

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        operation = _operation(operation_sent(request))
        status, content = answer_content(operation, full=self._full, variant=self._variant)
        return httpx.Response(status) if content is None else httpx.Response(status, json=content)


def operation_sent(request: httpx.Request) -> str:
    name = operation_of(httpx.Response(200, request=request))
    assert name is not None, f"the contract has no {request.method} {request.url.path}"
    return name


def _operation(name: str) -> Mapping[str, Any]:
    paths = raw_contract()["paths"]
    return next(paths[path][method.lower()] for method, path, found in operations() if found == name)


def test_there_is_a_call_for_every_operation() -> None:
    assert set(CALLS) == {name for _, _, name in operations()} - LEFT_OUT


@pytest.mark.parametrize("name", CALLS)
async def test_the_calls_of_an_operation_send_it_as_the_contract_wants(name: str) -> None:
    contract = Contract(full=False, variant=0)
    async with Client(ORIGIN, "token", transport=httpx.MockTransport(contract)) as client:
        calls = CALLS[name](client)
        for call in calls:
            await call

    assert [operation_sent(request) for request in contract.requests] == [name] * len(calls)
    for request in contract.requests:
        check_request(request)


@pytest.mark.parametrize("full", [False, True], ids=["least", "everything"])
@pytest.mark.parametrize("variant", range(VARIANTS))
@pytest.mark.parametrize("name", CALLS)
async def test_every_answer_that_the_contract_allows_is_understood(name: str, variant: int, full: bool) -> None:
    contract = Contract(full=full, variant=variant)
    async with Client(ORIGIN, "token", transport=httpx.MockTransport(contract)) as client:
        for call in CALLS[name](client):
            await call


@pytest.mark.parametrize(
    ("schema", "known"),
    [
        ("container.ServiceStatus", ServiceStatus),
        ("container.ServiceResponse/restartPolicy", RestartPolicy),
        ("container.Template/type", TemplateType),
        ("project.ProjectStatus", ProjectStatus),
        ("project.DisableReason", DisableReason),
        ("project.ServerStatus", ServerStatus),
        ("ingress.Ingress/dnsValidationErrors", DnsError),
    ],
)
def test_every_value_of_an_enumeration_has_a_name(schema: str, known: type[OpenEnum]) -> None:
    name, _, part = schema.partition("/")
    found: Mapping[str, Any] = raw_contract()["components"]["schemas"][f"de.mittwald.v1.{name}"]
    if part:
        found = found["properties"][part]
    values = found.get("items", found)["enum"]

    assert {example({"enum": values}, full=True, variant=number) for number in range(len(values))} == set(known)
