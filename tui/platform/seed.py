"""The sample fleet that a new platform starts with: a shop, its stage and an intranet."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from tui.models.service import Deploy, ResourceLimits, Resources, ServiceStatus
from tui.platform.domains.hostname import Hostname
from tui.platform.equipment import default_ingress, lead_to, new_ingress, preset_registries
from tui.platform.store.mint import Mint
from tui.platform.store.outside import IngressRecord
from tui.platform.store.records import (
    DEFAULT_STACK,
    Definition,
    ProjectRecord,
    ServerRecord,
    ServiceRecord,
    StackRecord,
    VolumeRecord,
    World,
)
from tui.platform.store.store import Store

_SAMPLE_VALUE = "sample-value-not-a-secret"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Sample:
    """One service of the fleet."""

    name: str
    description: str
    image: str
    environment: Mapping[str, str] = field(default_factory=dict)
    command: Sequence[str] = ()
    ports: Sequence[str] = ()
    volumes: Sequence[str] = ()
    memory: str = ""
    stopped: bool = False
    updated_to: str = ""
    """The image that is pending: the service shows drift."""


_WEB = {"SESSION_SECRET": _SAMPLE_VALUE, "LATENCY": "20"}
_WORKER = {"WEB_URL": "http://web:8080/", "DATABASE_PASSWORD": _SAMPLE_VALUE}
_HEARTBEAT = 'while true; do echo "$(date +%H:%M) nothing to back up"; sleep 60; done'

_FLEET: Mapping[str, Mapping[str, Sequence[_Sample]]] = {
    "shop-prod": {
        DEFAULT_STACK: (
            _Sample(
                name="web",
                description="Storefront",
                image="stackdeck/web:1.4.2",
                environment={**_WEB, "ERROR_PERCENT": "2"},
                ports=("8080:8080/tcp",),
                volumes=("uploads:/srv/uploads",),
                memory="256m",
            ),
            _Sample(
                name="worker",
                description="Order worker",
                image="stackdeck/worker:1.4.1",
                updated_to="stackdeck/worker:1.4.2",
                environment={**_WORKER, "INTERVAL": "3"},
            ),
            _Sample(
                name="mailer",
                description="Order confirmations",
                image="stackdeck/mailer:2",
                environment={"SMTP_HOST": "mail.example.com", "SMTP_PASSWORD": _SAMPLE_VALUE, "INTERVAL": "5"},
            ),
            _Sample(
                name="cron",
                description="Nightly jobs",
                image="stackdeck/ticker:1",
                environment={"MESSAGE": "no job is due", "INTERVAL": "60"},
                stopped=True,
            ),
            _Sample(
                name="search",
                description="Product search",
                image="stackdeck/jsonlog:3.1",
                environment={"INTERVAL": "2"},
                volumes=("search-index:/var/lib/search",),
            ),
            _Sample(
                name="importer",
                description="Supplier feed import",
                image="stackdeck/flaky:0.9",
                environment={"CRASH_AFTER": "8", "API_TOKEN": _SAMPLE_VALUE},
            ),
        ),
        "observability": (
            _Sample(
                name="collector",
                description="Metrics collector",
                image="stackdeck/jsonlog:3.1",
                environment={"INTERVAL": "5"},
            ),
            _Sample(
                name="access-log",
                description="Access log of all shops",
                image="stackdeck/flood:1",
                environment={"RATE": "5"},
            ),
        ),
    },
    "shop-stage": {
        DEFAULT_STACK: (
            _Sample(
                name="web",
                description="Storefront",
                image="stackdeck/web:1.5.0-rc.1",
                environment=_WEB,
                ports=("8080:8080/tcp",),
            ),
            _Sample(
                name="worker",
                description="Order worker",
                image="stackdeck/worker:1.5.0-rc.1",
                environment={**_WORKER, "INTERVAL": "10"},
            ),
            _Sample(name="mailer", description="Order confirmations", image="stackdeck/mailer:2", stopped=True),
        ),
    },
    "intranet": {
        DEFAULT_STACK: (
            _Sample(
                name="wiki",
                description="Company wiki",
                image="stackdeck/web:1.4.2",
                ports=("8080:8080/tcp",),
                volumes=("pages:/srv/pages",),
            ),
            _Sample(
                name="backup",
                description="Backup of the wiki",
                image="stackdeck/shell:1",
                command=("sh", "-c", _HEARTBEAT),
                volumes=("pages:/srv/pages",),
            ),
        ),
    },
}

_DOMAINS = (
    ("shop-prod", "web", Hostname("store.localhost", "store.localhost")),
    ("shop-prod", "web", Hostname("www.shop.example", "www.shop.example")),
    ("intranet", "wiki", Hostname("wiki.localhost", "wiki.localhost")),
)
"""The project, the service and the name of each domain."""


def seed(store: Store, *, empty: bool, mint: Mint) -> None:
    """Put the sample fleet into a new *store*, or one project without services when *empty*."""
    server = ServerRecord(
        id=mint.id(),
        short_id=mint.short_id("s"),
        description=platform.node() or "This machine",
        created_at=mint.now(),
    )
    fleet = {"default": {DEFAULT_STACK: ()}} if empty else _FLEET
    projects = {name: new_project(name, server, mint) for name in fleet}
    stacks = [_stack(projects[name], *each, mint) for name, samples in fleet.items() for each in samples.items()]
    registries = [each for project in projects.values() for each in preset_registries(project, mint)]
    ingresses = [default_ingress(project, mint) for project in projects.values()]
    ingresses += [] if empty else _sample_domains(projects, stacks, mint)
    store.found(
        World(
            servers={server.id: server},
            projects={each.id: each for each in projects.values()},
            stacks={each.id: each for each in stacks},
            registries={each.id: each for each in registries},
            ingresses={each.id: each for each in ingresses},
        )
    )


def new_project(description: str, server: ServerRecord, mint: Mint) -> ProjectRecord:
    """A new project on *server*."""
    return ProjectRecord(
        id=mint.id(),
        short_id=mint.short_id("p"),
        description=description,
        server_id=server.id,
        created_at=mint.now(),
    )


def _sample_domains(
    projects: Mapping[str, ProjectRecord], stacks: Sequence[StackRecord], mint: Mint
) -> list[IngressRecord]:
    """The domains of the fleet, each to a service of a project's default stack."""
    found = []
    for name, service, hostname in _DOMAINS:
        project = projects[name]
        services = (each for stack in stacks if stack.id == project.id for each in stack.services)
        target = next(each for each in services if each.name == service)
        found.append(new_ingress(project, hostname, (lead_to(target.id, "8080/tcp"),), mint))
    return found


