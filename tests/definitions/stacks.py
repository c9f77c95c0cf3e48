"""Stacks to test with: a fixed one, builders, and hypothesis strategies for any stack an API could answer."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid5

from hypothesis import strategies as st

from tui.models.service import (
    Deploy,
    ResourceLimits,
    Resources,
    RestartPolicy,
    Service,
    ServiceState,
    ServiceStatus,
)
from tui.models.stack import Stack
from tui.models.volume import Volume

NAMESPACE = UUID("5b0f6c1e-0000-4000-8000-000000000000")
STACK_ID = str(uuid5(NAMESPACE, "stack"))
NOW = datetime(2025, 3, 1, 3, 0, tzinfo=UTC)


def make_service(
    name: str,
    state: ServiceState,
    *,
    status: ServiceStatus = ServiceStatus.RUNNING,
    description: str | None = None,
    restart_policy: RestartPolicy | None = None,
    deploy: Deploy | None = None,
) -> Service:
    """A service whose pending and deployed states are the same."""
    return Service(
        id=str(uuid5(NAMESPACE, name)),
        short_id=f"c-{uuid5(NAMESPACE, name).hex[:6]}",
        service_name=name,
        description=name if description is None else description,
        project_id=STACK_ID,
        stack_id=STACK_ID,
        status=status,
        status_set_at=NOW,
        pending_state=state,
        deployed_state=state,
        requires_recreate=False,
        restart_policy=restart_policy,
        deploy=deploy,
    )


def make_volume(name: str, *, orphaned: bool = False) -> Volume:
    """A volume of the stack."""
    return Volume(
        id=str(uuid5(NAMESPACE, f"volume {name}")),
        name=name,
        stack_id=STACK_ID,
        orphaned=orphaned,
        storage_usage_in_bytes=0,
        storage_usage_in_bytes_set_at=NOW,
    )


def make_stack(*services: Service, volumes: tuple[Volume, ...] = ()) -> Stack:
    """The default stack of a project."""
    return Stack(
        id=STACK_ID,
        project_id=STACK_ID,
        description="default",
        prefix="p-shop01",
        disabled=False,
        services=services,
        volumes=volumes,
    )


def shop() -> Stack:
    """A small shop: a web server, a worker and a database with its volume."""
    web = make_service(
        "web",
        ServiceState(
            image="shop/web:1.4.2",
            envs={"PORT": "8080", "DATABASE_URL": "postgres://shop:hunter2@db:5432/shop"},
            ports=("8080:8080/tcp",),
        ),
        description="Shop front",
        restart_policy=RestartPolicy.UNLESS_STOPPED,
        deploy=Deploy(resources=Resources(limits=ResourceLimits(cpus="0.5", memory="512m"))),
    )
    worker = make_service(
        "worker",
        ServiceState(image="shop/worker:1.4", command=("node", "worker.js"), envs={"API_TOKEN": "s3cr3t"}),
        status=ServiceStatus.ERROR,
    )
    database = make_service(
        "db",
        ServiceState(image="postgres:16", volumes=("data:/var/lib/postgresql/data",), ports=("5432/tcp",)),
    )
    return make_stack(web, worker, database, volumes=(make_volume("data"),))


hostile = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="a:#-? \n\t\"'\\{}[]&*!|>%@`~=\x00\x1b\u2028\x85\u202e0.", max_size=20),
    st.sampled_from(["", "~", "null", "yes", "1.10", "0x1f", "1e3", "22:22", "2025-01-01", "<<", "---", "...", ".inf"]),
    st.text(alphabet="ab \n", min_size=1, max_size=30),
)
names = st.from_regex(r"[a-zA-Z0-9][a-zA-Z0-9_.-]{0,10}", fullmatch=True)
texts = st.lists(hostile, max_size=4).map(tuple)

states = st.builds(
    ServiceState,
    image=hostile,
    command=st.none() | texts,
    entrypoint=st.none() | texts,
    envs=st.none() | st.dictionaries(hostile, hostile, max_size=4),
    ports=st.none() | texts,
    volumes=st.none() | texts,
)
deploys = st.builds(
    Deploy,
    resources=st.none()
    | st.builds(
        Resources,
        limits=st.none() | st.builds(ResourceLimits, cpus=st.none() | hostile, memory=st.none() | hostile),
    ),
)
services = st.builds(
    make_service,
    names | hostile,
    states,
    status=st.sampled_from(ServiceStatus),
    description=hostile,
    restart_policy=st.none() | st.sampled_from(RestartPolicy),
    deploy=st.none() | deploys,
)
volumes = st.builds(make_volume, names | hostile, orphaned=st.booleans())
stacks = st.builds(
    lambda services, volumes: make_stack(*services, volumes=tuple(volumes)),
    st.lists(services, max_size=3, unique_by=lambda service: service.service_name),
    st.lists(volumes, max_size=3, unique_by=lambda volume: volume.name),
)
