"""What PUT and PATCH do to a stack, as a model of the API to hold plans against."""

from __future__ import annotations

from tests.definitions.stacks import make_service, make_volume
from tui.models.declaration import DeclaredService, DeclaredStack, DeclaredVolume, ServicePatch, StackPatch, VolumePatch
from tui.models.service import RestartPolicy, Service, ServiceState
from tui.models.stack import Stack
from tui.models.volume import Volume


def put(stack: Stack, declared: DeclaredStack) -> Stack:
    """PUT: a service left out is deleted, a volume left out is detached."""
    existing = {service.service_name: service for service in stack.services}
    services = tuple(_declared(existing.get(name), name, wanted) for name, wanted in declared.services.items())
    return _settled(stack, services, _volumes(stack, declared.volumes, keep=False))


def patch(stack: Stack, changes: StackPatch) -> Stack:
    """PATCH: only what was set changes, `{}` deletes a service and detaches a volume."""
    services = {service.service_name: service for service in stack.services}
    for name, change in (changes.services or {}).items():
        if not change.model_fields_set:
            services.pop(name, None)
        else:
            services[name] = _patched(services.get(name), name, change)
    return _settled(stack, tuple(services.values()), _volumes(stack, changes.volumes or {}, keep=True))


def _declared(old: Service | None, name: str, wanted: DeclaredService) -> Service:
    state = ServiceState(
        image=wanted.image,
        command=wanted.command or None,
        entrypoint=wanted.entrypoint or None,
        envs=wanted.environment or None,
        ports=wanted.ports or None,
        volumes=wanted.volumes or None,
    )
    policy = RestartPolicy(wanted.restart_policy) if wanted.restart_policy is not None else None
    new = make_service(name, state, description=wanted.description, restart_policy=policy, deploy=wanted.deploy)
    return new if old is None else new.model_copy(update={"id": old.id, "status": old.status})


def _patched(old: Service | None, name: str, change: ServicePatch) -> Service:
    sent = {field: getattr(change, field) for field in change.model_fields_set}
    assert None not in sent.values()
    if old is None:
        return _declared(None, name, DeclaredService.model_validate(sent))
    fields = {
        "image": old.pending_state.image,
        "description": old.description,
        "command": old.pending_state.command,
        "entrypoint": old.pending_state.entrypoint,
        "environment": old.pending_state.envs,
        "ports": old.pending_state.ports,
        "volumes": old.pending_state.volumes,
        "restart_policy": old.restart_policy.value if old.restart_policy is not None else None,
        "deploy": old.deploy,
    }
    return _declared(old, name, DeclaredService.model_validate(fields | sent))


def _volumes(
    stack: Stack, wanted: dict[str, DeclaredVolume] | dict[str, VolumePatch], *, keep: bool
) -> dict[str, tuple[Volume, bool]]:
    """The volumes by name, each with whether it belongs to the definition."""
    volumes = {volume.name: (volume, keep and not volume.orphaned) for volume in stack.volumes}
    for key, volume in wanted.items():
        if volume.name is None:
            volumes[key] = (volumes[key][0], False)
            continue
        old = volumes.pop(key, None) or volumes.pop(volume.name, None)
        volumes[volume.name] = (old[0] if old else make_volume(volume.name), True)
    return volumes


def _settled(stack: Stack, services: tuple[Service, ...], volumes: dict[str, tuple[Volume, bool]]) -> Stack:
    answered = tuple(
        volume.model_copy(update={"name": name, "orphaned": not belongs}) for name, (volume, belongs) in volumes.items()
    )
    return stack.model_copy(update={"services": services, "volumes": answered})
