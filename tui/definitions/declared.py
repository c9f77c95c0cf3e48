"""What a stack declares: its desired state in the shape a client declares it in, and when two such are the same."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from tui.models.declaration import DeclaredService, DeclaredStack, DeclaredVolume
from tui.models.service import Deploy, Resources

if TYPE_CHECKING:
    from tui.models.service import Service
    from tui.models.stack import Stack

_DOCKER_HUB = ("docker.io/", "index.docker.io/", "registry-1.docker.io/")


def declared_of(stack: Stack) -> DeclaredStack:
    """What `stack` should be, from the pending state of its services.

    A volume that nothing mounts any more (`orphaned`) is detached from the definition already and is left out.
    """
    return DeclaredStack(
        services={service.service_name: _declared_service(service) for service in stack.services},
        volumes={volume.name: DeclaredVolume(name=volume.name) for volume in stack.volumes if not volume.orphaned},
    )


def _declared_service(service: Service) -> DeclaredService:
    state = service.pending_state
    return DeclaredService(
        image=state.image,
        description=service.description,
        command=state.command,
        entrypoint=state.entrypoint,
        environment=state.envs,
        ports=state.ports,
        volumes=state.volumes,
        restart_policy=service.restart_policy.value if service.restart_policy is not None else None,
        deploy=_with_limits(service.deploy),
    )


def _with_limits(deploy: Deploy | None) -> Deploy | None:
    limits = deploy.resources.limits if deploy and deploy.resources else None
    if limits is None or (limits.cpus is None and limits.memory is None):
        return None
    return Deploy(resources=Resources(limits=limits))


def canonical(stack: DeclaredStack) -> DeclaredStack:
    """The one form that all declarations of the same have: what is empty is absent, images are named in full."""
    return DeclaredStack(
        services={name: canonical_service(stack.services[name]) for name in sorted(stack.services)},
        volumes={name: stack.volumes[name] for name in sorted(stack.volumes)},
    )


def canonical_service(service: DeclaredService) -> DeclaredService:
    """The one form that all declarations of the same service have."""
    return DeclaredService(
        image=canonical_image(service.image),
        description=service.description,
        command=service.command or None,
        entrypoint=service.entrypoint or None,
        environment=dict(sorted(service.environment.items())) if service.environment else None,
        ports=service.ports or None,
        volumes=service.volumes or None,
        restart_policy=service.restart_policy,
        deploy=_with_limits(service.deploy),
    )


def canonical_image(image: str) -> str:
    """The image without what means Docker Hub: the platform may answer `library/nginx` to `nginx`."""
    for prefix in _DOCKER_HUB:
        image = image.removeprefix(prefix)
    return image.removeprefix("library/")


def fingerprint(stack: Stack) -> str:
    """A digest of what `stack` declares and of nothing else: statuses and ids don't change it."""
    value = canonical(declared_of(stack)).model_dump(mode="json", by_alias=True, exclude_none=True)
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()
