"""Writing registries: what is checked, and what becomes of a login."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from pydantic import SecretStr, StringConstraints

from tui.definitions.registries import MAX_PASSWORD, MAX_USERNAME, is_address
from tui.platform.api.control import Control
from tui.platform.api.errors import Conflict, Invalid, Problem
from tui.platform.api.logins import Logins
from tui.platform.api.lookup import find_project, find_registry
from tui.platform.api.requests import Body, Line, Title
from tui.platform.store.outside import Login, RegistryRecord

# A name ends at the first colon where it is sent.
Username = Annotated[str, StringConstraints(min_length=1, max_length=MAX_USERNAME, pattern=r"^[^\x00-\x1f\x7f:]*$")]


class LoginBody(Body):
    """What a project is to log in with."""

    username: Username
    password: SecretStr


class RegistryBody(Body):
    """POST of a registry."""

    uri: Line
    description: Title
    credentials: LoginBody | None = None


class RegistryPatchBody(Body):
    """PATCH of a registry: what is to change; credentials of null are removed."""

    uri: Line = ""
    description: Title = ""
    credentials: LoginBody | None = None


class RegistryEditing:
    """Carries out the writes of registries. A refused write changes nothing."""

    def __init__(self, control: Control, logins: Logins) -> None:
        self._control = control
        self._logins = logins

    async def create(self, project_id: str, body: RegistryBody) -> RegistryRecord:
        """Add a registry to a project; gives it as it is once its login was looked at."""
        store = self._control.store
        project = find_project(store.world, project_id)
        registry = RegistryRecord(
            id=self._control.mint.id(),
            project_id=project.id,
            uri=body.uri.lower(),
            description=body.description,
            login=_login(body.credentials),
        )
        self._check(registry, body.credentials)
        store.put_registry(registry)
        await self._logins.look_at(registry.id)
        return store.world.registries.get(registry.id, registry)

    async def update(self, registry_id: str, body: RegistryPatchBody) -> int:
        """Change a registry; gives the event."""
        store = self._control.store
        old = find_registry(store.world, registry_id)
        given = body.model_fields_set
        new = replace(
            old,
            uri=body.uri.lower() if "uri" in given else old.uri,
            description=body.description if "description" in given else old.description,
            login=_login(body.credentials) if "credentials" in given else old.login,
        )
        self._check(new, body.credentials)
        if new.uri != old.uri and new.login and "credentials" not in given:
            # Else whoever may write could have the password sent to a host of their own.
            text = f"The credentials are those for {old.uri}: give them for {new.uri}, or null to remove them."
            raise Invalid([Problem("credentials", text, "required")])
        if (new.uri, new.login) == (old.uri, old.login):
            return store.put_registry(new)
        store.put_registry(replace(new, valid=False))
        if old.login:
            await store.forget_removed()
        await self._logins.look_at(new.id)
        return store.event

    async def delete(self, registry_id: str) -> int:
        """Delete a registry; gives the event."""
        registry = find_registry(self._control.store.world, registry_id)
        event = self._control.store.drop_registry(registry.id)
        if registry.login:
            await self._control.store.forget_removed()
        return event

    def _check(self, registry: RegistryRecord, credentials: LoginBody | None) -> None:
        if problems := list(_problems(registry, credentials)):
            raise Invalid(problems)
        for other in self._control.store.world.registries.values():
            same_place = (other.project_id, other.uri) == (registry.project_id, registry.uri)
            if same_place and other.id != registry.id:
                raise Conflict(f"The project has {other.uri} already: {other.description}.")


def _problems(registry: RegistryRecord, credentials: LoginBody | None) -> Iterator[Problem]:
    if not is_address(registry.uri):
        yield Problem("uri", "This is the host of a registry alone, such as `ghcr.io` or `localhost:5000`.", "format")
    password = credentials.password.get_secret_value() if credentials else "-"
    if not 0 < len(password) <= MAX_PASSWORD:
        yield Problem("credentials.password", f"A password has 1 to {MAX_PASSWORD} characters.", "length")
    elif not password.isprintable():
        yield Problem("credentials.password", "A password can't hold control characters.", "format")


def _login(credentials: LoginBody | None) -> Login | None:
    return Login(credentials.username, credentials.password.get_secret_value()) if credentials else None
