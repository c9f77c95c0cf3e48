"""A plan as the smallest PATCH that brings it about.

PUT declares the whole stack: whatever somebody else added since the stack was read would be deleted by it. PATCH
touches what the plan names and nothing else, so it is used wherever it can say what is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.definitions.declared import canonical_service, declared_of
from tui.definitions.plan import ChangeKind
from tui.models.declaration import ServicePatch, StackPatch, VolumePatch
from tui.models.service import Deploy, Resources

if TYPE_CHECKING:
    from tui.definitions.plan import Plan
    from tui.models.declaration import DeclaredService
    from tui.models.stack import Stack

_EMPTY: dict[str, object] = {"command": (), "entrypoint": (), "environment": {}, "ports": (), "volumes": ()}
"""What returns a field to the image's own."""


def make_patch(current: Stack, plan: Plan) -> StackPatch | None:
    """The PATCH for `plan` on `current`; None when only PUT can say it.

    That is when a restart policy or one of two limits is left out: a PATCH can't take those back.
    """
    declared = declared_of(current).services
    services: dict[str, ServicePatch] = {}
    for change in plan.services:
        if change.kind is ChangeKind.DELETED:
            services[change.name] = ServicePatch()
            continue
        wanted = plan.wanted.services[change.name]
        fields = _fields(declared.get(change.name), wanted)
        if fields is None:
            return None
        services[change.name] = ServicePatch.model_validate(fields)
    patch: dict[str, object] = {}
    if services:
        patch["services"] = services
    if plan.volumes:
        patch["volumes"] = _volumes(plan)
    return StackPatch.model_validate(patch)


def _volumes(plan: Plan) -> dict[str, VolumePatch]:
    keys = {volume.name: key for key, volume in plan.wanted.volumes.items()}
    volumes = {}
    for change in plan.volumes:
        match change.kind:
            case ChangeKind.DETACHED:
                volumes[change.name] = VolumePatch()
            case ChangeKind.RENAMED:
                volumes[change.name] = VolumePatch(name=change.new_name)
            case _:
                volumes[keys.get(change.name, change.name)] = VolumePatch(name=change.name)
    return volumes


def _fields(old: DeclaredService | None, new: DeclaredService) -> dict[str, object] | None:
    """The fields to send; None when they can't say what is meant."""
    before = canonical_service(old) if old is not None else None
    after = canonical_service(new)
    fields: dict[str, object] = {}
    for name in type(new).model_fields:
        value = getattr(new, name)
        if before is not None and getattr(before, name) == getattr(after, name):
            continue
        if value is not None:
            fields[name] = value
        elif before is None:
            continue
        elif name in _EMPTY:
            fields[name] = _EMPTY[name]
        elif name == "deploy":
            fields[name] = Deploy(resources=Resources())
        else:
            return None
    if before and before.deploy and after.deploy and not _covers(after.deploy, before.deploy):
        return None
    return fields


def _covers(new: Deploy, old: Deploy) -> bool:
    """True when `new` sets every limit that `old` sets: merged into it, it says all that is meant."""
    new_limits = new.resources.limits if new.resources else None
    old_limits = old.resources.limits if old.resources else None
    if new_limits is None or old_limits is None:
        return old_limits is None
    return (old_limits.cpus is None or new_limits.cpus is not None) and (
        old_limits.memory is None or new_limits.memory is not None
    )
