"""What is asked about a registry: its address and description, and what to log in with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.definitions.registries import (
    address_problem,
    canonical_host,
    description_problem,
    password_problem,
    username_problem,
)
from tui.models.registry import RegistryDeclaration, RegistryLogin, RegistryPatch
from tui.presentation.forms import Field, Form, Kind, Values

if TYPE_CHECKING:
    from tui.models.registry import Registry

KEPT = "Shown nowhere and kept by the platform alone; often this is a token."


def adding(project: str) -> Form:
    """A new registry of a project."""
    return Form(
        title=f"Add a registry to {project}",
        verb="add",
        doing="Adding the registry, and asking it whether the login is right",
        fields=lambda typed: (*_place("", ""), *_login(typed, hint="Only needed for private images.")),
    )


def editing(registry: Registry) -> Form:
    """Another address or description; with another address a login has to be given anew."""

    def fields(typed: Values) -> Sequence[Field]:
        place = _place(registry.uri, registry.description)
        if registry.credentials is None or not is_elsewhere(registry, typed["uri"]):
            return place
        hint = f"The login is the one for {registry.uri}. Give one for the new host, or leave this empty to have none."
        return (*place, *_login(typed, hint=hint))

    return Form(title=f"Edit registry {registry.uri}", verb="save", doing="Changing the registry", fields=fields)


def logging_in(registry: Registry) -> Form:
    """What to log in with from now on."""
    username = registry.credentials.username if registry.credentials else ""
    return Form(
        title=f"Credentials for {registry.uri}",
        verb="set",
        doing=f"Setting the credentials, and asking {registry.uri} whether they are right",
        fields=lambda _typed: (_username(username, required=True), _password()),
    )


def is_elsewhere(registry: Registry, uri: str) -> bool:
    """True where *uri* is another host than the registry's."""
    return bool(uri) and uri.lower() != registry.uri and canonical_host(uri) != canonical_host(registry.uri)


def declaration_of(values: Values) -> RegistryDeclaration:
    """The registry that was described."""
    return RegistryDeclaration(
        uri=values["uri"].lower(), description=values["description"], credentials=login_of(values)
    )


def patch_of(registry: Registry, values: Values) -> RegistryPatch:
    """What is to change about the registry, and nothing else."""
    changed: dict[str, object] = {}
    if values["uri"].lower() != registry.uri:
        changed["uri"] = values["uri"].lower()
    if values["description"] != registry.description:
        changed["description"] = values["description"]
    if "username" in values:
        changed["credentials"] = login_of(values)
    return RegistryPatch.model_validate(changed)


def login_of(values: Values) -> RegistryLogin | None:
    """What to log in with; None where no name was given."""
    if not values["username"]:
        return None
    return RegistryLogin(username=values["username"], password=values["password"])


def _place(uri: str, description: str) -> tuple[Field, ...]:
    host = "Images are matched by it: ghcr.io for ghcr.io/team/web:1."
    return (
        Field(key="uri", label="Host", value=uri, required=True, hint=host, check=address_problem),
        Field(
            key="description",
            label="Description",
            value=description,
            required=True,
            check=description_problem,
        ),
    )


def _login(typed: Values, *, hint: str) -> tuple[Field, ...]:
    """A name that may be left empty, and a password once there is a name."""
    name = _username("", required=False, hint=hint)
    return (name, _password()) if typed["username"] else (name,)


def _username(value: str, *, required: bool, hint: str = "") -> Field:
    return Field(
        key="username",
        label="Username",
        value=value,
        required=required,
        hint=hint,
        check=username_problem,
        paths=("credentials.username", "credentials"),
    )


def _password() -> Field:
    return Field(
        key="password",
        label="Password",
        kind=Kind.PASSWORD,
        required=True,
        hint=KEPT,
        check=password_problem,
        paths=("credentials.password",),
    )
