"""Adds, changes and removes registries and their logins, on behalf of their screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from rich.text import Text

from tui.client.errors import ApiError
from tui.models.registry import RegistryPatch
from tui.presentation import registries, registry_forms
from tui.presentation.texts import count, plain
from tui.screens.form import FormScreen
from tui.screens.protected import confirms
from tui.screens.question import Question
from tui.screens.typed_question import TypedQuestion
from tui.state.protection import is_protected, names_of

if TYPE_CHECKING:
    from tui.models.registry import Registry
    from tui.presentation.forms import Form, Values
    from tui.screens.registries import RegistriesScreen


class RegistryChanges:
    """Does things to the highlighted registry; pinned to it, whatever moves meanwhile.

    A password goes from its field into the one request and is kept nowhere on the way.
    """

    def __init__(self, screen: RegistriesScreen) -> None:
        self._screen = screen

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command does."""
        return {
            "registry.add": self._add,
            "registry.edit": self._edit,
            "registry.login": self._log_in,
            "registry.logout": self._log_out,
            "registry.delete": self._delete,
        }

    # With a form

    def _add(self) -> None:
        screen = self._screen

        async def send(values: Values) -> str:
            declared = registry_forms.declaration_of(values)
            added = await screen.client.registries.create(screen.project.id, declared)
            return f"Added registry {added.uri} to {screen.project.description}."

        self._fill_in(registry_forms.adding(screen.project.description), send)

    def _edit(self) -> None:
        if (registry := self._screen.highlighted) is None:
            return

        async def send(values: Values) -> str:
            patch = registry_forms.patch_of(registry, values)
            if patch.model_fields_set:
                await self._update(registry, patch, doing="being changed")
            return f"Changed registry {values['uri'].lower()}."

        self._fill_in(registry_forms.editing(registry), send)

    def _log_in(self) -> None:
        if (registry := self._screen.highlighted) is None:
            return

        async def send(values: Values) -> str:
            patch = RegistryPatch(credentials=registry_forms.login_of(values))
            await self._update(registry, patch, doing="being checked")
            return f"Set credentials for {registry.uri}{await self._verdict_on(registry)}."

        self._fill_in(registry_forms.logging_in(registry), send)

    def _fill_in(self, form: Form, send: Callable[[Values], Awaitable[str]]) -> None:
        """Ask what *form* asks; in a protected project also for its name, before anything is sent."""
        screen = self._screen

        async def send_confirmed(values: Values) -> str | None:
            title = f"{form.title}?"
            if not await confirms(screen.main, screen.project.id, title=title, verb=form.verb, lines=()):
                return None
            return await send(values)

        def left(told: str | None) -> None:
            screen.read_anew()
            if told is not None:
                screen.main.app.notify(plain(told), markup=False)

        screen.app.push_screen(FormScreen(form, send_confirmed, screen.look), left)

    async def _update(self, registry: Registry, patch: RegistryPatch, *, doing: str) -> None:
        with self._screen.marked(registry, doing):
            await self._screen.client.registries.update(registry.id, patch)

    async def _verdict_on(self, registry: Registry) -> str:
        """What the registry says to its new login; nothing where that can't be had: it is set in any case."""
        try:
            return _verdict(await self._screen.client.registries.get(registry.id))
        except ApiError:
            return ""

    # After a question

    def _log_out(self) -> None:
        if (registry := self._screen.highlighted) is None or registry.credentials is None:
            return
        told = [*self._about(registry), Text("Private images can't be pulled from there any longer.")]
        self._screen.ask(
            self._question("Remove the credentials?", told, verb="remove"),
            lambda: self._screen.carry_out(
                registry,
                "being changed",
                lambda client: client.registries.update(registry.id, RegistryPatch(credentials=None)),
                done=f"Removed the credentials for {registry.uri}.",
                failed=f"Could not remove the credentials for {registry.uri}",
            ),
        )

    def _delete(self) -> None:
        if (registry := self._screen.highlighted) is None:
            return
        users = registries.services_from(registry, self._screen.main.fleet)
        told = self._about(registry)
        if users:
            named = ", ".join(plain(service.service_name) for service in users)
            told.append(Text(f"Images of {count(len(users), 'service')} come from there: {named}."))
        if registry.credentials is not None:
            told.append(Text("Its credentials go with it."))
        self._screen.ask(
            self._question("Delete the registry?", told, verb="delete"),
            lambda: self._screen.carry_out(
                registry,
                "being deleted",
                lambda client: client.registries.delete(registry.id),
                done=f"Deleted registry {registry.uri} of {self._screen.project.description}.",
                failed=f"Could not delete registry {registry.uri}",
            ),
        )

    def _about(self, registry: Registry) -> list[Text]:
        lines = [
            Text.assemble(("Project   ", "dim"), plain(self._screen.project.description)),
            Text.assemble(("Registry  ", "dim"), (plain(registry.uri), "bold")),
        ]
        if registry.credentials is not None:
            lines.append(Text.assemble(("Username  ", "dim"), plain(registry.credentials.username)))
        return [*lines, Text()]

    def _question(self, title: str, lines: list[Text], *, verb: str) -> Question | TypedQuestion:
        """In a protected project its name has to be typed."""
        app, fleet, project_id = self._screen.main.app, self._screen.main.fleet, self._screen.project.id
        if is_protected(app.profile, fleet, project_id):
            return TypedQuestion(title, lines, verb=verb, names=names_of(fleet, project_id))
        return Question(title, lines, verb=verb)


def _verdict(registry: Registry) -> str:
    """What the registry says to the login, as the end of a sentence; nothing where there is none."""
    if registry.credentials is None:
        return ""
    return "; it takes them" if registry.credentials.valid else "; it refuses them"
