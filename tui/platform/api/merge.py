"""What PUT and PATCH make of a stack: from the stack as it is and a body to the stack as it is wanted.

PUT declares: a service left out goes, a volume left out stays, only nothing may mount it. PATCH merges: what is not
named stays, `{}` takes a service away or detaches a volume, lists and maps are replaced whole. Neither touches what
is deployed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from tui.models.service import Deploy, ResourceLimits, Resources, RestartPolicy, ServiceStatus
from tui.models.stack import UpdateSchedule
from tui.platform.api.checks import check_name, check_schedule, check_service
from tui.platform.api.errors import Invalid, Problem
from tui.platform.api.requests import DeclareBody, DeployBody, PatchBody, ServiceBody, VolumeBody
from tui.platform.store.mint import Mint
from tui.platform.store.records import Definition, ServiceRecord, StackRecord, VolumeRecord


def declare(stack: StackRecord, body: DeclareBody, *, home: str, mint: Mint) -> StackRecord:
    """*stack* with the services and volumes of a PUT.

    Raises:
        Invalid: Something in it can't be; nothing of it is done.
    """
    merge = _Merge(stack, home, mint)
    for key, volume in body.volumes.items():
        merge.put_volume(key, volume)
    for name, service in body.services.items():
        merge.put_service(name, service)
    return merge.result(only=body.services.keys())


def change(stack: StackRecord, body: PatchBody, *, home: str, mint: Mint) -> StackRecord:
    """*stack* with the changes of a PATCH.

    Raises:
        Invalid: Something in it can't be; nothing of it is done.
    """
    merge = _Merge(stack, home, mint)
    merge.keep_volumes(besides=[key for key, volume in body.volumes.items() if not volume.model_fields_set])
    for key, volume in body.volumes.items():
        if volume.model_fields_set:
            merge.put_volume(key, volume)
    gone = {name for name, service in body.services.items() if not service.model_fields_set}
    for name, service in body.services.items():
        if name not in gone:
            merge.patch_service(name, service)
    changed = merge.result(only=merge.services.keys() - gone)
    return _with_facts(changed, body)


@dataclass
class _Merge:
    """A stack on its way, and what was found wrong so far."""

    stack: StackRecord
    home: str
    mint: Mint
    services: dict[str, ServiceRecord] = field(init=False)
    volumes: dict[str, VolumeRecord] = field(init=False)
    attached: set[str] = field(default_factory=set)
    """Ids of the volumes that services may mount."""
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.services = {each.name: each for each in self.stack.services}
        self.volumes = {each.id: each for each in self.stack.volumes}

    def keep_volumes(self, *, besides: Collection[str]) -> None:
        """Keep the volumes attached that are, but for those under the names *besides*."""
        self.attached |= {each.id for each in self.volumes.values() if each.attached and not each.known_as(*besides)}

    def put_volume(self, key: str, body: VolumeBody) -> None:
        """Declare a volume, new or known under this key."""
        path = f"volumes.{key}"
        known = next((each for each in self.volumes.values() if each.known_as(key)), None)
        named = next((each for each in self.volumes.values() if each.known_as(body.name)), None)
        if not body.name:
            self.problems.append(Problem(f"{path}.name", "A volume needs a name.", "required"))
        elif named and named is not known:
            self.problems.append(Problem(f"{path}.name", f"`{body.name}` is another volume's name.", "duplicate"))
        self.problems += check_name(path, key, "volume")
        self.problems += check_name(f"{path}.name", body.name or key, "volume")
        volume = known or VolumeRecord(
            id=self.mint.id(), name=body.name, stack_id=self.stack.id, size_set_at=self.mint.now()
        )
        self.volumes[volume.id] = volume.renamed(body.name, key)
        self.attached.add(volume.id)

    def put_service(self, name: str, body: ServiceBody) -> None:
        """Declare a service whole: what is not given is the image's own."""
        self._check(name, body, whole=True)
        known = self.services.get(name)
        pending = _definition(body)
        if known is None:
            self.services[name] = self._new(name, body, pending)
        else:
            self.services[name] = replace(known, pending=pending, description=body.description)

    def patch_service(self, name: str, body: ServiceBody) -> None:
        """Change the given fields of a service, or make a new one."""
        known = self.services.get(name)
        if known is None:
            self.put_service(name, body)
            return
        self._check(name, body, whole=False)
        description = body.description if "description" in body.model_fields_set else known.description
        pending = known.pending.changed(_given(body))
        self.services[name] = replace(known, pending=pending, description=description)

    def result(self, *, only: Collection[str]) -> StackRecord:
        """The stack with the services of the names *only*. Raises `Invalid` when anything was wrong."""
        services = tuple(service for name, service in self.services.items() if name in only)
        for volume in self.volumes.values():
            if volume.id not in self.attached:
                self._check_unmounted(volume, services)
        if self.problems:
            raise Invalid(self.problems)
        volumes = tuple(replace(each, attached=each.id in self.attached) for each in self.volumes.values())
        return replace(self.stack, services=services, volumes=volumes)

    def _check_unmounted(self, volume: VolumeRecord, services: Collection[ServiceRecord]) -> None:
        users = [each.name for each in services if volume.names & each.pending.mounted()]
        told = any(problem.type == "unknown" for problem in self.problems)
        if users and not told:
            message = f"It can't be detached: {', '.join(users)} still mounts it."
            self.problems.append(Problem(f"volumes.{volume.name}", message, "in-use"))

    def _check(self, name: str, body: ServiceBody, *, whole: bool) -> None:
        path = f"services.{name}"
        self.problems += check_name(path, name, "service")
        if whole and not body.image:
            self.problems.append(Problem(f"{path}.image", "A service needs an image.", "required"))
        if whole and not body.description:
            self.problems.append(Problem(f"{path}.description", "A service needs a description.", "required"))
        sources = {name for volume_id in self.attached for name in self.volumes[volume_id].names}
        self.problems += check_service(path, body, sources=sources, home=self.home)

    def _new(self, name: str, body: ServiceBody, pending: Definition) -> ServiceRecord:
        return ServiceRecord(
            id=self.mint.id(),
            short_id=self.mint.short_id("c"),
            name=name,
            stack_id=self.stack.id,
            project_id=self.stack.project_id,
            description=body.description,
            pending=pending,
            deployed=pending,
            status=ServiceStatus.CREATING,
            status_set_at=self.mint.now(),
            message="waiting to be created",
        )


