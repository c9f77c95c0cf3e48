"""Connects, leads elsewhere, verifies and removes domains, on behalf of their screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from tui.models.ingress import IngressPath
from tui.presentation import domain_forms
from tui.presentation.domains import target_words
from tui.presentation.texts import plain
from tui.screens.form import FormScreen
from tui.screens.protected import confirms
from tui.screens.question import Question
from tui.screens.typed_question import TypedQuestion
from tui.state.domains import ROOT, Domains, lead_to_service
from tui.state.protection import is_protected, names_of

if TYPE_CHECKING:
    from tui.models.ingress import Ingress
    from tui.models.stack import Stack
    from tui.presentation.forms import Form, Values
    from tui.screens.domains import DomainsScreen


class DomainChanges:
    """Does things to the highlighted domain; pinned to it, whatever moves meanwhile."""

    def __init__(self, screen: DomainsScreen) -> None:
        self._screen = screen

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What each command does."""
        return {
            "domain.connect": self._connect,
            "domain.target": self._lead,
            "domain.add_path": self._add_path,
            "domain.remove_path": self._remove_path,
            "domain.verify": self._verify,
            "domain.certificate": self._request_certificate,
            "domain.remove": self._remove,
        }

    # With a form

    def _connect(self) -> None:
        screen = self._screen

        async def send(values: Values) -> Ingress | None:
            target = lead_to_service(values["service"], int(values["port"]))
            path = IngressPath(path=ROOT, target=target)
            if not await self._confirms(f"Connect {plain(values['host'])}?", "connect", path):
                return None
            return await Domains(screen.client).connect(screen.project.id, values["host"].removesuffix("."), path)

        def done(ingress: Ingress | None) -> None:
            if ingress is None:
                return
            told = f"Connected {ingress.hostname}."
            if not ingress.ownership.verified:
                told += " It works once its ownership is proven: d shows the TXT record."
            self._tell(told)
            screen.await_row(ingress, ingress.paths[0])

        form = domain_forms.connecting(
            self._stacks,
            service=screen.service,
            taken=[each.hostname for each in screen.items],
            is_local=any(each.http_port for each in screen.items),
        )
        screen.app.push_screen(FormScreen(form, send, screen.look), done)

    def _add_path(self) -> None:
        if (ingress := self._screen.highlighted) is not None:
            form = domain_forms.adding_path(ingress, self._stacks, service=self._screen.service)
            self._ask_where(form, ingress, lambda values: values["path"])

    def _lead(self) -> None:
        ingress, path = self._screen.highlighted, self._screen.path
        if ingress is not None and path is not None:
            name = path.path
            self._ask_where(domain_forms.leading(ingress, path, self._stacks), ingress, lambda _: name)

    def _ask_where(self, form: Form, ingress: Ingress, name_in: Callable[[Values], str]) -> None:
        """Ask with *form* where a path of the domain is to lead, and have it lead there."""
        screen = self._screen

        async def send(values: Values) -> IngressPath | None:
            path = IngressPath(path=name_in(values), target=domain_forms.target_of(values))
            if not await self._confirms(f"{form.title}?", form.verb, path):
                return None
            await Domains(screen.client).lead(ingress.id, path)
            return path

        def done(path: IngressPath | None) -> None:
            if path is not None:
                self._tell(f"{ingress.hostname}{path.path} leads to {target_words(path.target, screen.main.fleet)}.")
                screen.await_row(ingress, path)

        screen.app.push_screen(FormScreen(form, send, screen.look), done)

    async def _confirms(self, title: str, verb: str, path: IngressPath) -> bool:
        """True when it may be done: the project is not protected, or its name was typed."""
        main = self._screen.main
        lines = [f"{path.path} {self._screen.look.glyphs.arrow} {target_words(path.target, main.fleet)}"]
        return await confirms(main, self._screen.project.id, title=title, verb=verb, lines=lines)

    @property
    def _stacks(self) -> Sequence[Stack]:
        return self._screen.main.fleet.stacks_of(self._screen.project.id)

    def _tell(self, text: str) -> None:
        self._screen.main.app.notify(plain(text), markup=False)

    # At once

    def _verify(self) -> None:
        if (ingress := self._screen.highlighted) is not None:
            self._screen.carry_out(
                ingress,
                "verifying",
                lambda client: Domains(client).verify_ownership(ingress.id),
                done=f"The ownership of {ingress.hostname} is verified.",
                failed=f"Could not verify the ownership of {ingress.hostname}",
            )

    def _request_certificate(self) -> None:
        if (ingress := self._screen.highlighted) is not None:
            self._screen.carry_out(
                ingress,
                "requesting a certificate",
                lambda client: Domains(client).request_certificate(ingress.id),
                done=f"Requested a certificate for {ingress.hostname}.",
                failed=f"Could not request a certificate for {ingress.hostname}",
            )

    # After a question

    def _remove_path(self) -> None:
        ingress, path = self._screen.highlighted, self._screen.path
        if ingress is None or path is None:
            return
        place = f"{ingress.hostname}{path.path}"
        told = [*self._about(ingress, [path]), Text("What lies below it leads where the path above it does.")]
        self._screen.ask(
            self._question(f"Remove the path {plain(path.path)}?", told),
            lambda: self._screen.carry_out(
                ingress,
                "removing a path",
                lambda client: Domains(client).drop_path(ingress.id, path.path),
                done=f"Removed {place}.",
                failed=f"Could not remove {place}",
            ),
        )

    def _remove(self) -> None:
        if (ingress := self._screen.highlighted) is None:
            return
        told = [*self._about(ingress, ingress.paths), Text("It is not answered any longer. Its DNS stays as it is.")]
        self._screen.ask(
            self._question("Remove the domain?", told),
            lambda: self._screen.carry_out(
                ingress,
                "removing",
                lambda client: Domains(client).remove(ingress.id),
                done=f"Removed {ingress.hostname}.",
                failed=f"Could not remove {ingress.hostname}",
            ),
        )

    def _about(self, ingress: Ingress, paths: Sequence[IngressPath]) -> list[Text]:
        screen = self._screen
        arrow = screen.look.glyphs.arrow
        leads = [Text(f"{plain(each.path)} {arrow} {target_words(each.target, screen.main.fleet)}") for each in paths]
        return [
            Text.assemble(("Project  ", "dim"), plain(screen.project.description)),
            Text.assemble(("Domain   ", "dim"), (plain(ingress.hostname), "bold")),
            *(
                Text.assemble(("Leads    " if not number else " " * 9, "dim"), each)
                for number, each in enumerate(leads)
            ),
            Text(),
        ]

    def _question(self, title: str, lines: Sequence[Text]) -> Question | TypedQuestion:
        """What to ask; in a protected project its name has to be typed."""
        main, project = self._screen.main, self._screen.project
        if is_protected(main.app.profile, main.fleet, project.id):
            return TypedQuestion(title, lines, verb="remove", names=names_of(main.fleet, project.id))
        return Question(title, lines, verb="remove")