def _stack(project: ProjectRecord, description: str, samples: Sequence[_Sample], mint: Mint) -> StackRecord:
    is_default = description == DEFAULT_STACK
    stack = StackRecord(
        id=project.id if is_default else mint.id(),
        project_id=project.id,
        description=description,
        prefix=project.short_id if is_default else mint.short_id(project.short_id),
    )
    names = dict.fromkeys(mount.partition(":")[0] for sample in samples for mount in sample.volumes)
    volumes = tuple(VolumeRecord(id=mint.id(), name=name, stack_id=stack.id, size_set_at=mint.now()) for name in names)
    return replace(stack, services=tuple(_service(stack, each, mint) for each in samples), volumes=volumes)


def _service(stack: StackRecord, sample: _Sample, mint: Mint) -> ServiceRecord:
    limits = Deploy(resources=Resources(limits=ResourceLimits(memory=sample.memory))) if sample.memory else None
    deployed = Definition(
        image=sample.image,
        command=tuple(sample.command) or None,
        environment=dict(sample.environment) or None,
        ports=tuple(sample.ports) or None,
        volumes=tuple(sample.volumes) or None,
        deploy=limits,
    )
    return ServiceRecord(
        id=mint.id(),
        short_id=mint.short_id("c"),
        name=sample.name,
        stack_id=stack.id,
        project_id=stack.project_id,
        description=sample.description,
        pending=deployed.changed({"image": sample.updated_to or sample.image}),
        deployed=deployed,
        created=True,
        wanted=not sample.stopped,
        status=ServiceStatus.STOPPED if sample.stopped else ServiceStatus.CREATING,
        status_set_at=mint.now(),
        message="stopped" if sample.stopped else "waiting to be created",
    )