def _with_facts(stack: StackRecord, body: PatchBody) -> StackRecord:
    given = body.model_fields_set
    if "description" in given and stack.is_default and body.description != stack.description:
        raise Invalid([Problem("description", "The default stack can't be renamed.", "forbidden")])
    if body.update_schedule and (problems := list(check_schedule(body.update_schedule))):
        raise Invalid(problems)
    schedule = stack.update_schedule
    if "update_schedule" in given:
        wanted = body.update_schedule
        schedule = UpdateSchedule(cron=wanted.cron, timezone=wanted.timezone) if wanted else None
    description = body.description if "description" in given else stack.description
    return replace(stack, description=description, update_schedule=schedule)


def _definition(body: ServiceBody) -> Definition:
    return Definition(image=body.image).changed(_given(body))


def _given(body: ServiceBody) -> Mapping[str, object]:
    names = Definition.model_fields.keys() & body.model_fields_set
    fields: dict[str, object] = {name: getattr(body, name) for name in names}
    if "environment" not in fields and "envs" in body.model_fields_set:
        fields["environment"] = body.envs
    if "restart_policy" in fields:
        fields["restart_policy"] = RestartPolicy(body.restart_policy)
    if "deploy" in fields:
        fields["deploy"] = _deploy(body.deploy)
    return fields


def _deploy(body: DeployBody) -> Deploy | None:
    limits = body.resources.limits
    if limits.cpus is None and limits.memory is None:
        return None
    return Deploy(resources=Resources(limits=ResourceLimits(cpus=limits.cpus, memory=limits.memory)))
