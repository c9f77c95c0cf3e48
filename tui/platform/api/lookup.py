"""Finding what a path names, and the refusal the contract has for what is not there."""

from __future__ import annotations

from tui.platform.api.errors import Conflict, NotFound, PermissionDenied
from tui.platform.domains.hostname import Hostname
from tui.platform.store.outside import IngressRecord, RegistryRecord
from tui.platform.store.records import ProjectRecord, ServiceRecord, StackRecord, World


def find_project(world: World, reference: str) -> ProjectRecord:
    """The project with this id or short id, or `PermissionDenied`."""
    found = world.project(reference)
    if found is None:
        raise PermissionDenied(f"There is no project {reference}, or it is not yours.")
    return found


def find_stack(world: World, stack_id: str) -> StackRecord:
    """The stack with this id, or `PermissionDenied`."""
    found = world.stacks.get(stack_id)
    if found is None:
        raise PermissionDenied(f"There is no stack {stack_id}, or it is not yours.")
    return found


def find_service(world: World, stack_id: str, service_id: str) -> tuple[StackRecord, ServiceRecord]:
    """The service with this id or short id and its stack, or `PermissionDenied` or `NotFound`."""
    stack = find_stack(world, stack_id)
    found = stack.service(service_id)
    if found is None:
        raise NotFound(f"There is no service {service_id} in the stack {stack.description}.")
    return stack, found


def find_registry(world: World, registry_id: str) -> RegistryRecord:
    """The registry with this id, or `PermissionDenied`."""
    found = world.registries.get(registry_id)
    if found is None:
        raise PermissionDenied(f"There is no registry {registry_id}, or it is not yours.")
    return found


def find_ingress(world: World, ingress_id: str) -> IngressRecord:
    """The ingress with this id, or `NotFound`."""
    found = world.ingresses.get(ingress_id)
    if found is None:
        raise NotFound(f"There is no domain {ingress_id}.")
    return found


def check_free(world: World, hostname: Hostname) -> None:
    """Raise `Conflict` when the name is connected already, in whatever project."""
    for other in world.ingresses.values():
        if other.hostname.ascii == hostname.ascii:
            project = world.projects[other.project_id]
            raise Conflict(f"{hostname.text} is connected already, in the project {project.description}.")
