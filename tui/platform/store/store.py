"""The store: the newest world for writers, a trailing one for readers, both behind one database."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from tui.platform.errors import PlatformError
from tui.platform.store.database import Database
from tui.platform.store.outside import IngressRecord, RegistryRecord
from tui.platform.store.records import ServiceRecord, StackRecord, World
from tui.platform.store.schema import NewerSchemaError
from tui.platform.store.timeline import Timeline

FILE_NAME = "platform.sqlite"
_LOG = logging.getLogger(__name__)


class Store:
    """All state of the platform. A change is on disk before the method that makes it returns.

    A write that fails raises sqlite3.Error and changes nothing.
    """

    def __init__(self, folder: Path, *, lag: float) -> None:
        """Open the store in *folder*; readers trail writers by *lag* seconds.

        Raises:
            PlatformError: It can't be opened; the text says why.
        """
        self.path = folder / FILE_NAME
        try:
            self._database = Database(self.path)
            self._event, self._world = self._database.load()
        except NewerSchemaError as error:
            raise PlatformError(str(error)) from error
        except (OSError, ValueError, sqlite3.Error) as error:
            raise PlatformError(
                f"The platform's state in {self.path} can't be read ({error}): move it away, or start over"
                " with `stackdeck platform reset`."
            ) from error
        self._saved = self._world
        """The world as it is on disk; behind the newest one only after a status could not be written."""
        self._timeline = Timeline(self._event, self._world, lag=lag)
        self._homes = {each.id: stack.id for stack in self._world.stacks.values() for each in stack.services}
        """In which stack each service is; a deleted one may stay, its stack no longer has it."""

    @property
    def is_new(self) -> bool:
        """True until something was written."""
        return self._event == 0

    @property
    def event(self) -> int:
        """The number of the last write."""
        return self._event

    @property
    def world(self) -> World:
        """The newest world: what writers look at."""
        return self._world

    @property
    def read_side(self) -> Timeline:
        """What readers look at."""
        return self._timeline

    def fact(self, name: str, default: str) -> str:
        """A lasting fact by its name; *default* becomes the fact when there is none yet."""
        return self._database.fact(name, default)

    def put_fact(self, name: str, value: str) -> None:
        """Make *value* the lasting fact of this name."""
        self._database.put_fact(name, value)

    def found(self, world: World) -> int:
        """Put a first fleet into an empty store, as one event."""
        event = self._commit(world)
        self._homes = {service.id: stack.id for stack in world.stacks.values() for service in stack.services}
        return event

    def put_stack(self, stack: StackRecord, *, ingresses: Sequence[IngressRecord] = ()) -> int:
        """Put *stack*, new or changed, with new domains of it, and give the event's number.

        That is the last event's when nothing changed.
        """
        return self.put_stacks({stack.id: stack}, ingresses=ingresses)

    def put_stacks(self, stacks: Mapping[str, StackRecord], *, ingresses: Sequence[IngressRecord] = ()) -> int:
        """Put several stacks, and new domains, as one event."""
        changed = {key: stack for key, stack in stacks.items() if self._world.stacks.get(key) != stack}
        if not changed:
            return self._event
        world = replace(self._world, stacks={**self._world.stacks, **changed})
        if ingresses:
            world = replace(world, ingresses={**world.ingresses, **{each.id: each for each in ingresses}})
        event = self._commit(world)
        self._homes |= {service.id: stack.id for stack in changed.values() for service in stack.services}
        return event

    def put_service(self, service: ServiceRecord) -> int:
        """Put a changed service of a stack that is known."""
        return self.put_stack(self._world.stacks[service.stack_id].with_service(service))

    def put_status(self, service: ServiceRecord) -> None:
        """Put what became of a service by itself.

        Nobody waits for an acknowledgement, so a disk that is full is logged and not raised: the status is shown, and
        written with the next write that succeeds.
        """
        stack = self._world.stacks[service.stack_id].with_service(service)
        world = replace(self._world, stacks={**self._world.stacks, stack.id: stack})
        try:
            self._commit(world)
        except sqlite3.Error:
            _LOG.exception("the status of %s could not be written", service.short_id)
            self._advance(world)

    def drop_stack(self, stack_id: str) -> int:
        """Delete a stack with its services and volumes."""
        return self._commit(
            replace(self._world, stacks={key: each for key, each in self._world.stacks.items() if key != stack_id})
        )

    def put_registry(self, registry: RegistryRecord) -> int:
        """Put *registry*, new or changed, and give the event's number; the last one's when nothing changed."""
        if self._world.registries.get(registry.id) == registry:
            return self._event
        return self._commit(replace(self._world, registries={**self._world.registries, registry.id: registry}))

    def drop_registry(self, registry_id: str) -> int:
        """Delete a registry."""
        left = {key: each for key, each in self._world.registries.items() if key != registry_id}
        return self._commit(replace(self._world, registries=left))

    def put_ingress(self, ingress: IngressRecord) -> int:
        """Put *ingress*, new or changed, and give the event's number; the last one's when nothing changed."""
        if self._world.ingresses.get(ingress.id) == ingress:
            return self._event
        return self._commit(replace(self._world, ingresses={**self._world.ingresses, ingress.id: ingress}))

    def drop_ingress(self, ingress_id: str) -> int:
        """Delete an ingress."""
        left = {key: each for key, each in self._world.ingresses.items() if key != ingress_id}
        return self._commit(replace(self._world, ingresses=left))

    def service(self, service_id: str) -> ServiceRecord | None:
        """The newest record of a service, by its id alone."""
        stack = self._world.stacks.get(self._homes.get(service_id, ""))
        return stack.service(service_id) if stack else None

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    async def checkpoint_when_due(self) -> None:
        """Work the write-ahead log into the file, in a thread, when it has grown."""
        if self._database.checkpoint_due:
            await asyncio.to_thread(self._database.checkpoint)

    async def forget_removed(self) -> None:
        """Leave nothing of what was removed in any file: the password of a registry, for example."""
        await asyncio.to_thread(self._database.forget)

    def _commit(self, world: World) -> int:
        self._database.write(self._event + 1, self._saved, world)
        self._saved = world
        return self._advance(world)

    def _advance(self, world: World) -> int:
        self._event += 1
        self._world = world
        self._timeline.publish(self._event, world)
        return self._event
